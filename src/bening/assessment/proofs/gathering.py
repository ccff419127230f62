"""Read the proofs of some questions, for a page: the same number of queries however many there are."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.urls import reverse

from bening.assessment.models import Assessment
from bening.assessment.proofs import asking
from bening.assessment.proofs.panels import Panel, panel
from bening.assessment.proofs.rights import rights_of
from bening.assessment.queries import Result
from bening.domain.instrument import Question
from bening.evidence import claims
from bening.foundation.accounts.models import User


def panels(
    user: User, assessment: Assessment, questions: Iterable[Question], *, result: Result, tier: str, today: date
) -> Mapping[str, Panel]:
    """Return the panel of each question; ``result`` is the unit's own, whichever sheet is being looked at."""
    rights = rights_of(user, assessment)
    wanted = asking.asked(assessment, questions, result)
    found = claims.claims_of(
        assessment.unit, assessment.year, wanted, seen_by=user, assessor=rights.assessor, today=today
    )
    return {
        id: panel(id, standings, rights, reverse("assessment:proofs", args=[assessment.pk, tier, id]))
        for id, standings in found.items()
    }
