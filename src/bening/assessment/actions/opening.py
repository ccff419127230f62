"""Open an assessment, state its facts, be there."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bening.assessment.editions import instrument_files
from bening.assessment.models import Assessment, Presence, Sheet, Target, Tier
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.units.models import Unit


class AlreadyOpen(Exception):
    """The unit has an assessment for that year."""


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
    data = {"year": year, "target": target}
    log.record("assessment.open", on=assessment, by=by, at=now, unit=unit, data=data, rows=[assessment])
    return assessment


@transaction.atomic
def state_facts(*, assessment: Assessment, target: str, facts: dict[str, str], by: User, now: datetime) -> None:
    """Keep the facts that the prerequisites of WBK and WBBM ask for, and what the unit is aiming at."""
    data = {"before": assessment.facts, "after": facts, "target": target}
    assessment.facts, assessment.target = facts, Target(target)
    assessment.save(update_fields=["facts", "target"])
    log.record(
        "assessment.state_facts", on=assessment, by=by, at=now, unit=assessment.unit, data=data, rows=[assessment]
    )


def be_at(*, sheet: Sheet, question_id: str, by: User, now: datetime) -> None:
    """Remember for a minute that ``by`` is at a question. No record of anything, so no audit line."""
    place = Presence(sheet=sheet, by=by, question=question_id, at=now)
    Presence.objects.bulk_create(  # one statement, where update_or_create takes five
        [place], update_conflicts=True, unique_fields=["sheet", "by"], update_fields=["question", "at"]
    )
