"""Every write to an assessment: one function, one use, one line in the audit record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bening.assessment import stored
from bening.assessment.editions import instrument_files
from bening.assessment.intake import NEVER, Fields, after_import
from bening.assessment.models import Assessment, Intake, Presence, Revision, Sheet, Target, Tier
from bening.domain.answers import parse
from bening.domain.gates import Gate, gates
from bening.domain.instrument import Instrument
from bening.domain.scoring import Score, score
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.units.models import Unit

LONGEST_TEXT = 10_000
NINE_PLACES = Decimal("1e-9")
FIGURES = ["answered", "total", "pengungkit", "passes_wbk", "passes_wbbm"]


class AlreadyOpen(Exception):
    """The unit has an assessment for that year."""


class TextTooLong(Exception):
    """A note or a link is longer than ``LONGEST_TEXT`` characters."""


class AlreadySettled(Exception):
    """The workbook was taken in or dropped before."""


class ChangedMeanwhile(Exception):
    """Somebody answered one of the accepted questions after the person saw the differences."""


NO_HEAD = {"n": 0}


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


@transaction.atomic
def open_assessment(*, unit: Unit, year: int, target: str, by: User, now: datetime) -> Assessment:
    """Open the unit's assessment of ``year``. Raises AlreadyOpen."""
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                unit=unit,
                year=year,
                target=Target(target),
                instrument=instrument_files.DEFAULT,
                opened_at=now,
                opened_by=by,
            )
    except IntegrityError:
        raise AlreadyOpen(_("Penilaian %(year)s unit ini sudah dibuka.") % {"year": year}) from None
    Sheet.objects.bulk_create(Sheet(assessment=assessment, tier=tier, changed_at=now) for tier in Tier)
    log.record("assessment.open", on=assessment, by=by, at=now, unit=unit, data={"year": year, "target": target})
    return assessment


@transaction.atomic
def answer(
    *, assessment: Assessment, tier: str, question_id: str, typed: Typed, by: User, now: datetime
) -> Saved | Overtaken:
    """Save what ``by`` typed at one question of an assessment; as ``answer_on``, which says the rest."""
    sheet = Sheet.objects.select_for_update().get(assessment=assessment, tier=tier)
    sheet.assessment = assessment
    return answer_on(sheet=sheet, question_id=question_id, typed=typed, by=by, now=now)


def answer_on(*, sheet: Sheet, question_id: str, typed: Typed, by: User, now: datetime) -> Saved | Overtaken:
    """Save what ``by`` typed at one question, with its history, its audit line, score and gates.

    ``sheet`` was read for update in the caller's transaction. When another person changed the same field since
    ``typed.seen``, theirs stands and this text is kept aside, unless the person has been shown theirs; fields that
    only one of the two changed are joined. Raises AnswerRefused and TextTooLong.
    """
    assessment = sheet.assessment
    instrument = instrument_files.load(assessment.instrument)
    value = stored.to_json(parse(instrument.questions[question_id], typed.answer))
    if max(len(typed.note), len(typed.link)) > LONGEST_TEXT:
        raise TextTooLong
    head = sheet.heads.get(question_id)
    mine: Fields = (value, typed.note, typed.link)
    merged = False
    if head and (head["n"] != typed.seen or head["a"] == value):
        newest = Revision.objects.select_related("by").get(pk=head["id"])
        if mine == _fields(newest):
            return Saved(newest, *_scored(sheet.heads, instrument))
        if head["n"] != typed.seen:
            base = _base(sheet, question_id, typed.seen)
            joined = _joined(base, _fields(newest), mine, mine_wins=head["n"] == typed.over)
            if joined is None:
                return Overtaken(newest, _set_aside(sheet, newest, mine, by=by, now=now))
            if joined == _fields(newest):
                return Saved(newest, *_scored(sheet.heads, instrument), merged=True)
            merged, mine = joined != mine, joined
    elif not head and mine == NEVER:
        return Saved(_next(sheet, question_id, NEVER, by=by, now=now, number=0), *_scored(sheet.heads, instrument))
    revision = _revise(sheet, question_id, mine, by=by, now=now)
    scored, judged = _keep_score(sheet, instrument, now=now)
    data = {"question": question_id, "tier": sheet.tier, "number": revision.number, "answer": mine[0]}
    log.record("assessment.answer", on=assessment, by=by, at=now, unit=assessment.unit, data=data)
    return Saved(revision, scored, judged, merged)


