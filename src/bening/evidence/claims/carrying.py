"""Bring last year's proofs into a new year: each is carried, refreshed or retired. A carried one is accepted anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bening.evidence.actions import Refused
from bening.evidence.claims.making import claim, let_go
from bening.evidence.models import Claim, ClaimState, Document
from bening.foundation.accounts.models import User
from bening.foundation.units.models import Unit


class Fate(StrEnum):
    """What becomes of a proof in the next year."""

    CARRIED = "bawa"
    REFRESHED = "perbarui"
    RETIRED = "lepas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """A person's choice for one proof; ``document`` replaces it when it is refreshed by another one."""

    fate: Fate
    why: str = ""
    document: Document | None = None


@transaction.atomic
def carry_over(
    unit: Unit, *, from_year: int, to_year: int, choices: Mapping[int, Carry], by: User, now: datetime
) -> list[Claim]:
    """Bring what was chosen, by the claim's number, into ``to_year``; done twice, it gives the same."""
    if to_year <= from_year:
        raise Refused(_("Tahun tujuan harus sesudah tahun asal."))
    made = []
    for old in waiting(unit, from_year=from_year, to_year=to_year).filter(pk__in=list(choices)):
        choice = choices[old.pk]
        if choice.fate == Fate.RETIRED:
            made.append(_retired(old, to_year, choice.why, by=by, now=now))
        elif old.document.withdrawn_at is None or choice.document:
            made.append(
                claim(
                    choice.document or old.document,
                    unit=unit,
                    year=to_year,
                    question=old.question,
                    slot=old.slot,
                    carried_from=old,
                    why=choice.why.strip(),
                    by=by,
                    now=now,
                )
            )
    return made


def waiting(unit: Unit, *, from_year: int, to_year: int) -> QuerySet[Claim]:
    """Return the proofs of a year about which nobody has decided for the other year."""
    decided = Claim.objects.filter(unit=unit, year=to_year, carried_from__isnull=False).values("carried_from")
    found = Claim.objects.filter(unit=unit, year=from_year).exclude(state=ClaimState.RETIRED).exclude(pk__in=decided)
    return found.select_related("document__latest", "version", "unit").order_by("question", "slot", "pk")


def _retired(old: Claim, year: int, why: str, *, by: User, now: datetime) -> Claim:
    if not why.strip():
        raise Refused(_("Tulis alasan melepas “%(title)s”.") % {"title": old.document.title})
    made = Claim(
        document=old.document,
        unit=old.unit,
        year=year,
        question=old.question,
        slot=old.slot,
        version=old.document.latest or old.version,
        carried_from=old,
        at=now,
        by=by,
    )
    return let_go(made, why=why, by=by, now=now)
