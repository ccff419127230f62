"""Reads of people and assignments."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from bening.domain.duties import counted_as
from bening.foundation.accounts.models import Assignment, User
from bening.foundation.prepared import Prepared

_CACHED = "_current_assignments"
_EVER = "_assignments_ever"
_given = Prepared(Assignment, "user_id = %s")


def valid_on(day: date) -> QuerySet[Assignment]:
    """Return the assignments of active people that hold on ``day``."""
    return Assignment.objects.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day, user__is_active=True)


def held_by(user: User, *, on: date) -> list[Assignment]:
    """Return what ``user`` is on ``on``, with the names of unit and instansi."""
    return [one for one in user.assignments.select_related("unit", "instansi") if one.holds_on(on)]


def assignments_of(user: User | AnonymousUser) -> tuple[Assignment, ...]:
    """Return what ``user`` is today, read once for each user object, hence once a request.

    The one place below the edge that reads the clock: access is always judged now.
    """
    if not isinstance(user, User) or not user.is_active:
        return ()
    if _CACHED not in user.__dict__:
        today = timezone.localdate()
        # Dates are compared here: a person has a handful of assignments, and a plain look-up is the cheapest.
        user.__dict__[_CACHED] = tuple(one for one in ever_given(user.pk, to=user) if one.holds_on(today))
    return tuple(user.__dict__[_CACHED])


def persons_of(user: User) -> frozenset[int]:
    """Return whose exclusions ``user`` carries today: their own, and those of whomever they act for (S12)."""
    return counted_as(user.pk, acting_for=[one.acting_for_id for one in assignments_of(user)])


def ever_given(person: int, *, to: User | None = None) -> tuple[Assignment, ...]:
    """Return every assignment that a person has or had; read once for the user object ``to``, when it is theirs."""
    if to is None:
        return tuple(_given.all(person))
    if _EVER not in to.__dict__:
        to.__dict__[_EVER] = tuple(_given.all(person))
    return tuple(to.__dict__[_EVER])


def forget(user: User) -> None:
    """Let the next question read the assignments again."""
    user.__dict__.pop(_CACHED, None)
    user.__dict__.pop(_EVER, None)
