"""Audit weights and the formulas of sub-areas, areas and totals, by what they compute and not how they are written."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from gettext import gettext as _
from random import Random

from bening.assessment import wording
from bening.assessment.workbook import official
from bening.assessment.workbook.cells import Value, address
from bening.assessment.workbook.findings import Bench, Finding, departure, same
from bening.assessment.workbook.formulas import Formula, Key
from bening.assessment.workbook.layouts import Item, items
from bening.domain.instrument import Branch, Question

TRIALS = 3
Given = dict[Key, Value | Formula | None]


def audit_branches(bench: Bench, random: Random) -> Iterator[Finding]:
    rows = [item for item in items(bench.instrument, bench.layout) if bench.row(item.id)]
    yield from _weights(bench, rows)
    trials = [_Trial(bench, random, rows) for _ in range(TRIALS)]
    for item in rows:
        if item.kind in {"branch", "total", "heading"}:
            yield from _combination(bench, item, trials)


def _weights(bench: Bench, rows: list[Item]) -> Iterator[Finding]:
    for item in rows:
        node = _node(bench, item)
        own = isinstance(node, Branch) or node.weight is not None
        if item.kind not in {"branch", "question", "heading"} or not (own or item.kind == "heading"):
            continue
        if item.node == bench.instrument.root.id:  # the last line has no weight on the sheet
            continue
        found, right = bench.now("weight", item.id), bench.weight(node)
        if same(found, right):
            continue
        values = {
            "name": _name(node),
            "cell": bench.at("weight", item.id),
            "found": wording.plain(found) if isinstance(found, Decimal) else found or _("kosong"),
            "right": wording.plain(right),
        }
        yield Finding(
            bench.sheet.name,
            bench.at("weight", item.id),
            "weight",
            _("Bobot %(name)s di %(cell)s tertulis %(found)s, seharusnya %(right)s.") % values,
            bench.effect({bench.key("weight", item.id): right}),
            _("Ketik %(right)s di %(cell)s.") % values,
        )


class _Trial:
    """Random shares for every question, and what every cell of the worksheet should then hold."""

    def __init__(self, bench: Bench, random: Random, rows: list[Item]) -> None:
        self._bench = bench
        self._shares = {id: Decimal(random.randrange(1, 1000)) / 1000 for id in bench.instrument.questions}
        self.right: dict[str, Decimal] = {}
        for item in rows:
            if item.kind not in {"count", "stated"}:
                self.right[item.id] = self._of(item)
        self.weights: Given = {}
        self.silent: Given = {}
        for item in rows:
            node = _node(bench, item)
            if (
                item.id in self.right
                and item.kind != "total"
                and (isinstance(node, Branch) or node.weight is not None or item.kind == "heading")
            ):
                self.weights[bench.key("weight", item.id)] = bench.weight(node)
            if item.kind in {"count", "stated"}:
                self.silent[bench.key("value", item.id)] = ""

    def _of(self, item: Item) -> Decimal:
        node = _node(self._bench, item)
        if isinstance(node, Branch):
            return self._points(node)
        if item.kind == "heading":
            return self._shares[node.id] * self._bench.weight(node)
        return self._shares[node.id] * (node.weight if node.weight is not None else 1)

    def _points(self, branch: Branch) -> Decimal:
        if branch.shared:
            total = sum((self._shares[part.id] for part in branch.parts), start=Decimal(0))
            return total / len(branch.parts) * branch.weight
        return sum(
            (
                self._points(part) if isinstance(part, Branch) else self._shares[part.id] * (part.weight or 0)
                for part in branch.parts
            ),
            start=Decimal(0),
        )

    def given(self, item: Item) -> Given:
        """Return right contents for everything below ``item``, so that only its own formula is on trial."""
        node = _node(self._bench, item)
        below = {one.id for one in node.walk()} if isinstance(node, Branch) else {node.id}
        cells: Given = {}
        for id, value in self.right.items():
            of = id.partition("#")[0]
            same_node = of == node.id and id != item.id and item.kind != "heading"
            if (of in below and of != node.id) or same_node or (item.kind == "heading" and id == node.id):
                cells[self._bench.key("value", id)] = value
        return {**self.weights, **self.silent, **cells}


def _combination(bench: Bench, item: Item, trials: list[_Trial]) -> Iterator[Finding]:
    node = _node(bench, item)
    if item.kind == "heading" and bench.cell("value", item.id).formula is None:
        return  # the regulation does not know these rows; an empty one does no harm
    if all(same(bench.tried("value", item.id, trial.given(item)), trial.right[item.id]) for trial in trials):
        return
    yield departure(bench, item.id, "value", _right(bench, item, node), _name(node))


def _right(bench: Bench, item: Item, node: Branch | Question) -> str:
    column = bench.column["value"]
    if isinstance(node, Question):
        return f"{bench.at('value', node.id)}*{bench.at('weight', item.id)}"
    rows = [row for part in node.parts if (row := bench.row(part.id))]
    if node.shared:
        return official.mean(rows, column, address(bench.reading.located[node.id], bench.column["weight"]))
    return official.total(rows, column)


def _node(bench: Bench, item: Item) -> Branch | Question:
    return bench.instrument.branches.get(item.node) or bench.instrument.questions[item.node]


def _name(node: Branch | Question) -> str:
    """Return what a part is called, with its id so that the Pemenuhan and Reform of an area are told apart."""
    name = node.name if isinstance(node, Branch) else node.short
    return f"{node.id} {name}" if node.id not in {"total", "pengungkit"} else name


def names(bench: Bench) -> Mapping[str, str]:
    return {node.id: _name(node) for node in bench.instrument.root.walk()}