@transaction.atomic
def preview_intake(
    *,
    assessment: Assessment,
    tier: str,
    name: str,
    sha256: str,
    content: dict[str, Any],
    by: User,
    now: datetime,
) -> Intake:
    """Keep the reading of a workbook until its person decides; the file itself is never kept."""
    intake = Intake.objects.create(
        assessment=assessment, tier=tier, name=name, sha256=sha256, content=content, at=now, by=by
    )
    data = {"file": name, "sha256": sha256, "tier": tier, "rows": len(content["rows"])}
    log.record("assessment.preview_intake", on=assessment, by=by, at=now, unit=assessment.unit, data=data)
    return intake


@transaction.atomic
def take_in(*, intake: Intake, accepted: Mapping[str, int], by: User, now: datetime) -> int:
    """Take the ``accepted`` questions of a previewed workbook into its sheet and return how many changed.

    ``accepted`` says which revision the person saw standing at each question (0: none). Blank cells of the workbook
    leave what stands; nothing is ever erased by an import. Raises AlreadySettled, and ChangedMeanwhile when another
    person has answered one of these questions since.
    """
    assessment = intake.assessment
    instrument = instrument_files.load(assessment.instrument)
    sheet = Sheet.objects.select_for_update().get(assessment=assessment, tier=intake.tier)
    _still_open(intake)
    if any(sheet.heads.get(id, NO_HEAD)["n"] != seen for id, seen in accepted.items()):
        raise ChangedMeanwhile
    standing = {revision.question: _fields(revision) for revision in current(sheet)}
    fresh: list[Revision] = []
    for question_id, row in intake.content["rows"].items():
        before = standing.get(question_id, NEVER)
        if question_id not in accepted or question_id not in instrument.questions:
            continue
        after = after_import(before, row, instrument.questions[question_id])
        if after != before:
            fresh.append(_next(sheet, question_id, after, by=by, now=now, source=intake.name))
    for revision in Revision.objects.bulk_create(fresh):
        _put_on_top(sheet, revision)
    _keep_score(sheet, instrument, now=now)
    _settle(intake, Intake.State.TAKEN)
    data = {
        "file": intake.name,
        "sha256": intake.sha256,
        "tier": intake.tier,
        "answers": {revision.question: revision.answer for revision in fresh},
    }
    log.record("assessment.take_in", on=assessment, by=by, at=now, unit=assessment.unit, data=data)
    return len(fresh)


@transaction.atomic
def drop_intake(*, intake: Intake, by: User, now: datetime) -> None:
    """Set a previewed workbook aside; its reading stays for the record. Raises AlreadySettled."""
    _still_open(intake)
    _settle(intake, Intake.State.DROPPED)
    data = {"file": intake.name, "sha256": intake.sha256, "tier": intake.tier}
    log.record("assessment.drop_intake", on=intake.assessment, by=by, at=now, unit=intake.assessment.unit, data=data)


def _still_open(intake: Intake) -> None:
    state = Intake.objects.select_for_update().values_list("state", flat=True).get(pk=intake.pk)
    if state != Intake.State.PREVIEWED:
        raise AlreadySettled


def _settle(intake: Intake, state: Intake.State) -> None:
    intake.state = state
    intake.save(update_fields=["state"])


@transaction.atomic
def state_facts(*, assessment: Assessment, target: str, facts: dict[str, str], by: User, now: datetime) -> None:
    """Keep the facts that the prerequisites of WBK and WBBM ask for, and what the unit is aiming at."""
    data = {"before": assessment.facts, "after": facts, "target": target}
    assessment.facts, assessment.target = facts, Target(target)
    assessment.save(update_fields=["facts", "target"])
    log.record("assessment.state_facts", on=assessment, by=by, at=now, unit=assessment.unit, data=data)


def be_at(*, sheet: Sheet, question_id: str, by: User, now: datetime) -> None:
    """Remember for a minute that ``by`` is at a question. No record of anything, so no audit line."""
    place = Presence(sheet=sheet, by=by, question=question_id, at=now)
    Presence.objects.bulk_create(  # one statement, where update_or_create takes five
        [place], update_conflicts=True, unique_fields=["sheet", "by"], update_fields=["question", "at"]
    )


