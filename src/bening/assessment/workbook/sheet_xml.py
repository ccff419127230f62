"""Read the XML of one sheet into plain cells. Formulas are kept, cached values are not."""

from decimal import Decimal, InvalidOperation
from gettext import gettext as _

from bening.assessment.workbook.cells import Cell, CellError, Place, Sheet, Value, place
from bening.assessment.workbook.parts import unescape
from bening.assessment.workbook.references import shift
from bening.assessment.workbook.refusals import WorkbookRefused, broken

MOST_CELLS = 300_000  # that hold something, in the whole workbook
MOST_PLACES = 2_000_000  # that are written down, blank ones too
MOST_MERGES = 5_000
LONGEST_FORMULA = 8_192
EXACT_DIGITS = 15
BEYOND_ANY_FLOAT = 999


class Budget:
    """How many cells a workbook may still have."""

    def __init__(self) -> None:
        self._filled = self._places = 0

    def spend(self, *, filled: int = 0, places: int = 0) -> None:
        self._filled += filled
        self._places += places
        if self._filled > MOST_CELLS or self._places > MOST_PLACES:
            raise WorkbookRefused(
                "too_many_cells",
                _("Buku kerja ini memuat jauh lebih banyak sel daripada LKE mana pun."),
                _("Hapus baris dan lembar yang bukan LKE, lalu pakai berkas yang baru."),
            )


class SheetReader:
    """Collects the cells of one sheet while its XML streams by."""

    def __init__(
        self,
        name: str,
        strings: list[str],
        dates: set[str],
        relations: dict[str, tuple[str, str, bool]],
        budget: Budget,
    ) -> None:
        self.sheet = Sheet(name)
        self._budget = budget
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
            if corner and opposite and len(self.sheet.merged) < MOST_MERGES:
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
        self._budget.spend(places=1)
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
        self._budget.spend(filled=1)
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
    if exact.is_finite() and abs(exact.adjusted()) > BEYOND_ANY_FLOAT:
        return Decimal(0) if exact.adjusted() < 0 or not exact else text  # as near to nothing as a float comes
    if not exact.is_finite() or len(text) <= EXACT_DIGITS:
        return exact if exact.is_finite() else text
    near = float(exact)
    return Decimal(repr(near)) if near not in {float("inf"), float("-inf")} else exact


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise  # noqa: PLR2004 -- more digits than any row
