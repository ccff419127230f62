"""Audit the recap sheets: weights, what each row really shows, and what is missing from them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from gettext import gettext as _

from bening.assessment import wording
from bening.assessment.workbook.audit_branches import names
from bening.assessment.workbook.cells import CellError, Sheet, address, place
from bening.assessment.workbook.findings import Bench, Finding, same
from bening.assessment.workbook.layouts import HEADER_ROWS, Item, fold, items
from bening.assessment.workbook.locating import CONTAINED, Words, alike, labels, words
from bening.domain.instrument import Branch

POINTER = re.compile(
    r"""\s*\+?(?:(?P<sheet>'(?:[^']|'')+'|[A-Za-z_][A-Za-z0-9_.]*)!)?(?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})\s*"""
)
LONGEST_TRAIL = 10
SURELY = CONTAINED
SHOWS = 0.5
NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a recap: what its label names, what its value shows, both as rows of the worksheet."""

    row: int
    named: Item | None
    shown: Item | None


def audit_recaps(bench: Bench) -> Iterator[Finding]:
    for sheet in bench.reading.book.sheets.values():
        columns = _columns(sheet)
        if sheet is bench.sheet or columns is None or not any(cell.formula for cell in sheet.cells.values()):
            continue
        rows = list(_rows(bench, sheet, columns))
        if not any(row.shown for row in rows):
            continue
        for row in rows:
            yield from _weight(bench, sheet, columns, row)
            yield from _pointer(bench, sheet, columns, row)
        yield from _missing(bench, sheet, columns, rows)


def _columns(sheet: Sheet) -> dict[str, int] | None:
    """Return where a recap has its labels, weights and values, None when it is not a recap."""
    found: dict[str, int] = {"label": 1}
    for (row, column), cell in sheet.cells.items():
        if row <= HEADER_ROWS and isinstance(cell.value, str):
            field = {"bobot": "weight", "nilai": "value"}.get(fold(cell.value))
            if field:
                found.setdefault(field, column)
    return found if {"weight", "value"} <= set(found) else None


def _rows(bench: Bench, sheet: Sheet, columns: dict[str, int]) -> Iterator[_Row]:
    parts = [item for item in items(bench.instrument, bench.layout) if bench.row(item.id) and _is_part(bench, item)]
    at = {bench.reading.located[item.id]: item for item in parts}
    said = labels(bench.sheet, bench.reading.columns)
    main = {item.id: said.get(bench.reading.located[item.id]) or words(item.wordings[0]) for item in parts}
    for row, label in sorted(labels(sheet, columns).items()):
        if (row, columns["value"]) not in sheet.cells:
            continue
        target = _follow(bench, sheet, row, columns["value"])
        shown = at.get(target) if target else None
        yield _Row(row, _named(label, parts, main, shown), shown)


def _is_part(bench: Bench, item: Item) -> bool:
    if item.kind == "question":
        return bench.instrument.questions[item.node].weight is not None
    return item.kind in {"branch", "total", "heading"}


def _named(label: Words, parts: list[Item], main: dict[str, Words], shown: Item | None) -> Item | None:
    """Return the part that a label names: the one it shows if that fits as well as any, else the only best one."""
    fits = {item.id: alike(label, main[item.id]) for item in parts}
    best = max(fits.values(), default=0.0)
    if best < SURELY or (shown and fits[shown.id] == best):
        return shown
    fitting = [item for item in parts if fits[item.id] == best]
    return fitting[0] if len({item.node for item in fitting}) == 1 else shown


def _follow(bench: Bench, sheet: Sheet, row: int, column: int) -> int | None:
    """Return the row of the worksheet's value that a cell shows through one or more plain references."""
    for _step in range(LONGEST_TRAIL):
        if sheet is bench.sheet:
            return row if column == bench.column["value"] else None
        pointer = POINTER.fullmatch(sheet.cell(row, column).formula or "")
        where = place(pointer["cell"]) if pointer else None
        if not pointer or not where:
            return None
        name = pointer["sheet"]
        target = bench.reading.book.sheet(name.strip("'").replace("''", "'")) if name else sheet
        if target is None:
            return None
        sheet, (row, column) = target, where
    return None


