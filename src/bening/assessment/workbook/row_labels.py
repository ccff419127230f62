"""What stands left of the weights: the number, the sign and the wording of each row, indented by its depth."""

from typing import Any, TypeAlias

from bening.assessment.workbook.layouts import Item
from bening.assessment.workbook.styles import Styles
from bening.domain.instrument import Branch, Instrument, Question, Ratio

Sheet: TypeAlias = Any  # xlsxwriter has no types
LABEL_WIDTH = 52
ROMAN_PARTS = ("A", "B", "C", "D")


class RowLabels:
    """Writes the labels of one worksheet."""

    def __init__(self, sheet: Sheet, styles: Styles, instrument: Instrument) -> None:
        self._sheet, self._styles, self._instrument = sheet, styles, instrument
        self.depth = _depths(instrument)

    def write(self, item: Item) -> None:
        node = self._node(item)
        depth = self.depth[item.node] + (item.kind in {"count", "stated", "heading"})
        if item.kind == "heading":
            depth -= 1
        style = self._label_style(item, depth)
        for at in range(1, 8):
            self._sheet.write_blank(item.row - 1, at - 1, None, style)
        number = "" if item.kind != "question" else str(getattr(node, "soal_id", "") or "")
        if item.kind == "count" and isinstance(node, Question) and isinstance(node.scale, Ratio):
            number = next(str(one.soal_id or "") for one in node.scale.inputs if one.key == item.key)
        if number:
            self._sheet.write_number(item.row - 1, 0, int(number), style)
        sign, text = self.of(item)
        column = 1 if item.kind == "total" or not depth else depth
        if item.kind in {"question", "count", "stated"}:  # a wording needs the widest column, also in Hasil
            column = 5
        if sign:
            self._sheet.write_string(item.row - 1, column, sign, style)
        self._sheet.write_string(item.row - 1, column + (1 if sign or column > 1 else 0), text, style)

    def of(self, item: Item) -> tuple[str, str]:
        """Return the sign and the text of a row."""
        node = self._node(item)
        if item.kind in {"count", "stated"}:
            return "", f"- {item.wordings[0]}"
        if item.kind in {"total", "heading"}:
            return "", item.wordings[0]
        if isinstance(node, Question):
            lines = [node.text, *(f"{at}. {line}" for at, line in enumerate(node.items, start=1))]
            return f"{node.letter}.", "\n".join(lines)
        depth = self.depth[node.id]
        if not depth:
            return "", node.name.upper()
        numeral = node.numeral or ROMAN_PARTS[[part.id for part in self._instrument.root.parts].index(node.id)]
        return f"{numeral}.", node.name.upper() if depth < 4 else node.name  # noqa: PLR2004 -- sub-areas stay small

    def _label_style(self, item: Item, depth: int) -> object:
        if item.kind == "question":
            return self._styles.text()
        if item.kind in {"count", "stated"}:
            return self._styles.text(italic=True, indent=1)
        return self._styles.branch(0 if item.kind == "total" else depth, left=0, right=0)

    def _node(self, item: Item) -> Branch | Question:
        return self._instrument.branches.get(item.node) or self._instrument.questions[item.node]


def _depths(instrument: Instrument) -> dict[str, int]:
    depths = {instrument.root.id: 0}
    for branch in instrument.branches.values():
        for part in branch.parts:
            depths[part.id] = depths[branch.id] + 1
    return depths
