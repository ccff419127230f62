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

    An answer that could not be read (it is among ``new.problems``) is no change: nobody knows yet what it says.
    """
    before = old.contents if isinstance(old, Reading) else old
    changes = [change for tier in new.answers for change in _of_tier(before, new, tier)]
    changes.sort(key=lambda change: (new.rows.get(change.question, 0), change.tier))
    return Difference(tuple(changes), old.origin if isinstance(old, Reading) else Origin(), new.origin)


def _of_tier(before: Contents, new: Reading, tier: str) -> Iterator[Change]:
    unread = {problem.question for problem in new.problems if problem.tier in {tier, ""}}
    was, now = before.answers.get(tier, {}), new.answers[tier]
    for question in dict.fromkeys([*was, *now]):
        if question not in unread:
            yield from _answer(new, tier, question, was.get(question), now.get(question))
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


def _answer(new: Reading, tier: str, question: str, was: Answer | None, now: Answer | None) -> Iterator[Change]:
    if not isinstance(was, Mapping) and not isinstance(now, Mapping):
        if was != now:
            cell = new.cell(f"{tier}.answer", question)
            yield Change(tier, question, "answer", None, new.sheet, cell, shown(was), shown(now))
        return
    counts_were = was if isinstance(was, Mapping) else {}
    counts = now if isinstance(now, Mapping) else {}
    for key in dict.fromkeys([*counts_were, *counts]):
        one, other = counts_were.get(key), counts.get(key)
        if one != other:
            cell = new.cell(f"{tier}.answer", question, key)
            yield Change(tier, question, "count", key, new.sheet, cell, shown(one), shown(other))


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
