"""Which cells a formula looks at, so that an error is told where it begins and not again wherever it spreads."""

from collections.abc import Callable, Iterator

from bening.assessment.workbook.cells import CellError, Place, Sheet, place
from bening.assessment.workbook.formulas import Evaluator
from bening.assessment.workbook.tokens import NotAFormula, tokens
from bening.assessment.workbook.values import CYCLE

MOST_LOOKED_AT = 5_000
At = tuple[str, int, int]  # sheet, row, column


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


def looked_at(evaluator: Evaluator, formula: str, home: str) -> Iterator[At]:
    """Yield the cells that ``formula`` looks at, no more than an LKE could need."""
    if not evaluator.affords(len(formula)):
        return
    told = 0
    for name, (top, left), (bottom, right) in areas(formula, home):
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                told += 1
                if told > MOST_LOOKED_AT:
                    return
                if evaluator.has(name):
                    yield name, row, column


def begins_here(evaluator: Evaluator, sheet: Sheet, where: Place, formula: str, known: Callable[[At], bool]) -> bool:
    """Return whether an error is this cell's own: nothing that it looks at is an error, or a fault told already."""
    if evaluator.value(sheet.name, *where) == CYCLE:
        return _closes_a_cycle(evaluator, (sheet.name, *where), known)
    return not any(
        known(at) or isinstance(evaluator.value(*at), CellError) for at in looked_at(evaluator, formula, sheet.name)
    )


def _closes_a_cycle(evaluator: Evaluator, start: At, known: Callable[[At], bool]) -> bool:
    """Return whether the cell comes back to itself, and is the first of its cycle that would be told."""
    seen: set[At] = set()
    ahead = [start]
    closes = False
    while ahead and len(seen) < MOST_LOOKED_AT:
        name, row, column = ahead.pop()
        for at in looked_at(evaluator, evaluator.formula(name, row, column) or "", name):
            if known(at):
                return False
            closes = closes or (at[0].casefold(), *at[1:]) == (start[0].casefold(), *start[1:])
            if at not in seen and evaluator.value(*at) == CYCLE:
                seen.add(at)
                ahead.append(at)
    return closes
