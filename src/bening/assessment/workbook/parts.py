"""Read the parts of an .xlsx into plain cells. Formulas are kept, cached values are not.

Written on expat rather than openpyxl: importing openpyxl takes longer than everything ``bening score`` does, and every
limit is in our own hands. Numbers are exact decimals of what the spreadsheet shows (the shortest form of its float).
"""

import re
from decimal import Decimal, InvalidOperation
from gettext import gettext as _

from bening.assessment.workbook.cells import Cell, CellError, Origin, Place, Sheet, Value, place
from bening.assessment.workbook.package import Package, WorkbookRefused, broken, read_xml
from bening.assessment.workbook.references import shift

HALVES = range(0xD800, 0xE000)  # half of a pair is no character
MOST_CELLS = 300_000
LONGEST_FORMULA = 8_192
EXACT_DIGITS = 15
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def unescape(text: str) -> str:
    """Undo ``_x000D_``: the way the format writes characters that XML cannot hold."""
    if "_x" not in text:
        return text
    return ESCAPED.sub(lambda found: _character(int(found[1], 16)), text)


def _character(code: int) -> str:
    return "\ufffd" if code in HALVES else chr(code)


class Strings:
    """The shared strings; phonetic hints are left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._reading = False
        self._phonetic = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._reading = not self._phonetic

    def end(self, name: str) -> None:
        if name == "si":
            self.texts.append(unescape("".join(self._pieces)))
        elif name == "rPh":
            self._phonetic = False
        elif name == "t":
            self._reading = False

    def text(self, piece: str) -> None:
        if self._reading:
            self._pieces.append(piece)


def shared_strings(package: Package, part: str) -> list[str]:
    strings = Strings()
    read_xml(package.chunks(part), start=strings.start, end=strings.end, text=strings.text)
    return strings.texts


def date_styles(package: Package, part: str) -> set[str]:
    """Return the numbers of the cell styles that show a date or a time."""
    custom: set[str] = set()
    styles: list[str] = []
    inside = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and re.search("[ymdhs]", QUOTED.sub("", attributes.get("formatCode", "")).casefold()):
            if "general" not in attributes.get("formatCode", "").casefold():
                custom.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            styles.append(attributes.get("numFmtId", "0"))

    def end(name: str) -> None:
        if name == "cellXfs":
            inside[0] = False

    read_xml(package.chunks(part), start=start, end=end)
    dates = custom | {str(number) for number in DATE_FORMATS}
    return {str(index) for index, number in enumerate(styles) if number in dates}


def origin(package: Package, part: str) -> Origin:
    found: dict[str, str] = {}
    current = [""]

    def start(name: str, _attributes: dict[str, str]) -> None:
        current[0] = name

    def text(piece: str) -> None:
        found[current[0]] = found.get(current[0], "") + piece

    read_xml(package.chunks(part), start=start, text=text)
    fields = {
        name: " ".join(found.get(name, "").split())[:200] for name in ("title", "creator", "lastModifiedBy", "modified")
    }
    return Origin(fields["title"], fields["creator"], fields["lastModifiedBy"], fields["modified"])


class SheetReader:
    """Collects the cells of one sheet while its XML streams by."""

    def __init__(
        self, name: str, strings: list[str], dates: set[str], relations: dict[str, tuple[str, str, bool]]
    ) -> None:
        self.sheet = Sheet(name)
        self._strings, self._dates, self._relations = strings, dates, relations
        self._row = self._column = 0
        self._kind = self._style = ""
        self._pieces: list[str] | None = None
        self._value = ""
        self._inline: list[str] = []
        self._formula: str | None = None
        self._shared: dict[str, tuple[Place, str]] = {}
        self._share = ""
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._open_cell(attributes)
        elif name == "v" or (name == "t" and not self._phonetic):
            self._pieces = []
        elif name == "f":
            self._pieces = []
            self._share = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif name == "row":
            self._row = _whole(attributes.get("r"), self._row + 1)
            self._column = 0
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            first, _colon, last = attributes.get("ref", "").partition(":")
            corner, opposite = place(first), place(last)
            if corner and opposite and (opposite[0] - corner[0] + 1) * (opposite[1] - corner[1] + 1) <= MOST_CELLS:
                self.sheet.merged.append((*corner, *opposite))
        elif name == "hyperlink":
            self._link(attributes)

    def text(self, piece: str) -> None:
        if self._pieces is not None:
            self._pieces.append(piece)

    def end(self, name: str) -> None:
        if name == "c":
            self._close_cell()
        elif name == "v":
            self._value = "".join(self._pieces or ())
            self._pieces = None
        elif name == "t" and self._pieces is not None:
            self._inline.extend(self._pieces)
            self._pieces = None
        elif name == "f":
            self._close_formula("".join(self._pieces or ()))
            self._pieces = None
        elif name == "rPh":
            self._phonetic = False

    def _open_cell(self, attributes: dict[str, str]) -> None:
        where = place(attributes.get("r", ""))
        self._row, self._column = where or (self._row, self._column + 1)
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._value, self._inline, self._formula = "", [], None

    def _close_formula(self, written: str) -> None:
        here = (self._row, self._column)
        if self._share and written:
            self._shared[self._share] = (here, written)
        elif self._share and self._share in self._shared:
            (row, column), master = self._shared[self._share]
            written = shift(master, self._row - row, self._column - column)
        if written:
            self._formula = unescape(written)[:LONGEST_FORMULA]

    def _close_cell(self) -> None:
        value = None if self._formula is not None else self._typed()
        if value is None and self._formula is None:
            return
        if len(self.sheet.cells) >= MOST_CELLS:
            raise WorkbookRefused(
                "too_many_cells",
                _("Lembar “%(sheet)s” berisi lebih dari 300.000 sel.") % {"sheet": self.sheet.name},
                _("Hapus baris dan lembar yang bukan LKE, lalu unggah lagi."),
                sheet=self.sheet.name,
            )
        is_date = self._kind == "d" or (self._kind == "n" and self._style in self._dates)
        self.sheet.cells[self._row, self._column] = Cell(value, self._formula, is_date and value is not None)

    def _typed(self) -> Value | None:
        if self._kind == "inlineStr":
            return unescape("".join(self._inline)) or None
        if not self._value:
            return None
        if self._kind == "s":
            index = _whole(self._value, -1)
            if not 0 <= index < len(self._strings):
                raise broken()
            return self._strings[index] or None
        if self._kind == "b":
            return self._value.strip() in {"1", "true"}
        if self._kind == "e":
            return CellError(self._value[:20])
        return number(self._value) if self._kind == "n" else unescape(self._value)

    def _link(self, attributes: dict[str, str]) -> None:
        where = place(attributes.get("ref", "").partition(":")[0])
        id = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
        _kind, target, outside = self._relations.get(id, ("", "", False))
        if where and outside and target.casefold().startswith(("http://", "https://")):
            self.sheet.links[where] = target


def number(text: str) -> Decimal | str:
    """Return the number that the spreadsheet means: 3.7700000000000000 and 3.77 are one and the same."""
    try:
        exact = Decimal(text.strip())
    except InvalidOperation:
        return text
    if not exact.is_finite() or len(text) <= EXACT_DIGITS:
        return exact if exact.is_finite() else text
    near = float(exact)
    return Decimal(repr(near)) if near not in {float("inf"), float("-inf")} else exact


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise  # noqa: PLR2004 -- more digits than any row
