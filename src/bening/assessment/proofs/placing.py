"""Tell the page of a document what the questions asked for which it is shown, and where they are answered."""

from collections.abc import Collection

from django.urls import reverse

from bening.assessment import queries
from bening.assessment.models import Sheet, Tier
from bening.assessment.proofs import asking
from bening.assessment.proofs.rights import rights_of
from bening.evidence.claims.placing import Place, places
from bening.foundation.accounts.models import User
from bening.foundation.units.models import Unit


def place(user: User, unit: Unit, year: int, questions: Collection[str]) -> Place | None:
    """Return what these questions ask of a unit's year; None for who may not open its assessment."""
    assessment = queries.visible_to(user).filter(unit=unit, year=year).order_by("-pk").first()
    own = Sheet.objects.filter(assessment=assessment, tier=Tier.UNIT).first() if assessment else None
    if assessment is None or own is None:
        return None
    instrument = queries.instrument_of(assessment)
    known = [instrument.questions[id] for id in sorted(questions) if id in instrument.questions]
    tier = queries.tier_of(user, assessment)
    return Place(
        asked=asking.asked(assessment, known, queries.result_of(own, instrument)),
        addresses={one.id: reverse("assessment:proofs", args=[assessment.pk, tier, one.id]) for one in known},
        assessor=rights_of(user, assessment).assessor,
    )


def announce() -> None:
    places.add("assessment", place)
