"""Reads of units, each beginning with what a person may see."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from bening.foundation.access import Scope, scope_of
from bening.foundation.accounts.models import User
from bening.foundation.units.models import Instansi, Unit
from bening.foundation.units.permissions import Permission


def visible_to(user: User | AnonymousUser) -> QuerySet[Unit]:
    """Return the units that ``user`` may know of: their own, or all of an instansi they serve."""
    return Unit.objects.filter(scope_of(user, Permission.VIEW).q("")).select_related("instansi")


def instansi_of(scope: Scope) -> Instansi | None:
    """Return the instansi that a scope reaches as a whole; the first by name when there are several."""
    return Instansi.objects.filter(pk__in=sorted(scope.instansi)).order_by("name").first()


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit with the units below it."""

    unit: Unit
    below: list["Branch"] = field(default_factory=list)


def tree(units: Iterable[Unit]) -> list[Branch]:
    """Arrange ``units`` under one another; one whose parent is not among them stands at the top."""
    branches = {unit.pk: Branch(unit) for unit in units}
    roots: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.unit.parent_id or 0)
        (above.below if above else roots).append(branch)
    return roots
