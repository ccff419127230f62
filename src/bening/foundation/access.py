"""Who may open what: each view says so, and each decision is taken here, on current data.

A permission is a name such as ``assessment.answer``. A package lists its own in ``permissions.py`` and announces
which roles hold them. How far a holder reaches stands in the assignment: an area of a unit (PIC), a unit, a whole
instansi, or the nation.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Literal, Protocol

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase

from bening.foundation.accounts.exclusions import NOWHERE, barred_from
from bening.foundation.accounts.models import EVALUATORS, Role, User
from bening.foundation.accounts.queries import assignments_of
from bening.foundation.registry import Registry

View = Callable[..., HttpResponseBase]

roles_with: Registry[frozenset[Role]] = Registry("permission")


class SignedInRequest(HttpRequest):
    """A request that has passed the door."""

    user: User


class HasPlace(Protocol):
    """What a decision needs to know of a unit."""

    pk: Any
    instansi_id: int


@dataclass(frozen=True, slots=True)
class Access:
    """What a view says about who may open it."""

    kind: Literal["public", "signed-in", "permission"]
    permission: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where somebody holds a permission: the nation, whole instansi, whole units, single areas of units.

    ``but`` are units, and ``but_instansi`` instansi, that a wide scope leaves out: what an evaluator must not judge.
    """

    nation: bool = False
    instansi: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    areas: frozenset[tuple[int, int]] = field(default=frozenset())
    but: frozenset[int] = frozenset()
    but_instansi: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.nation or self.instansi or self.units or self.areas)

    def covers(self, unit: HasPlace, area: int | None = None) -> bool:
        """Say whether the scope reaches ``unit``, and ``area`` of it when one is given."""
        if self._whole(unit):
            return True
        if area is None:
            return any(unit.pk == one for one, _ in self.areas)
        return (unit.pk, area) in self.areas

    def areas_of(self, unit: HasPlace) -> frozenset[int]:
        """Return the areas of ``unit`` that the scope reaches."""
        if self._whole(unit):
            return frozenset(range(1, 7))
        return frozenset(area for one, area in self.areas if one == unit.pk)

    def q(self, unit: str = "unit") -> Q:
        """Return the condition for rows whose ``unit`` lies in the scope; ``""`` when the rows are units."""
        key, instansi = (f"{unit}_id__in", f"{unit}__instansi_id__in") if unit else ("pk__in", "instansi_id__in")
        near = Q(**{key: sorted(self.units | {one for one, _ in self.areas})})
        if not (self.nation or self.instansi):
            return near
        wide = Q() if self.nation else Q(**{instansi: sorted(self.instansi)})
        if self.but:
            wide &= ~Q(**{key: sorted(self.but)})
        if self.nation and self.but_instansi:
            wide &= ~Q(**{instansi: sorted(self.but_instansi)})
        return near | wide if self.units or self.areas else wide

    def _whole(self, unit: HasPlace) -> bool:
        if unit.pk in self.units:
            return True
        wide = unit.instansi_id in self.instansi or (self.nation and unit.instansi_id not in self.but_instansi)
        return wide and unit.pk not in self.but


def grant(permission: str, *, to: Iterable[Role]) -> None:
    """Announce that every holder of one of these roles holds ``permission`` where the role was given."""
    roles_with.add(str(permission), frozenset(to))


def scope_of(user: User | AnonymousUser, permission: str) -> Scope:
    """Return where ``user`` holds ``permission`` now; what they judge leaves out what they must not (S02, S21)."""
    roles = roles_with[str(permission)]
    held = [one for one in assignments_of(user) if one.role in roles]
    barred = barred_from(user) if any(one.role in EVALUATORS for one in held) else NOWHERE
    if barred:
        held = [one for one in held if one.role not in EVALUATORS or not barred.names(one)]
    wide = [one for one in held if one.unit_id is None]
    return Scope(
        nation=any(one.instansi_id is None for one in wide),
        instansi=frozenset(one.instansi_id for one in wide if one.instansi_id is not None),
        units=frozenset(one.unit_id for one in held if one.unit_id is not None and one.area is None),
        areas=frozenset((one.unit_id, one.area) for one in held if one.unit_id is not None and one.area is not None),
        but=barred.units,
        but_instansi=barred.instansi,
    )


def may(user: User | AnonymousUser, permission: str, *, unit: HasPlace | None = None, area: int | None = None) -> bool:
    """Say whether ``user`` holds ``permission``: anywhere, somewhere in ``unit``, or in ``area`` of ``unit``."""
    scope = scope_of(user, permission)
    return bool(scope) if unit is None else scope.covers(unit, area)


def requires(permission: str) -> Callable[[View], View]:
    """Open the view to signed-in people who hold ``permission`` somewhere; to others it is not found."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, permission):
                raise Http404
            return view(request, *args, **kwargs)

        return _marked(guarded, Access("permission", permission=str(permission)))

    return mark


def signed_in(*, because: str) -> Callable[[View], View]:
    """Open the view to everybody who has signed in, whatever they may do, with the reason."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        return _marked(guarded, Access("signed-in", because=because))

    return mark


def public(*, because: str) -> Callable[[View], View]:
    """Open the view to everybody, with the reason."""

    def mark(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        return _marked(opened, Access("public", because=because))

    return mark


def _marked(view: View, access: Access) -> View:
    vars(view)["access"] = access
    vars(view)["login_required"] = access.kind != "public"  # a view of allauth brings an opinion of its own
    return view
