"""Take in what a workbook says, once its person has seen what that changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bening.assessment.actions.figures import keep_score
from bening.assessment.actions.revisions import current, fields_of, new_revision, put_on_top
from bening.assessment.editions import instrument_files
from bening.assessment.intake import NEVER, after_import, good_rows
from bening.assessment.models import Assessment, Intake, Revision, Sheet
from bening.foundation.accounts.models import User
from bening.foundation.audit import log

NO_HEAD = {"n": 0}


class AlreadySettled(Exception):
    """The workbook was taken in or dropped before."""


class ChangedMeanwhile(Exception):
    """Somebody answered one of the accepted questions after the person saw the differences."""


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
    log.record(
        "assessment.preview_intake", on=assessment, by=by, at=now, unit=assessment.unit, data=data, rows=[intake]
    )
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
    standing = {revision.question: fields_of(revision) for revision in current(sheet)}
    fresh: list[Revision] = []
    for question_id, row in good_rows(intake.content).items():
        before = standing.get(question_id, NEVER)
        if question_id not in accepted or question_id not in instrument.questions:
            continue
        after = after_import(before, row, instrument.questions[question_id])
        if after != before:
            fresh.append(new_revision(sheet, question_id, after, by=by, now=now, source=intake.name))
    for revision in Revision.objects.bulk_create(fresh):
        put_on_top(sheet, revision)
    keep_score(sheet, instrument, now=now)
    _settle(intake, Intake.State.TAKEN)
    data = {
        "file": intake.name,
        "sha256": intake.sha256,
        "tier": intake.tier,
        "answers": {revision.question: revision.answer for revision in fresh},
    }
    log.record(
        "assessment.take_in", on=assessment, by=by, at=now, unit=assessment.unit, data=data, rows=[intake, *fresh]
    )
    return len(fresh)


@transaction.atomic
def drop_intake(*, intake: Intake, by: User, now: datetime) -> None:
    """Set a previewed workbook aside; its reading stays for the record. Raises AlreadySettled."""
    _still_open(intake)
    _settle(intake, Intake.State.DROPPED)
    data = {"file": intake.name, "sha256": intake.sha256, "tier": intake.tier}
    unit = intake.assessment.unit
    log.record("assessment.drop_intake", on=intake.assessment, by=by, at=now, unit=unit, data=data, rows=[intake])


def _still_open(intake: Intake) -> None:
    state = Intake.objects.select_for_update().values_list("state", flat=True).get(pk=intake.pk)
    if state != Intake.State.PREVIEWED:
        raise AlreadySettled


def _settle(intake: Intake, state: Intake.State) -> None:
    intake.state = state
    intake.save(update_fields=["state"])
