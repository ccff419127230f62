"""The right formulas of the worksheet, as text without ``=``. The audit offers them and the writer writes them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bening.assessment.workbook.cells import address
from bening.domain.instrument import Choice, Index, Linear, Ratio

UNFILLED = '"Blm Diisi"'


def option(answer: str, scale: Choice, weight: str | None = None) -> str:
    """Return the share (or the points, given the cell of a weight) that the letter in cell ``answer`` earns."""
    times = f"*{weight}" if weight else ""
    formula = UNFILLED
    for one in reversed(scale.options):
        formula = f'IF({answer}="{one.letter}",{plain(one.value)}{times},{formula})'
    return formula


def index(answer: str, scale: Index, weight: str) -> str:
    return f"IF(ISNUMBER({answer}),MAX(0,MIN(1,{answer}/{plain(scale.top)}))*{weight},{UNFILLED})"


def share(percent: str) -> str:
    return f"IF(ISNUMBER({percent}),{percent},{UNFILLED})"


def ratio(scale: Ratio, cells: Mapping[str, str]) -> str:
    """Return the percentage from the counts in ``cells`` (by key, the stated total too where there is one)."""
    blank = ",".join(f'{cells[key]}=""' for key in scale.keys)
    stated = scale.stated_total
    due = cells[stated.key] if stated and stated.key in cells else linear(scale.denominator, cells)
    done = linear(scale.numerator, cells)
    none_done = ",".join(f"{cells[key]}=0" for key in dict.fromkeys(scale.numerator.keys))
    nothing = f"IF(AND({none_done}),{plain(scale.nothing_due)},{plain(scale.nothing_due_but)})"
    if scale.nothing_due == scale.nothing_due_but:
        nothing = plain(scale.nothing_due)
    return f"IF(OR({blank}),{UNFILLED},IF({due}=0,{nothing},MAX(0,MIN(1,({done})/({due})))))"


def stated(scale: Ratio, cells: Mapping[str, str]) -> str:
    """Return the total of the counts that the denominator adds up."""
    blank = ",".join(f'{cells[key]}=""' for key in scale.denominator.keys)
    return f"IF(OR({blank}),{UNFILLED},{linear(scale.denominator, cells)})"


def linear(sum_: Linear, cells: Mapping[str, str]) -> str:
    text = "".join(f"{'-' if sign < 0 else '+'}{cells[key]}" for sign, key in sum_.terms)
    return text.removeprefix("+")


def mean(rows: Sequence[int], column: int, weight: str) -> str:
    """Return the worksheet's own mean, which passes over questions that are not filled in."""
    return f"AVERAGE({listed(rows, column)})*{weight}"


def mean_blank_is_zero(rows: Sequence[int], column: int, weight: str) -> str:
    """Return the official mean, in which a question that is not filled in earns nothing."""
    return f"SUM({listed(rows, column)})/{len(rows)}*{weight}"


def total(rows: Sequence[int], column: int) -> str:
    return f"SUM({listed(rows, column)})"


def listed(rows: Sequence[int], column: int) -> str:
    """Return the cells as a range when nothing stands between them, else one by one."""
    if len(rows) > 1 and list(rows) == list(range(rows[0], rows[0] + len(rows))):
        return f"{address(rows[0], column)}:{address(rows[-1], column)}"
    return ",".join(address(row, column) for row in rows)


def plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
