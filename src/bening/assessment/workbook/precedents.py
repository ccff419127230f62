"""Which cells a formula looks at, so that an error is told where it begins and not again wherever it spreads."""

from collections.abc import Iterator

from bening.assessment.workbook.cells import CellError, Place, Sheet, place
from bening.assessment.workbook.formulas import Evaluator
from bening.assessment.workbook.syntax import NotAFormula, tokens

MOST_LOOKED_AT = 5_000


def areas(formula: str, home: str) -> Iterator[tuple[str, Place, Place]]:
    """Yield sheet, first and last place of every area in ``formula``; nothing when it cannot be read."""
    try:
        pieces = list(tokens(formula))
    except NotAFormula:
        return
    sheet = home
    at = 0
    while at < len(pieces):
        kind, written, _found = pieces[at]
        if kind == "sheet":
            name = written[:-1]
            sheet = name[1:-1].replace("''", "'") if name.startswith("'") else name
        elif kind == "ref" and (first := place(written)):
            last = first
            if at + 2 < len(pieces) and pieces[at + 1][1] == ":" and (second := place(pieces[at + 2][1])):
                last, at = second, at + 2
            yield sheet, first, last
            sheet = home
        at += 1


def begins_here(evaluator: Evaluator, sheet: Sheet, formula: str) -> bool:
    """Return whether an error in ``formula`` is its own: nothing that it looks at is an error."""
    looked = 0
    for name, (top, left), (bottom, right) in areas(formula, sheet.name):
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                looked += 1
                if looked > MOST_LOOKED_AT:
                    return True
                if evaluator.has(name) and isinstance(evaluator.value(name, row, column), CellError):
                    return False
    return True
