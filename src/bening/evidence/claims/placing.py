"""What the checks say of one document, wherever it is shown: told beside what it proves, on its own page."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from bening.evidence import queries
from bening.evidence.claims.standings import Asked, Shown, claims_of
from bening.evidence.models import Claim, ClaimState, Document
from bening.foundation.accounts.models import User
from bening.foundation.registry import Registry
from bening.foundation.units.models import Unit

YEARS = 3  # the newest years a page looks at: earlier ones are closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What some questions of a unit's year ask for, where their pages are, and whether this person is an assessor."""

    asked: Mapping[str, Asked]
    addresses: Mapping[str, str]
    assessor: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One claim of the document; ``shown`` is None where nobody can say what was asked, or it was let go of."""

    claim: Claim
    address: str = ""
    shown: Shown | None = None


# Whoever knows instruments tells what was asked there, or None where this person may not look.
Find = Callable[[User, Unit, int, Collection[str]], Place | None]
places: Registry[Find] = Registry("place of proofs")


def lines_of(document: Document, *, seen_by: User, today: date) -> list[Line]:
    """Return what a document is shown to prove, the newest year first, with what the checks say of it."""
    every = list(queries.claims_of(document).select_related("version", "decided_by", "by", "unit__instansi"))
    groups: dict[tuple[int, int], list[Claim]] = defaultdict(list)
    for one in every:
        if one.state != ClaimState.RETIRED:
            groups[one.unit_id, one.year].append(one)
    told: dict[int, Line] = {}
    for (_unit, year), claims in list(groups.items())[:YEARS]:
        unit, questions = claims[0].unit, {one.question for one in claims}
        place = next((found for find in places if (found := find(seen_by, unit, year, questions))), None)
        if place is None:
            continue
        standings = claims_of(unit, year, place.asked, seen_by=seen_by, assessor=place.assessor, today=today)
        shown = {one.claim.pk: one for each in standings.values() for slot in each for one in slot.shown}
        told |= {one.pk: Line(one, place.addresses.get(one.question, ""), shown.get(one.pk)) for one in claims}
    return [told.get(one.pk, Line(one)) for one in every]
