"""Read the parts of an .xlsx beside its sheets: shared strings, which styles are dates, who saved it.

Written on expat rather than openpyxl: importing openpyxl takes longer than everything ``bening score`` does, and every
limit is in our own hands. Numbers are exact decimals of what the spreadsheet shows (the shortest form of its float).
"""

import re

from bening.assessment.workbook.cells import Origin
from bening.assessment.workbook.package import Package, read_xml

HALVES = range(0xD800, 0xE000)  # half of a pair is no character
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
