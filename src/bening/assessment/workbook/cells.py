"""What a workbook holds, free of any file format. Rows and columns count from 1."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Place = tuple[int, int]  # row, column


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value such as ``#DIV/0!``."""

    code: str

    def __str__(self) -> str:
        return self.code


Value = str | Decimal | bool | CellError


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what was typed, or the formula (without ``=``). A formula's cached value is never kept."""

    value: Value | None = None
    formula: str | None = None
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Who made the file and who saved it last, as the file itself says."""

    title: str = ""
    author: str = ""
    modified_by: str = ""
    modified: str = ""


@dataclass(slots=True)
class Sheet:
    """The cells of one sheet that hold something."""

    name: str
    cells: dict[Place, Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right
    links: dict[Place, str] = field(default_factory=dict)
    hidden: bool = False

    def cell(self, row: int, column: str | int) -> Cell:
        return self.cells.get((row, column if isinstance(column, int) else column_number(column)), NOTHING)

    def text(self, row: int, column: str | int) -> str:
        """Return what was typed as text, empty for a blank, a number or a formula."""
        value = self.cell(row, column).value
        return value if isinstance(value, str) else ""

    def covered(self, row: int, column: int) -> bool:
        """Return whether a merge hides this cell behind another one."""
        return any(
            top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
            for top, left, bottom, right in self.merged
        )

    @property
    def last_row(self) -> int:
        return max((row for row, _ in self.cells), default=0)


NOTHING = Cell()


@dataclass(frozen=True, slots=True)
class Book:
    """An opened workbook."""

    sheets: Mapping[str, Sheet]
    origin: Origin = Origin()

    def sheet(self, name: str) -> Sheet | None:
        """Return the sheet of that name; spreadsheets do not tell capitals apart."""
        if name in self.sheets:
            return self.sheets[name]
        folded = name.casefold()
        return next((sheet for title, sheet in self.sheets.items() if title.casefold() == folded), None)


def column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: str | int) -> str:
    return f"{column if isinstance(column, str) else column_letters(column)}{row}"


ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def place(text: str) -> Place | None:
    """Return the row and column of an address such as ``$K$8``, None when it is not one."""
    found = ADDRESS.fullmatch(text)
    return (int(found[2]), column_number(found[1])) if found else None