@transaction.atomic
def rescore(*, now: datetime, by: User | None = None) -> int:
    """Compute the figures of every sheet that has answers anew, keep those that differ, and return how many did."""
    sheets = Sheet.objects.exclude(heads={}, answered=0).select_for_update(of=("self",))
    kept = sheets.values_list("pk", "heads", "assessment__instrument", *FIGURES).order_by()
    different = []
    for pk, heads, edition, *before in kept.iterator(chunk_size=500):
        figures = _figures(*_scored(heads, instrument_files.load(edition)))
        if list(figures) != before:
            different.append((*figures, pk))
    # one prepared statement for all of them: bulk_update would write a CASE for every row and every figure
    columns = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in FIGURES)
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(Sheet._meta.db_table)
        cursor.executemany(f"UPDATE {table} SET {columns} WHERE id = %s", [_adapted(row) for row in different])  # noqa: S608 -- names of ours, values as parameters
    log.record("assessment.rescore", on=("assessment.sheet", "*"), by=by, at=now, data={"changed": len(different)})
    return len(different)


def _adapted(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row as the database's driver takes it; SQLite's knows no Decimal."""
    return tuple(str(value) if isinstance(value, Decimal) else value for value in row)


def current(sheet: Sheet) -> QuerySet[Revision]:
    """Return the revision that stands at each answered question."""
    return Revision.objects.filter(pk__in=[head["id"] for head in sheet.heads.values()]).select_related("by")


def _fields(revision: Revision) -> Fields:
    return revision.answer, revision.note, revision.link


def _base(sheet: Sheet, question_id: str, seen: int) -> Fields:
    found = Revision.objects.filter(sheet=sheet, question=question_id, number=seen, aside=False).first()
    return _fields(found) if found else NEVER


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


def _next(
    sheet: Sheet,
    question_id: str,
    fields: Fields,
    *,
    by: User,
    now: datetime,
    source: str = "",
    number: int | None = None,
) -> Revision:
    """Return an unsaved revision, with the question's next number unless one is given."""
    value, note, link = fields
    return Revision(
        sheet=sheet,
        question=question_id,
        number=_next_number(sheet, question_id) if number is None else number,
        answer=value,
        note=note,
        link=link,
        source=source,
        at=now,
        by=by,
    )


def _next_number(sheet: Sheet, question_id: str) -> int:
    """Return the number of a question's next revision; texts kept aside have theirs in the same line."""
    head = sheet.heads.get(question_id)
    return head["top"] + 1 if head else 1


def _revise(sheet: Sheet, question_id: str, fields: Fields, *, by: User, now: datetime) -> Revision:
    revision = _next(sheet, question_id, fields, by=by, now=now)
    revision.save(force_insert=True)
    _put_on_top(sheet, revision)
    return revision


def _put_on_top(sheet: Sheet, revision: Revision) -> None:
    number = revision.number
    sheet.heads[revision.question] = {"n": number, "id": revision.pk, "a": revision.answer, "top": number}


def _set_aside(sheet: Sheet, newest: Revision, fields: Fields, *, by: User, now: datetime) -> Revision:
    """Keep a text that met a newer one; the same text of the same person is kept once."""
    kept = sheet.revisions.filter(question=newest.question, number__gt=newest.number, by=by, aside=True)
    for earlier in kept:
        if _fields(earlier) == fields:
            return earlier
    aside = _next(sheet, newest.question, fields, by=by, now=now)
    aside.aside = True
    aside.save(force_insert=True)
    sheet.heads[newest.question]["top"] = aside.number
    sheet.save(update_fields=["heads"])
    assessment = sheet.assessment
    data = {"question": newest.question, "tier": sheet.tier, "number": aside.number}
    log.record("assessment.set_aside", on=assessment, by=by, at=now, unit=assessment.unit, data=data)
    return aside


def _scored(heads: Mapping[str, Mapping[str, Any]], instrument: Instrument) -> tuple[Score, Mapping[str, Gate]]:
    scored = score(instrument.root, stored.answers_of(heads, instrument))
    return scored, gates(instrument.thresholds, scored)


def _figures(scored: Score, judged: Mapping[str, Gate]) -> tuple[int, Decimal, Decimal, bool, bool]:
    """Return what a sheet keeps of its score for lists, in the order of FIGURES."""
    points = {part.id: part.earned.quantize(NINE_PLACES) for part in (scored, *scored.parts)}
    return scored.answered, points["total"], points["pengungkit"], judged["WBK"].passed, judged["WBBM"].passed


def _keep_score(sheet: Sheet, instrument: Instrument, *, now: datetime) -> tuple[Score, Mapping[str, Gate]]:
    scored, judged = _scored(sheet.heads, instrument)
    for name, figure in zip(FIGURES, _figures(scored, judged), strict=True):
        setattr(sheet, name, figure)
    sheet.changed_at = now
    sheet.save(update_fields=["heads", "changed_at", *FIGURES])
    return scored, judged
