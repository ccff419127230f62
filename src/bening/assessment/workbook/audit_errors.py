"""Audit error values, each where it begins."""

from collections.abc import Callable
from gettext import gettext as _

from bening.assessment.workbook.cells import CellError, Sheet, address
from bening.assessment.workbook.findings import Finding
from bening.assessment.workbook.formulas import Evaluator
from bening.assessment.workbook.precedents import At, begins_here
from bening.assessment.workbook.values import CYCLE, DIVISION, LIMIT, NAME, REFERENCE, SYNTAX

MOST = 100
MOST_FORMULAS = 20_000


def audit_errors(sheet: Sheet, evaluator: Evaluator, known: set[tuple[str, str]]) -> tuple[list[Finding], int]:
    """Return the cells of ``sheet`` in which an error begins, but for those that are ``known`` already.

    With them goes how many more cells show an error once MOST are told.
    """
    found: list[Finding] = []
    more = computed = 0
    limited = False
    for (row, column), cell in sorted(sheet.cells.items()):
        where = address(row, column)
        computed += cell.formula is not None
        if computed > MOST_FORMULAS:
            break
        if (sheet.name, where) in known:
            continue
        value = evaluator.value(sheet.name, row, column) if cell.formula is not None else cell.value
        if not isinstance(value, CellError) or (value == LIMIT and limited):
            continue
        limited = limited or value == LIMIT  # one sentence is enough for all of them
        if len(found) >= MOST:
            more += 1
            continue
        if cell.formula is not None and not begins_here(evaluator, sheet, (row, column), cell.formula, _among(known)):
            continue
        known.add((sheet.name, where))
        found.append(Finding(sheet.name, where, "error", _problem(where, value, cell.formula), None, _fix(value)))
    return found, more


def _among(known: set[tuple[str, str]]) -> Callable[[At], bool]:
    return lambda at: (at[0], address(at[1], at[2])) in known


def _problem(where: str, value: CellError, formula: str | None) -> str:
    values = {"cell": where, "error": value, "formula": f"={formula}"[:120]}
    if formula is None:
        return _("%(cell)s berisi galat %(error)s.") % values
    return _("%(cell)s menghasilkan galat %(error)s: %(formula)s.") % values


def _fix(value: CellError) -> str:
    if value == REFERENCE:
        return _("Arahkan lagi rumusnya ke sel yang benar; sel yang dulu ditunjuk sudah dihapus.")
    if value == DIVISION:
        return _("Isi pembaginya, atau biarkan kosong bila memang belum ada.")
    if value == NAME:
        return _("Periksa nama fungsi dan nama sel dalam rumusnya.")
    if value == CYCLE:
        return _("Putuskan putarannya: rumus ini memakai hasilnya sendiri.")
    if value in {SYNTAX, LIMIT}:
        return _("Sederhanakan rumusnya; Bening tidak dapat menghitungnya.")
    return _("Periksa isi sel yang dipakai rumusnya.")
