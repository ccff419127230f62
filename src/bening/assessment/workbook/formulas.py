"""Compute the formulas of a workbook exactly, without trusting any value that was stored beside them.

An unknown function, a cycle or an endless sum becomes a named error value; nothing in a sheet can crash or hang it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException, localcontext

from bening.assessment.workbook.cells import Book, Cell, CellError, Sheet, Value
from bening.assessment.workbook.references import shape
from bening.assessment.workbook.syntax import Here, Node, Parser
from bening.assessment.workbook.tokens import NotAFormula
from bening.assessment.workbook.values import (
    CYCLE,
    LIMIT,
    LONGEST_TEXT,
    NUMBER,
    REFERENCE,
    SYNTAX,
    Area,
    Failed,
    bounded,
)

Key = tuple[str, int, int]  # sheet (folded), row, column
MOST_WORK = 3_000_000  # in cells looked at; the audit of a real LKE takes a tenth of it
LETTERS_A_UNIT = 4
PARSING = 4  # a letter
DEEPEST_CHAIN = 4
DIGITS = 28


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula to be tried in place of what a cell holds (without ``=``)."""

    text: str


Overrides = Mapping[Key, Value | Formula | None]


class _Deeper(Exception):
    """A chain of cells grew too long for the stack: this one must be computed first."""

    def __init__(self, key: Key) -> None:
        super().__init__()
        self.key = key


def key(sheet: str, row: int, column: int) -> Key:
    return sheet.casefold(), row, column


class Evaluator:
    """Computes cells on demand, each once. ``trying`` gives one that sees some cells otherwise."""

    def __init__(self, book: Book) -> None:
        self._sheets = {name.casefold(): sheet for name, sheet in book.sheets.items()}
        self._bounds: dict[str, tuple[int, int]] = {}
        self._parsed: dict[str, Node | None] = {}
        self._shapes: dict[Key, str] = {}
        self._overrides: Overrides = {}
        self._purse = [MOST_WORK]  # shared by all who try other contents
        self._reset()

    def _reset(self) -> None:
        self._known: dict[Key, Value | None] = {}
        self._busy: list[Key] = []
        self._waiting: dict[Key, None] = {}  # in order; the last is computed first

    def trying(self, overrides: Overrides) -> "Evaluator":
        """Return an evaluator of the same workbook in which some cells hold something else."""
        other = object.__new__(Evaluator)
        other._sheets, other._bounds = self._sheets, self._bounds
        other._parsed, other._shapes, other._purse = self._parsed, self._shapes, self._purse
        other._overrides = {**self._overrides, **overrides}
        other._reset()
        return other

    def value(self, sheet: str, row: int, column: int) -> Value | None:
        """Return what the cell comes to; an error is a CellError, a blank is None."""
        wanted = key(sheet, row, column)
        with localcontext() as context:
            context.prec = DIGITS
            self._waiting = {wanted: None}
            while self._waiting:
                self._busy = []
                try:
                    self._compute(next(reversed(self._waiting)))
                except _Deeper as deeper:
                    self._waiting[deeper.key] = None
                else:
                    self._waiting.popitem()
        return self._known[wanted]

    def has(self, sheet: str) -> bool:
        return sheet.casefold() in self._sheets

    def formula(self, sheet: str, row: int, column: int) -> str | None:
        return self._formula(key(sheet, row, column))

    # What formulas may ask (values.Cells)

    def get(self, sheet: str, row: int, column: int) -> Value | None:
        wanted = key(sheet, row, column)
        if wanted in self._known:
            return self._known[wanted]
        if wanted in self._busy or (wanted in self._waiting and self._formula(wanted) is not None):
            return CYCLE
        if len(self._busy) >= DEEPEST_CHAIN and self._formula(wanted) is not None:
            raise _Deeper(wanted)
        return self._compute(wanted)

    def bounds(self, sheet: str) -> tuple[int, int]:
        folded = sheet.casefold()
        if folded not in self._bounds:
            places = self._sheet(folded).cells
            self._bounds[folded] = max((r for r, _ in places), default=0), max((c for _, c in places), default=0)
        return self._bounds[folded]

    def spend(self, cells: int) -> None:
        if not self.affords(cells):
            raise Failed(LIMIT)

    def affords(self, cells: int) -> bool:
        """Take that much work from the purse and return whether it was still there."""
        self._purse[0] -= cells
        return self._purse[0] >= 0

    # How it is done

    def _sheet(self, folded: str) -> Sheet:
        if folded not in self._sheets:
            raise Failed(REFERENCE)
        return self._sheets[folded]

    def _cell(self, wanted: Key) -> Cell:
        if wanted in self._overrides:
            given = self._overrides[wanted]
            return Cell(formula=given.text) if isinstance(given, Formula) else Cell(given)
        return self._sheet(wanted[0]).cell(wanted[1], wanted[2])

    def _formula(self, wanted: Key) -> str | None:
        try:
            return self._cell(wanted).formula
        except Failed:
            return None

    def _compute(self, wanted: Key) -> Value | None:
        self._busy.append(wanted)
        try:
            result = self._result(wanted)
        except Failed as failed:
            result = failed.error
        except DecimalException:
            result = NUMBER
        except RecursionError:
            result = LIMIT
        self._busy.pop()
        self._known[wanted] = result
        return result

    def _result(self, wanted: Key) -> Value | None:
        cell = self._cell(wanted)
        if cell.formula is None:
            return cell.value
        self.spend(1 + len(cell.formula) // LETTERS_A_UNIT)
        node = self._node(wanted, cell.formula)
        if node is None:
            return SYNTAX
        sheet, row, column = wanted
        result = node(Here(self, sheet, row, column))
        if isinstance(result, Area):
            if (result.top, result.left) != (result.bottom, result.right):
                return CellError("#VALUE!")
            result = self.get(result.sheet, result.top, result.left)
        if isinstance(result, str):
            return result[:LONGEST_TEXT]
        if isinstance(result, Decimal):
            return bounded(result)
        return result

    def _node(self, wanted: Key, formula: str) -> Node | None:
        _sheet, row, column = wanted
        seen = None if wanted in self._overrides else self._shapes.get(wanted)
        if seen is None:
            seen = shape(formula, row, column)
            if wanted not in self._overrides:
                self._shapes[wanted] = seen
        if seen not in self._parsed:
            self.spend(PARSING * len(formula))
            try:
                self._parsed[seen] = Parser(formula, row, column).parse()
            except (NotAFormula, RecursionError):
                self._parsed[seen] = None
        return self._parsed[seen]
