"""Save one answer, and lose nobody's text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bening.assessment import stored
from bening.assessment.actions.figures import judge, keep_score
from bening.assessment.actions.revisions import fields_of, new_revision, put_on_top
from bening.assessment.editions import instrument_files
from bening.assessment.intake import NEVER, Fields
from bening.assessment.models import Assessment, Revision, Sheet
from bening.domain.answers import parse
from bening.domain.gates import Gate
from bening.domain.scoring import Score
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.prepared import Prepared, PreparedInsert

LONGEST_TEXT = 10_000


class TextTooLong(Exception):
    """A note or a link is longer than ``LONGEST_TEXT`` characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a person typed at one question, having seen revision ``seen`` (0: none).

    ``over`` is the newer revision of somebody else that the person has been shown and decided to replace.
    """

    answer: Any
    note: str = ""
    link: str = ""
    seen: int = 0
    over: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands after a save; ``merged`` when another person's change of another field was kept too."""

    revision: Revision
    score: Score
    gates: Mapping[str, Gate]
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody else answered since this person looked: theirs stands, and ``aside`` keeps this person's text."""

    newest: Revision
    aside: Revision


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a sheet with these newest answers would score once the new one is on top."""

    heads: Mapping[str, Mapping[str, Any]]
    result: tuple[Score, Mapping[str, Gate]]


_keep = PreparedInsert(Revision)
_heads = Prepared(Sheet, "id = %s", only=("id", "heads"), lock=True)


def answer(
    *, assessment: Assessment, tier: str, question_id: str, typed: Typed, by: User, now: datetime
) -> Saved | Overtaken:
    """Save what ``by`` typed at one question of an assessment; as ``answer_on``, which says the rest."""
    sheet = Sheet.objects.get(assessment=assessment, tier=tier)
    sheet.assessment = assessment
    return answer_on(sheet=sheet, question_id=question_id, typed=typed, by=by, now=now)


def answer_on(*, sheet: Sheet, question_id: str, typed: Typed, by: User, now: datetime) -> Saved | Overtaken:
    """Save what ``by`` typed at one question, with its history, its audit line, score and gates.

    When another person changed the same field since ``typed.seen``, theirs stands and this text is kept aside, unless
    the person has been shown theirs; fields that only one of the two changed are joined. Raises AnswerRefused and
    TextTooLong.
    """
    instrument = instrument_files.load(sheet.assessment.instrument)
    value = stored.to_json(parse(instrument.questions[question_id], typed.answer))
    if max(len(typed.note), len(typed.link)) > LONGEST_TEXT:
        raise TextTooLong
    # Scored before the sheet is locked, so that others wait as short as can be; used if nobody wrote in between.
    foreseen = Foreseen(sheet.heads, judge({**sheet.heads, question_id: {"a": value}}, instrument))
    mine: Fields = (value, typed.note, typed.link)
    with transaction.atomic():
        sheet.heads = _heads.one(sheet.pk).heads
        return _answer_locked(sheet, question_id, mine, typed=typed, foreseen=foreseen, by=by, now=now)


def _answer_locked(
    sheet: Sheet, question_id: str, mine: Fields, *, typed: Typed, foreseen: Foreseen, by: User, now: datetime
) -> Saved | Overtaken:
    instrument = instrument_files.load(sheet.assessment.instrument)
    head = sheet.heads.get(question_id)
    result = foreseen.result if sheet.heads == foreseen.heads else None
    merged = False
    if head and (head["n"] != typed.seen or head["a"] == mine[0]):
        newest = Revision.objects.select_related("by").get(pk=head["id"])
        if mine == fields_of(newest):
            return Saved(newest, *judge(sheet.heads, instrument))
        if head["n"] != typed.seen:
            base = _base(sheet, question_id, typed.seen)
            joined = _joined(base, fields_of(newest), mine, mine_wins=head["n"] == typed.over)
            if joined is None:
                return Overtaken(newest, _set_aside(sheet, newest, mine, by=by, now=now))
            if joined == fields_of(newest):
                return Saved(newest, *judge(sheet.heads, instrument), merged=True)
            merged, mine, result = joined != mine, joined, None
    elif not head and mine == NEVER:
        nothing = new_revision(sheet, question_id, NEVER, by=by, now=now, number=0)
        return Saved(nothing, *judge(sheet.heads, instrument))
    revision = _revise(sheet, question_id, mine, by=by, now=now)
    scored, judged = keep_score(sheet, instrument, now=now, known=result)
    data = {"question": question_id, "tier": sheet.tier, "number": revision.number, "answer": mine[0]}
    unit = sheet.assessment.unit
    log.record("assessment.answer", on=sheet.assessment, by=by, at=now, unit=unit, data=data, rows=[revision])
    return Saved(revision, scored, judged, merged)


def _base(sheet: Sheet, question_id: str, seen: int) -> Fields:
    found = Revision.objects.filter(sheet=sheet, question=question_id, number=seen, aside=False).first()
    return fields_of(found) if found else NEVER


def _joined(base: Fields, theirs: Fields, mine: Fields, *, mine_wins: bool) -> Fields | None:
    """Join two people's changes of ``base`` field by field; None when both changed the same one differently."""
    fields = []
    for old, other, own in zip(base, theirs, mine, strict=True):
        if own == old:
            fields.append(other)
        elif mine_wins or other in (old, own):
            fields.append(own)
        else:
            return None
    return fields[0], fields[1], fields[2]


def _revise(sheet: Sheet, question_id: str, fields: Fields, *, by: User, now: datetime) -> Revision:
    revision = new_revision(sheet, question_id, fields, by=by, now=now)
    _keep(revision)
    put_on_top(sheet, revision)
    return revision


def _set_aside(sheet: Sheet, newest: Revision, fields: Fields, *, by: User, now: datetime) -> Revision:
    """Keep a text that met a newer one; the same text of the same person is kept once."""
    kept = sheet.revisions.filter(question=newest.question, number__gt=newest.number, by=by, aside=True)
    for earlier in kept:
        if fields_of(earlier) == fields:
            return earlier
    aside = new_revision(sheet, newest.question, fields, by=by, now=now)
    aside.aside = True
    aside.save(force_insert=True)
    sheet.heads[newest.question]["top"] = aside.number
    sheet.save(update_fields=["heads"])
    assessment = sheet.assessment
    data = {"question": newest.question, "tier": sheet.tier, "number": aside.number}
    log.record("assessment.set_aside", on=assessment, by=by, at=now, unit=assessment.unit, data=data, rows=[aside])
    return aside
