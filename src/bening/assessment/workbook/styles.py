"""How our workbooks look: calm, one teal, white where a person writes."""

from typing import Any

import xlsxwriter

TEAL, PALE, PALER, LINE, GREY, INK = "#0F5E66", "#D7EAEA", "#EEF6F6", "#B9CFCF", "#F5F6F6", "#1E2A2B"
WRITE = "#FFFFFF"
BASE = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "top", "border": 1, "border_color": LINE}
SHADES = {0: TEAL, 1: TEAL, 2: PALE, 3: PALE, 4: PALER}
DARK = {0, 1}


class Styles:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **properties: object) -> object:
        """Return the format with these properties on top of the usual ones."""
        wanted = {**BASE, **properties}
        known = tuple(sorted(wanted.items()))
        if known not in self._made:
            self._made[known] = self._book.add_format(wanted)
        return self._made[known]

    def branch(self, depth: int, **properties: object) -> object:
        """Return the format of a row that holds others: the higher, the darker."""
        colour = "#FFFFFF" if depth in DARK else INK
        return self.of(bold=True, bg_color=SHADES.get(depth, PALER), font_color=colour, **properties)

    def header(self, *, wraps: bool = True) -> object:
        look = {"bold": True, "bg_color": TEAL, "font_color": "#FFFFFF", "valign": "vcenter", "left": 0, "right": 0}
        return self.of(**look, text_wrap=wraps, align="center" if wraps else "left")

    def text(self, **properties: object) -> object:
        return self.of(bg_color=GREY, text_wrap=True, **properties)

    def figure(self, **properties: object) -> object:
        return self.of(bg_color=GREY, num_format="0.00", align="right", **properties)

    def entry(self, **properties: object) -> object:
        """Return the format of a cell that a person fills in: white and not locked."""
        return self.of(bg_color=WRITE, locked=False, **properties)

    def title(self) -> object:
        return self.of(bold=True, font_size=14, font_color=TEAL, border=0)

    def plain(self, **properties: object) -> object:
        return self.of(border=0, text_wrap=True, **properties)
