"""Turn the text of a formula into something that computes. References are kept relative, so alike formulas share it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bening.assessment.workbook.cells import CellError, column_number
from bening.assessment.workbook.functions import FUNCTIONS, Argument
from bening.assessment.workbook.references import LAST_COLUMN, LAST_ROW
from bening.assessment.workbook.tokens import NotAFormula, Token, tokens
from bening.assessment.workbook.values import (
    NAME,
    REFERENCE,
    VALUE,
    Area,
    Cells,
    Failed,
    Result,
    arithmetic,
    compare,
    number,
    scalar,
    text,
)

DEEPEST = 40
POWERS = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
COMPARISONS: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}


@dataclass(frozen=True, slots=True)
class Here:
    """Where a formula stands and what it may look at."""

    cells: Cells
    sheet: str
    row: int
    column: int


Node = Callable[[Here], Result]


class Parser:
    """Reads one formula that stands in a given row and column."""

    def __init__(self, formula: str, row: int, column: int) -> None:
        self._tokens = list(tokens(formula))
        self._at = 0
        self._depth = 0
        self._row, self._column = row, column

    def parse(self) -> Node:
        node = self._expression(0)
        if self._at < len(self._tokens):
            raise NotAFormula
        return node

    def _peek(self) -> str:
        if self._at >= len(self._tokens):
            return ""
        kind, written, _found = self._tokens[self._at]
        return written if kind == "mark" else f"{kind} "

    def _next(self) -> Token:
        if self._at >= len(self._tokens):
            raise NotAFormula
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, mark: str) -> None:
        if self._next()[1] != mark:
            raise NotAFormula

    def _expression(self, least: int) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotAFormula
        left = self._signed()
        while POWERS.get(self._peek(), 0) > least:
            operator = self._next()[1]
            left = _operation(operator, left, self._expression(POWERS[operator]))
        self._depth -= 1
        return left

    def _signed(self) -> Node:
        signs = ""
        while self._peek() in {"+", "-"}:
            signs += self._next()[1]
        node = self._operand()
        while self._peek() == "%":
            self._next()
            node = _operation("/", node, _constant(Decimal(100)))
        if not signs:
            return node
        return _negative(node) if signs.count("-") % 2 else _operation("+", _constant(Decimal(0)), node)

    def _operand(self) -> Node:  # noqa: PLR0911 -- one return a kind of operand
        kind, written, found = self._next()
        match kind:
            case "number":
                return _constant(Decimal(written))
            case "text":
                return _constant(written[1:-1].replace('""', '"'))
            case "error":
                return _constant(CellError(written.upper()))
            case "sheet":
                name = written[:-1]
                return self._reference(name[1:-1].replace("''", "'") if name.startswith("'") else name)
            case "ref" | "range":
                self._at -= 1
                return self._reference(None)
            case "name":
                if self._peek() == "(":
                    return self._call(written)
                return _constant({"TRUE": True, "FALSE": False}.get(written.upper(), NAME))
            case _ if written == "(":
                node = self._expression(0)
                self._expect(")")
                return node
        _ = found
        raise NotAFormula

    def _reference(self, sheet: str | None) -> Node:
        kind, written, found = self._next()
        if kind == "error":
            return _constant(CellError(written.upper()))
        if kind == "range":
            first, last = (column_number(part.replace("$", "")) for part in written.split(":"))
            return _fixed(sheet, 1, first, LAST_ROW, last)
        if kind != "ref":
            raise NotAFormula
        start = self._corner(found)
        if self._peek() != ":":
            return _area(sheet, start, start)
        self._next()
        kind, written, found = self._next()
        if kind == "error":
            return _constant(REFERENCE)
        if kind != "ref":
            raise NotAFormula
        return _area(sheet, start, self._corner(found))

    def _corner(self, found: re.Match[str]) -> tuple[bool, int, bool, int]:
        row, column = int(found["row"]), column_number(found["column"])
        if not (1 <= row <= LAST_ROW and column <= LAST_COLUMN):
            raise NotAFormula
        fixed_row, fixed_column = bool(found["ra"]), bool(found["ca"])
        return (
            fixed_row,
            row if fixed_row else row - self._row,
            fixed_column,
            column if fixed_column else column - self._column,
        )

    def _call(self, name: str) -> Node:
        self._expect("(")
        arguments: list[Node] = []
        if self._peek() == ")":
            self._next()
            return _function(name, arguments)
        while True:
            arguments.append(_constant(None) if self._peek() in {",", ";", ")"} else self._expression(0))
            mark = self._next()[1]
            if mark == ")":
                return _function(name, arguments)
            if mark not in {",", ";"}:
                raise NotAFormula


def _constant(value: Result) -> Node:
    return lambda _here: value


def _negative(node: Node) -> Node:
    return lambda here: -number(scalar(node(here)))


def _operation(operator: str, left: Node, right: Node) -> Node:
    if operator in COMPARISONS:
        suits = COMPARISONS[operator]
        return lambda here: suits(compare(scalar(left(here)), scalar(right(here))))
    if operator == "&":
        return lambda here: text(scalar(left(here))) + text(scalar(right(here)))
    return lambda here: arithmetic(operator, scalar(left(here)), scalar(right(here)))


def _function(name: str, nodes: Sequence[Node]) -> Node:
    known = FUNCTIONS.get(name.upper().removeprefix("_XLFN."))
    if known is None:
        return _constant(NAME)
    function, fewest, most = known
    if not fewest <= len(nodes) <= most:
        return _constant(VALUE)

    def call(here: Here) -> Result:
        return function([_later(node, here) for node in nodes])

    return call


def _later(node: Node, here: Here) -> Argument:
    return lambda: node(here)


def _fixed(sheet: str | None, top: int, left: int, bottom: int, right: int) -> Node:
    return lambda here: Area(here.cells, sheet or here.sheet, top, min(left, right), bottom, max(left, right))


def _area(sheet: str | None, start: tuple[bool, int, bool, int], stop: tuple[bool, int, bool, int]) -> Node:
    def area(here: Here) -> Result:
        rows = [corner[1] if corner[0] else here.row + corner[1] for corner in (start, stop)]
        columns = [corner[3] if corner[2] else here.column + corner[3] for corner in (start, stop)]
        if min(rows) < 1 or min(columns) < 1:
            raise Failed(REFERENCE)
        return Area(here.cells, sheet or here.sheet, min(rows), min(columns), max(rows), max(columns))

    return area
