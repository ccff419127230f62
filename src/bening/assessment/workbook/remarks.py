"""Notes and evidence as they stand in the cells beside an answer."""

import re
from collections.abc import Iterator, Sequence

from bening.assessment.workbook import values
from bening.assessment.workbook.cells import CellError, Sheet
from bening.assessment.workbook.contents import LINK, Evidence, evidence
from bening.assessment.workbook.formulas import Evaluator

TARGET = re.compile(r'HYPERLINK\(\s*"(https?://[^"]+)"', re.IGNORECASE)


def note_of(sheet: Sheet, evaluator: Evaluator, rows: Sequence[int], column: int | None) -> str:
    """Return what is noted in these rows, each saying once."""
    return "\n".join(_texts(sheet, evaluator, rows, column))


def evidence_of(
    sheet: Sheet, evaluator: Evaluator, rows: Sequence[int], texts: int | None, links: int | None
) -> Evidence | None:
    """Return the evidence in these rows: a description, and links from either column or behind a cell."""
    said = list(_texts(sheet, evaluator, rows, texts))
    pointed = [target for row in rows for column in (texts, links) for target in _targets(sheet, row, column)]
    for written in _texts(sheet, evaluator, rows, links):
        for line in written.split("\n"):
            if LINK.fullmatch(line.strip()):
                pointed.append(line.strip())
            elif line.strip():
                said.append(line)
    return evidence(*said, links=tuple(pointed))


def _texts(sheet: Sheet, evaluator: Evaluator, rows: Sequence[int], column: int | None) -> Iterator[str]:
    seen: set[str] = set()
    for row in rows if column else ():
        cell = sheet.cell(row, column or 0)
        value = evaluator.value(sheet.name, row, column or 0) if cell.formula is not None else cell.value
        text = "" if isinstance(value, CellError) else values.text(value)
        if text.strip() and text not in seen:
            seen.add(text)
            yield text


def _targets(sheet: Sheet, row: int, column: int | None) -> Iterator[str]:
    if column is None:
        return
    if (row, column) in sheet.links:
        yield sheet.links[row, column]
    if found := TARGET.search(sheet.cell(row, column).formula or ""):
        yield found[1]
