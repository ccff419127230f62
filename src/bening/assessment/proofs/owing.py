"""What is still owed in proofs: on a person's own pages, and behind the answers of a whole sheet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from bening.assessment import queries
from bening.assessment.models import Assessment, Tier
from bening.assessment.proofs import gathering
from bening.assessment.proofs.panels import STATES, Panel
from bening.assessment.queries import Result
from bening.evidence import claims
from bening.evidence.claims import State
from bening.foundation.accounts.models import User

NAMED = 6
URGENT = (State.REJECTED, State.COMPLAINT, State.STALE)


@dataclass(frozen=True, slots=True)
class Owed:
    """One place that needs a person."""

    name: str
    state: str
    badge: str
    address: str


@dataclass(frozen=True, slots=True)
class Owing:
    """What is to be mended, refused ones first, and how many places hold nothing."""

    urgent: tuple[Owed, ...]
    more: int
    missing: int
    first_missing: str


@dataclass(frozen=True, slots=True)
class Unproven:
    """An answer behind which nothing is shown."""

    name: str
    address: str


def owing(user: User, assessment: Assessment, result: Result, *, own: Collection[str], today: date) -> Owing:
    """Return what this person owes on their own pages."""
    questions = [one for one in result.instrument.questions.values() if queries.page_of(one.id) in own]
    if not questions:
        return Owing((), 0, 0, "")
    panels = gathering.panels(user, assessment, questions, result=result, tier=Tier.UNIT, today=today)
    urgent = [_owed(panel, state, result) for state in URGENT for panel in panels.values() if _holds(panel, state)]
    missing = [panel for panel in panels.values() if _holds(panel, State.EMPTY)]
    count = sum(1 for panel in missing for place in panel.places if place.standing.state == State.EMPTY)
    return Owing(tuple(urgent[:NAMED]), max(0, len(urgent) - NAMED), count, missing[0].address if missing else "")


def unproven(assessment: Assessment, result: Result, *, tier: str) -> list[Unproven]:
    """Return the answered questions for which the unit shows nothing. One query."""
    proven = claims.tally(assessment.unit, assessment.year)
    return [
        Unproven(f"{id} {one.short}", reverse("assessment:proofs", args=[assessment.pk, tier, id]))
        for id, one in result.instrument.questions.items()
        if id in result.answers and id not in proven
    ]


def _holds(panel: Panel, state: State) -> bool:
    return any(place.standing.state == state for place in panel.places)


def _owed(panel: Panel, state: State, result: Result) -> Owed:
    words, badge = STATES[state]
    name = f"{panel.question} {result.instrument.questions[panel.question].short}"
    return Owed(name, str(words), badge, panel.address)
