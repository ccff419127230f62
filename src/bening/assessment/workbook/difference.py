"""What changed between two states of an LKE, cell by cell, before anything is merged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bening.assessment.workbook.cells import Origin, address
from bening.assessment.workbook.contents import Contents, Evidence
from bening.assessment.workbook.official import plain
from bening.assessment.workbook.reading import Reading
from bening.domain.answers import Answer


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not what it was. ``field`` is answer, count (with ``key``), note, evidence or links."""

    tier: str
    question: str
    field: str
    key: str | None
    sheet: str
    cell: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes, and what both files say about who saved them when."""

    changes: tuple[Change, ...]
    old: Origin = field(default_factory=Origin)
    new: Origin = field(default_factory=Origin)


def difference(old: Reading | Contents, new: Reading) -> Difference:
    """Return every change from ``old`` to ``new``, in the order of the worksheet, for the tiers that ``new`` holds.

    A cell that could not be read on either side is no change: nobody knows what it says.
    """
    changes = [change for tier in new.answers for change in _of_tier(old, new, tier)]
    changes.sort(key=lambda change: (new.rows.get(change.question, 0), change.tier))
    return Difference(tuple(changes), old.origin if isinstance(old, Reading) else Origin(), new.origin)


def _of_tier(old: Reading | Contents, new: Reading, tier: str) -> Iterator[Change]:
    before = old.contents if isinstance(old, Reading) else old
    asked = [before.answers.get(tier, {}), new.answers[tier], _half_read(old, tier), _half_read(new, tier)]
    for question in dict.fromkeys(id for some in asked for id in some):
        yield from _answer(new, tier, question, _cells(old, tier, question), _cells(new, tier, question))
    notes_were, notes = before.notes.get(tier, {}), new.notes.get(tier, {})
    for question in dict.fromkeys([*notes_were, *notes]):
        yield from _text(new, (tier, question, "note"), notes_were.get(question), notes.get(question))
    if f"{tier}.evidence" not in new.columns:
        return
    proof_was, proof = before.evidence.get(tier, {}), new.evidence.get(tier, {})
    for question in dict.fromkeys([*proof_was, *proof]):
        one, other = proof_was.get(question, Evidence()), proof.get(question, Evidence())
        yield from _text(new, (tier, question, "evidence"), one.text, other.text)
        yield from _text(new, (tier, question, "links"), "\n".join(one.links), "\n".join(other.links))


@dataclass(frozen=True, slots=True)
class _Cells:
    """What the cells of one answer say, by key of the count; ``whole`` when a key that is not there is blank."""

    values: Mapping[str | None, Answer | int | None]
    whole: bool = True

    def tells(self, key: str | None) -> bool:
        return self.whole or key in self.values


def _half_read(side: Reading | Contents, tier: str) -> list[str]:
    return [question for of, question in side.readable if of == tier] if isinstance(side, Reading) else []


def _cells(side: Reading | Contents, tier: str, question: str) -> _Cells:
    answer = side.answers.get(tier, {}).get(question)
    if isinstance(answer, Mapping):
        return _Cells(_by_key(answer))
    if answer is not None:
        return _Cells({None: answer})
    if isinstance(side, Reading) and any(p.question == question and p.tier in {tier, ""} for p in side.problems):
        return _Cells(_by_key(side.readable.get((tier, question), {})), whole=False)
    return _Cells({})


def _by_key(counts: Mapping[str, int] | Mapping[str, int | None]) -> dict[str | None, Answer | int | None]:
    return dict(counts.items())


def _answer(new: Reading, tier: str, question: str, was: _Cells, now: _Cells) -> Iterator[Change]:
    for key in dict.fromkeys([*was.values, *now.values]):
        before, after = was.values.get(key), now.values.get(key)
        if before != after and was.tells(key) and now.tells(key):
            cell = new.cell(f"{tier}.answer", question, key)
            kind = "count" if key else "answer"
            yield Change(tier, question, kind, key, new.sheet, cell, shown(before), shown(after))


def _text(new: Reading, where: tuple[str, str, str], was: str | None, now: str | None) -> Iterator[Change]:
    tier, question, kind = where
    if _same_lines(was) == _same_lines(now):
        return
    columns = [f"{tier}.link", f"{tier}.evidence"] if kind == "links" else [f"{tier}.{kind}"]
    column = next((new.columns[name] for name in columns if name in new.columns), None)
    row = new.rows.get(question)
    cell = address(row, column) if row and column else ""
    yield Change(tier, question, kind, None, new.sheet, cell, was or None, now or None)


def _same_lines(text: str | None) -> str:
    """Programs end lines in their own way; that is no change."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def shown(answer: Answer | int | None) -> str | None:
    if isinstance(answer, Decimal):
        return plain(answer)
    return None if answer is None else str(answer)
