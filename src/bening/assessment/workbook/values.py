"""How a spreadsheet reads, compares and converts values. Arithmetic is exact (Decimal)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, DecimalException, InvalidOperation
from typing import Protocol

from bening.assessment.workbook.cells import CellError, Value

DIVISION, VALUE, REFERENCE, NAME = CellError("#DIV/0!"), CellError("#VALUE!"), CellError("#REF!"), CellError("#NAME?")
NUMBER, MISSING = CellError("#NUM!"), CellError("#N/A")
CYCLE, SYNTAX, LIMIT = CellError("#CYCLE!"), CellError("#SYNTAX!"), CellError("#LIMIT!")  # ours, not a spreadsheet's
LARGEST_EXPONENT = 308
LONGEST_TEXT = 32_767


class Failed(Exception):
    """A formula came upon an error value, which becomes its result."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.code)
        self.error = error


class Cells(Protocol):
    """What a formula may ask of the workbook while it is computed."""

    def get(self, sheet: str, row: int, column: int) -> Value | None: ...
    def bounds(self, sheet: str) -> tuple[int, int]: ...
    def spend(self, cells: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; one cell is an area too, which SUM treats otherwise than a typed value."""

    cells: Cells
    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    def values(self) -> Iterator[Value | None]:
        last_row, last_column = self.cells.bounds(self.sheet)
        bottom, right = min(self.bottom, last_row), min(self.right, last_column)
        self.cells.spend(max(0, bottom - self.top + 1) * max(0, right - self.left + 1))
        for row in range(self.top, bottom + 1):
            for column in range(self.left, right + 1):
                yield self.cells.get(self.sheet, row, column)


Result = Value | Area | None


def scalar(result: Result) -> Value | None:
    """Return the one value that ``result`` stands for; raises Failed for an error."""
    if isinstance(result, Area):
        if (result.top, result.left) != (result.bottom, result.right):
            raise Failed(VALUE)
        result = result.cells.get(result.sheet, result.top, result.left)
    if isinstance(result, CellError):
        raise Failed(result)
    return result


def number(value: Value | None) -> Decimal:
    """Return ``value`` as arithmetic sees it: a blank is 0, text that is no number fails."""
    if isinstance(value, Decimal):
        return value
    if value is None:
        return Decimal(0)
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, str):
        try:
            found = Decimal(value.strip())
        except InvalidOperation:
            raise Failed(VALUE) from None
        if found.is_finite() and "_" not in value:
            return found
    raise Failed(VALUE)


def text(value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        if abs(value.adjusted()) > LARGEST_EXPONENT:
            raise Failed(NUMBER)
        shown = format(value, "f")
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    return str(value)


def truth(value: Value | None) -> bool:
    if isinstance(value, str):
        if value.casefold() in {"true", "false"}:
            return value.casefold() == "true"
        raise Failed(VALUE)
    return bool(number(value))


def compare(left: Value | None, right: Value | None) -> int:
    """Return -1, 0 or 1. Numbers come before text, text before truth; capitals do not matter; a blank suits both."""
    first, second = _rank(left, right), _rank(right, left)
    return (first > second) - (first < second)


def _rank(value: Value | None, other: Value | None) -> tuple[int, Decimal, str]:
    if value is None:
        if isinstance(other, str):
            return (1, Decimal(0), "")
        return (2, Decimal(0), "") if isinstance(other, bool) else (0, Decimal(0), "")
    if isinstance(value, bool):
        return (2, Decimal(int(value)), "")
    if isinstance(value, Decimal):
        return (0, value, "")
    return (1, Decimal(0), str(value).casefold())


def arithmetic(operator: str, left: Value | None, right: Value | None) -> Decimal:
    a, b = number(left), number(right)
    try:
        match operator:
            case "+":
                result = a + b
            case "-":
                result = a - b
            case "*":
                result = a * b
            case "/":
                if not b:
                    raise Failed(DIVISION)
                result = a / b
            case _:
                result = _power(a, b)
    except DecimalException:
        raise Failed(NUMBER) from None
    return bounded(result)


def bounded(result: Decimal) -> Decimal:
    """Return ``result`` as a spreadsheet can hold it: too near to nothing is nothing, too large is an error.

    Written out, 1E-99999999 has a hundred million digits.
    """
    if not result or result.adjusted() < -LARGEST_EXPONENT:
        return Decimal(0)
    if result.adjusted() > LARGEST_EXPONENT:
        raise Failed(NUMBER)
    return result


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if not base and exponent <= 0:
        raise Failed(NUMBER if not exponent else DIVISION)
    return base**exponent
