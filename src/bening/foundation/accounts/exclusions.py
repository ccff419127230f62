"""What an evaluator must not judge: where they serve or served lately (S02), and what they declared (S21).

Who acts for another carries the exclusions of both (S12). The facts of a person's own past come with the assignments
that every request reads anyway; only an evaluator costs a query more.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from bening.domain.duties import Served, counted_as, evaluates_own_unit
from bening.foundation.accounts.models import EVALUATORS, UNIT_ROLES, Assignment, Conflict, Role, User
from bening.foundation.accounts.queries import assignments_of, ever_given

_CACHED = "_barred_from"


@dataclass(frozen=True, slots=True)
class Barred:
    """Units and, for the national team, instansi."""

    units: frozenset[int] = frozenset()
    instansi: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.units or self.instansi)

    def names(self, one: Assignment) -> bool:
        """Say whether the place of an evaluator's assignment is one of these."""
        return one.unit_id in self.units or (one.role == Role.TPN and one.instansi_id in self.instansi)


NOWHERE = Barred()


def barred_from(user: User | AnonymousUser) -> Barred:
    """Return what ``user`` must not evaluate today, read once for each user object."""
    if not isinstance(user, User):
        return NOWHERE
    if _CACHED not in user.__dict__:
        user.__dict__[_CACHED] = _barred(user)
    found: Barred = user.__dict__[_CACHED]
    return found


def _barred(user: User) -> Barred:
    judged = [one for one in assignments_of(user) if one.role in EVALUATORS]
    people = counted_as(user.pk, acting_for=[one.acting_for_id for one in judged])
    past = list(ever_given(user.pk, to=user))
    for person in people - {user.pk}:
        past += ever_given(person)
    units = [Served(one.unit_id, one.since, one.until) for one in past if one.role in UNIT_ROLES and one.unit_id]
    instansi = [
        Served(one.instansi_id, one.since, one.until) for one in past if one.role != Role.TPN and one.instansi_id
    ]
    declared = Conflict.objects.filter(user__in=people, lifted_at=None) if judged else ()
    return Barred(units=_lately(units) | {one.unit_id for one in declared}, instansi=_lately(instansi))


def _lately(served: list[Served]) -> frozenset[int]:
    today = timezone.localdate()
    places = {one.unit for one in served}
    return frozenset(place for place in places if evaluates_own_unit(unit=place, served=served, day=today))
