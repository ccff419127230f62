"""The spreadsheet functions that LKE workbooks use. Arguments come unevaluated, so IF computes one branch only."""

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, DecimalException

from bening.assessment.workbook.cells import CellError, Value
from bening.assessment.workbook.values import (
    DIVISION,
    LONGEST_TEXT,
    MISSING,
    NUMBER,
    VALUE,
    Area,
    Failed,
    Result,
    compare,
    number,
    scalar,
    text,
    truth,
)

Argument = Callable[[], Result]
Function = Callable[[Sequence[Argument]], Result]
MOST_PLACES = 30


def _numbers(arguments: Sequence[Argument]) -> Iterator[Decimal]:
    """Yield the numbers of the arguments: in a range, text, truths and blanks are passed over; an error is not."""
    for argument in arguments:
        given = argument()
        if not isinstance(given, Area):
            yield number(scalar(given))
            continue
        for value in given.values():
            if isinstance(value, CellError):
                raise Failed(value)
            if isinstance(value, Decimal):
                yield value


def _sum(arguments: Sequence[Argument]) -> Result:
    return sum(_numbers(arguments), start=Decimal(0))


def _average(arguments: Sequence[Argument]) -> Result:
    found = list(_numbers(arguments))
    return sum(found, start=Decimal(0)) / len(found) if found else DIVISION


def _product(arguments: Sequence[Argument]) -> Result:
    found = list(_numbers(arguments))
    result = Decimal(1 if found else 0)
    for value in found:
        result *= value
    return result


def _if(arguments: Sequence[Argument]) -> Result:
    if truth(scalar(arguments[0]())):
        return scalar(arguments[1]()) if len(arguments) > 1 else True
    return scalar(arguments[2]()) if len(arguments) > 2 else False  # noqa: PLR2004 -- IF(test, then, else)


def _truths(arguments: Sequence[Argument]) -> list[bool]:
    found: list[bool] = []
    for argument in arguments:
        given = argument()
        if not isinstance(given, Area):
            found.append(truth(scalar(given)))
            continue
        for value in given.values():
            if isinstance(value, CellError):
                raise Failed(value)
            if isinstance(value, bool | Decimal):
                found.append(bool(value))
    if not found:
        raise Failed(VALUE)
    return found


def _if_error(arguments: Sequence[Argument]) -> Result:
    try:
        return scalar(arguments[0]())
    except Failed:
        return scalar(arguments[1]())


def _values(arguments: Sequence[Argument]) -> Iterator[Value | None]:
    for argument in arguments:
        given = argument()
        if isinstance(given, Area):
            yield from given.values()
        else:
            yield given


def _count_if(arguments: Sequence[Argument]) -> Result:
    wanted = scalar(arguments[1]())
    if isinstance(wanted, str) and wanted[:1] in "<>=*?~" and wanted:
        raise Failed(VALUE)  # criteria with operators do not occur in an LKE
    return Decimal(sum(1 for value in _values(arguments[:1]) if value is not None and _same(value, wanted)))


def _same(value: Value | None, wanted: Value | None) -> bool:
    return not isinstance(value, CellError) and compare(value, wanted) == 0


def _round(mode: str) -> Function:
    def rounded(arguments: Sequence[Argument]) -> Result:
        value = number(scalar(arguments[0]()))
        places = int(number(scalar(arguments[1]()))) if len(arguments) > 1 else 0
        if abs(places) > MOST_PLACES:
            return value
        try:
            return value.quantize(Decimal(1).scaleb(-places), rounding=mode)
        except DecimalException:
            return NUMBER

    return rounded


def _concatenate(arguments: Sequence[Argument]) -> Result:
    joined = "".join(text(scalar(argument())) for argument in arguments)
    return joined if len(joined) <= LONGEST_TEXT else VALUE


def _kind(*kinds: type) -> Function:
    def is_kind(arguments: Sequence[Argument]) -> Result:
        try:
            value = scalar(arguments[0]())
        except Failed:
            return CellError in kinds
        return isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds)

    return is_kind


def _is_blank(arguments: Sequence[Argument]) -> Result:
    try:
        return scalar(arguments[0]()) is None
    except Failed:
        return False


# name: the function, the fewest and the most arguments it takes
FUNCTIONS: dict[str, tuple[Function, int, int]] = {
    "SUM": (_sum, 1, 255),
    "AVERAGE": (_average, 1, 255),
    "PRODUCT": (_product, 1, 255),
    "MIN": (lambda given: min(_numbers(given), default=Decimal(0)), 1, 255),
    "MAX": (lambda given: max(_numbers(given), default=Decimal(0)), 1, 255),
    "COUNT": (lambda given: Decimal(sum(1 for v in _values(given) if isinstance(v, Decimal))), 1, 255),
    "COUNTA": (lambda given: Decimal(sum(1 for v in _values(given) if v is not None)), 1, 255),
    "COUNTIF": (_count_if, 2, 2),
    "IF": (_if, 1, 3),
    "IFERROR": (_if_error, 2, 2),
    "OR": (lambda given: any(_truths(given)), 1, 255),
    "AND": (lambda given: all(_truths(given)), 1, 255),
    "NOT": (lambda given: not truth(scalar(given[0]())), 1, 1),
    "TRUE": (lambda _given: True, 0, 0),
    "FALSE": (lambda _given: False, 0, 0),
    "NA": (lambda _given: MISSING, 0, 0),
    "ABS": (lambda given: abs(number(scalar(given[0]()))), 1, 1),
    "ROUND": (_round(ROUND_HALF_UP), 2, 2),
    "ROUNDUP": (_round(ROUND_UP), 2, 2),
    "ROUNDDOWN": (_round(ROUND_DOWN), 2, 2),
    "ISBLANK": (_is_blank, 1, 1),
    "ISNUMBER": (_kind(Decimal), 1, 1),
    "ISTEXT": (_kind(str), 1, 1),
    "ISERROR": (_kind(CellError), 1, 1),
    "CONCATENATE": (_concatenate, 1, 255),
    "TRIM": (lambda given: " ".join(text(scalar(given[0]())).split()), 1, 1),
    "UPPER": (lambda given: text(scalar(given[0]())).upper(), 1, 1),
    "LOWER": (lambda given: text(scalar(given[0]())).lower(), 1, 1),
    "LEN": (lambda given: Decimal(len(text(scalar(given[0]())))), 1, 1),
    "HYPERLINK": (lambda given: scalar(given[-1]()), 1, 2),
}
