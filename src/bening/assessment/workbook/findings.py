"""What an audit finds, and the bench on which cells are tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from gettext import gettext as _

from bening.assessment import wording
from bening.assessment.workbook.cells import Cell, Sheet, Value, address
from bening.assessment.workbook.formulas import Evaluator, Formula, Key, key
from bening.assessment.workbook.layouts import LAYOUTS, Layout
from bening.assessment.workbook.reading import Reading
from bening.domain.instrument import Branch, Instrument, Question

EXACT = Decimal("1e-9")
NOISE = Decimal("1e-20")  # what the 28th digit leaves behind


@dataclass(frozen=True, slots=True)
class Finding:
    """A cell that departs from the regulation.

    ``effect`` is how much the workbook's own total changes when only this cell is mended (for a typed total: how much
    our score does when its parts are right); None when that cannot be computed.
    """

    sheet: str
    cell: str
    kind: str  # type, weight, formula, typed_over, missing, error, recap_weight, recap_points, recap_missing
    problem: str
    effect: Decimal | None
    fix: str


class Bench:
    """One tier's figures in the worksheet, where cells can be tried with other contents."""

    def __init__(self, reading: Reading, instrument: Instrument, evaluator: Evaluator, tier: str) -> None:
        self.reading, self.instrument, self.evaluator, self.tier = reading, instrument, evaluator, tier
        self.layout: Layout = LAYOUTS[reading.layout]
        self.sheet: Sheet = reading.book.sheets[reading.sheet]
        self.column: Mapping[str, int] = {
            "weight": reading.columns["weight"],
            "type": reading.columns["type"],
            "answer": reading.columns[f"{tier}.answer"],
            "value": reading.columns[f"{tier}.value"],
        }
        self.total = self.figure(self.evaluator, instrument.root.id)

    def row(self, id: str) -> int | None:
        return self.reading.located.get(id)

    def at(self, field: str, id: str) -> str:
        """Return the address of a column in the row of ``id``; the row must have been found."""
        return address(self.reading.located[id], self.column[field])

    def key(self, field: str, id: str) -> Key:
        return key(self.sheet.name, self.reading.located[id], self.column[field])

    def cell(self, field: str, id: str) -> Cell:
        return self.sheet.cell(self.reading.located[id], self.column[field])

    def now(self, field: str, id: str) -> Value | None:
        return self.evaluator.value(self.sheet.name, self.reading.located[id], self.column[field])

    def tried(self, field: str, id: str, overrides: Mapping[Key, Value | Formula | None]) -> Value | None:
        """Return what a cell comes to when others hold something else."""
        row = self.reading.located[id]
        return self.evaluator.trying(overrides).value(self.sheet.name, row, self.column[field])

    def figure(self, evaluator: Evaluator, id: str) -> Decimal | None:
        row = self.reading.located.get(id)
        value = evaluator.value(self.sheet.name, row, self.column["value"]) if row else None
        return value if isinstance(value, Decimal) else None

    def effect(self, mended: Mapping[Key, Value | Formula | None]) -> Decimal | None:
        """Return how the workbook's own total changes when these cells alone are mended."""
        after = self.figure(self.evaluator.trying(mended), self.instrument.root.id)
        if after is None or self.total is None:
            return None
        change = after - self.total
        return Decimal(0) if abs(change) < NOISE else change

    def weight(self, node: Branch | Question) -> Decimal:
        return node.weight if isinstance(node, Branch) else self.instrument.weight_of(node)


def same(value: Value | None, wanted: Decimal) -> bool:
    return isinstance(value, Decimal) and abs(value - wanted) <= EXACT


def departure(bench: Bench, id: str, field: str, formula: str, what: str) -> Finding:
    """Return the finding for a cell that does not compute what ``formula`` does."""
    cell, where = bench.cell(field, id), bench.at(field, id)
    values = {"what": what, "cell": where, "now": "", "formula": f"={cell.formula}"[:120]}
    if cell.formula is not None:
        kind, problem = "formula", _("%(what)s di %(cell)s tidak dihitung menurut ketentuan: %(formula)s.")
    elif cell.value is None:
        kind, problem = "missing", _("%(what)s di %(cell)s kosong; rumusnya hilang.")
    else:
        shown = cell.value if not isinstance(cell.value, Decimal) else wording.plain(cell.value)
        values["now"] = str(shown)[:40]
        kind, problem = "typed_over", _("%(what)s di %(cell)s diketik “%(now)s”, bukan dihitung.")
    fix = _("Tulis rumus =%(formula)s di %(cell)s.") % {"formula": formula, "cell": where}
    effect = bench.effect({bench.key(field, id): Formula(formula)})
    return Finding(bench.sheet.name, where, kind, problem % values, effect, fix)