def _weight(bench: Bench, sheet: Sheet, columns: dict[str, int], row: _Row) -> Iterator[Finding]:
    item = row.named or row.shown
    found = bench.evaluator.value(sheet.name, row.row, columns["weight"])
    if item is None or found is None or isinstance(found, CellError):
        return
    node = bench.instrument.branches.get(item.node) or bench.instrument.questions[item.node]
    right = bench.weight(node)
    if same(found, right):
        return
    values = {
        "name": names(bench)[item.node],
        "cell": address(row.row, columns["weight"]),
        "found": wording.plain(found) if isinstance(found, Decimal) else found,
        "right": wording.plain(right),
        "sheet": sheet.name,
    }
    problem = _("Bobot %(name)s di rekap %(sheet)s sel %(cell)s tertulis %(found)s, seharusnya %(right)s.") % values
    fix = _("Ketik %(right)s di %(cell)s.") % values
    yield Finding(sheet.name, str(values["cell"]), "recap_weight", problem, NONE, fix)


def _pointer(bench: Bench, sheet: Sheet, columns: dict[str, int], row: _Row) -> Iterator[Finding]:
    where = address(row.row, columns["value"])
    value = bench.evaluator.value(sheet.name, row.row, columns["value"])
    values = {"cell": where, "sheet": sheet.name, "error": value, "formula": "", "name": "", "shown": ""}
    if row.named:
        target = address(bench.reading.located[row.named.id], bench.column["value"])
        quoted = bench.sheet.name.replace("'", "''")
        values |= {"formula": f"='{quoted}'!{target}", "name": names(bench)[row.named.node]}
    fix = _("Tulis rumus %(formula)s di %(cell)s.") % values
    if isinstance(value, CellError) and row.shown is None and row.named:
        problem = _("Rekap %(sheet)s sel %(cell)s menghasilkan galat %(error)s, seharusnya menampilkan %(name)s.")
        yield Finding(sheet.name, where, "error", problem % values, NONE, fix)
    elif row.named and row.shown and row.named.node != row.shown.node:
        values["shown"] = names(bench)[row.shown.node]
        problem = _("Rekap %(sheet)s sel %(cell)s menampilkan %(shown)s, padahal barisnya berjudul %(name)s.")
        yield Finding(sheet.name, where, "recap_points", problem % values, NONE, fix)
    elif (
        row.named and row.shown is None and sheet.cell(row.row, columns["value"]).formula is None and value is not None
    ):
        problem = _("Nilai %(name)s di rekap %(sheet)s sel %(cell)s diketik, bukan diambil dari lembar LKE.")
        yield Finding(sheet.name, where, "typed_over", problem % values, NONE, fix)


def _missing(bench: Bench, sheet: Sheet, columns: dict[str, int], rows: list[_Row]) -> Iterator[Finding]:
    """Name the sub-areas that a recap of sub-areas leaves out."""
    present = {(row.named or row.shown).node: row.row for row in rows if row.named or row.shown}  # type: ignore[union-attr]  # one of them is there
    wanted = [branch for branch in bench.instrument.branches.values() if branch.shared]
    absent = [branch for branch in wanted if not _is_shown(branch, present)]
    if len(absent) > SHOWS * len(wanted):
        return  # it recaps areas, not sub-areas
    for branch in absent:
        if not bench.row(branch.id):
            continue
        area = bench.instrument.parents[branch.id]
        near = address(present[area.id], columns["value"]) if area.id in present else ""
        target = address(bench.reading.located[branch.id], bench.column["value"])
        values = {
            "name": names(bench)[branch.id],
            "weight": wording.plain(branch.weight),
            "sheet": sheet.name,
            "area": names(bench)[area.id],
            "formula": f"='{bench.sheet.name}'!{target}",
        }
        problem = _("Rekap %(sheet)s tidak memuat %(name)s (bobot %(weight)s).") % values
        fix = _("Sisipkan barisnya di bawah %(area)s dengan rumus %(formula)s.") % values
        yield Finding(sheet.name, near, "recap_missing", problem, NONE, fix)


def _is_shown(branch: Branch, present: dict[str, int]) -> bool:
    return branch.id in present or all(part.id in present for part in branch.parts)
