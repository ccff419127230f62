"""Find each row of the worksheet by our id, else by its wording in order, else by its place.

So inserted, deleted or blank rows do no harm. It is cheap: an untouched workbook is recognised at once, any other by
one pass over likely pairs.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bening.assessment.workbook.cells import Sheet
from bening.assessment.workbook.layouts import Item

WORD = re.compile(r"[^\W_]+")
ALIKE = 0.6
ALIKE_IN_PLACE = 0.5
A_LITTLE_ALIKE = 0.3
CONTAINED = 0.85
LEAST_CONTAINED = 3
LONGEST_LABEL = 600
MOST_LABELS = 5_000
Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Located:
    """The row of each item that was found, and the rows that say once more what a found row says."""

    rows: Mapping[str, int]
    repeated: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def words(text: str) -> Words:
    return frozenset(WORD.findall(text[:LONGEST_LABEL].casefold()))


def alike(one: Words, other: Words) -> float:
    """Return how alike two wordings are, 0 to 1; one that holds the other whole is nearly the same."""
    if not one or not other:
        return 0.0
    both = len(one & other)
    least = min(len(one), len(other))
    contained = CONTAINED * both / least if least >= LEAST_CONTAINED else 0.0
    return max(2 * both / (len(one) + len(other)), contained)


def labels(sheet: Sheet, columns: Mapping[str, int]) -> dict[int, Words]:
    """Return the words of the longest label left of the weight, by row."""
    longest: dict[int, str] = {}
    for (row, column), cell in sheet.cells.items():
        is_label = columns["label"] <= column < columns["weight"] and isinstance(cell.value, str)
        if is_label and len(str(cell.value)) > len(longest.get(row, "")):
            longest[row] = str(cell.value)
    first = sorted(longest)[:MOST_LABELS]
    return {row: found for row in first if (found := words(longest[row]))}


def locate(sheet: Sheet, columns: Mapping[str, int], items: Sequence[Item]) -> Located:
    """Return where each item stands in ``sheet``."""
    by_id, repeated = _by_id(sheet, columns, items)
    missing = [item for item in items if item.id not in by_id]
    if not missing:
        return Located(by_id, repeated)
    said = {row: label for row, label in labels(sheet, columns).items() if row not in set(by_id.values())}
    wanted = {item.id: tuple(words(wording) for wording in item.wordings) for item in missing}
    if all(_likeness(wanted[item.id], said.get(item.row)) >= ALIKE_IN_PLACE for item in missing):
        found = {item.id: item.row for item in missing}
    elif not said and not by_id:
        found = {item.id: item.row for item in missing}  # a sheet without any wording: its rows are all there is
    else:
        found = _in_order(missing, wanted, said)
        found |= _by_place(missing, found, wanted, said)
    rows = {**by_id, **found}
    return Located(rows, {**repeated, **_repeats(missing, wanted, said, set(rows.values()))})


def _likeness(wanted: tuple[Words, ...], label: Words | None) -> float:
    return max(alike(wording, label) for wording in wanted) if label else 0.0


def _by_id(
    sheet: Sheet, columns: Mapping[str, int], items: Sequence[Item]
) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    if "id" not in columns:
        return {}, {}
    known = {item.id for item in items}
    found: dict[str, list[int]] = defaultdict(list)
    for (row, column), cell in sorted(sheet.cells.items()):
        if column == columns["id"] and isinstance(cell.value, str) and cell.value.strip() in known:
            found[cell.value.strip()].append(row)
    return {id: rows[0] for id, rows in found.items()}, {id: tuple(rows[1:]) for id, rows in found.items() if rows[1:]}


def _in_order(
    items: Sequence[Item], wanted: Mapping[str, tuple[Words, ...]], said: Mapping[int, Words]
) -> dict[str, int]:
    """Return the likeliest rows that keep the order of the items: the heaviest rising chain of likely pairs."""
    chain = _Chain(sorted(said))
    for item in items:
        chain.extend(
            item.id, [(row, likeness) for row, likeness in _likely(wanted[item.id], said) if likeness >= ALIKE]
        )
    return chain.best()


def _likely(wanted: tuple[Words, ...], said: Mapping[int, Words]) -> list[tuple[int, float]]:
    return [
        (row, _likeness(wanted, label))
        for row, label in said.items()
        if any(not one.isdisjoint(label) for one in wanted)
    ]


class _Chain:
    """The heaviest chain in which rows rise with the items, kept in a tree of running maxima."""

    def __init__(self, rows: list[int]) -> None:
        self._rows = rows
        self._tree: list[tuple[float, int]] = [(0.0, -1)] * (len(rows) + 1)  # weight, link that ends there
        self._links: list[tuple[str, int, int]] = []  # item, row, link before

    def extend(self, item: str, pairs: list[tuple[int, float]]) -> None:
        ready: list[tuple[int, float, int]] = []
        for row, likeness in pairs:
            at = bisect_left(self._rows, row)
            weight, before = self._most(at)
            # squared, so that one exact wording outweighs two vague ones
            ready.append((at, weight + likeness**2, len(self._links)))
            self._links.append((item, row, before))
        for at, weight, link in ready:
            self._raise(at, weight, link)

    def best(self) -> dict[str, int]:
        _weight, link = self._most(len(self._rows))
        found: dict[str, int] = {}
        while link >= 0:
            item, row, link = self._links[link]
            found[item] = row
        return found

    def _most(self, before: int) -> tuple[float, int]:
        most = (0.0, -1)
        while before > 0:
            most = max(most, self._tree[before])
            before -= before & -before
        return most

    def _raise(self, at: int, weight: float, link: int) -> None:
        at += 1
        while at < len(self._tree):
            if weight > self._tree[at][0]:
                self._tree[at] = (weight, link)
            at += at & -at


def _by_place(
    items: Sequence[Item], found: Mapping[str, int], wanted: Mapping[str, tuple[Words, ...]], said: Mapping[int, Words]
) -> dict[str, int]:
    """Return rows for items whose wording is gone or much changed, where both neighbours have moved equally far."""
    taken = set(found.values())
    moved = [(item.row, found[item.id] - item.row) for item in items if item.id in found]
    placed: dict[str, int] = {}
    for item in items:
        if item.id in found or not moved:
            continue
        at = bisect_left(moved, (item.row, 0))
        around = {offset for _row, offset in moved[max(0, at - 1) : at + 1]}
        if len(around) == 1:
            row = item.row + around.pop()
            fits = row not in said or _likeness(wanted[item.id], said[row]) >= A_LITTLE_ALIKE
            if row > 0 and row not in taken and fits:
                placed[item.id] = row
                taken.add(row)
    return placed


def _repeats(
    items: Sequence[Item], wanted: Mapping[str, tuple[Words, ...]], said: Mapping[int, Words], taken: set[int]
) -> dict[str, tuple[int, ...]]:
    """Return rows that say word for word what one question says, and only that question: somebody copied a row."""
    sayings = Counter(wording for item in items for wording in wanted[item.id])
    alone = {
        wording: item.id
        for item in items
        if item.kind == "question"
        for wording in wanted[item.id]
        if sayings[wording] == 1
    }
    found: dict[str, list[int]] = defaultdict(list)
    for row, label in sorted(said.items()):
        if row not in taken and label in alone:
            found[alone[label]].append(row)
    return {id: tuple(rows) for id, rows in found.items()}
