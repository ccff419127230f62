"""Where a person reaches rows, for the database: computed from assignments and grants, apart from `access.Scope`.

Two walls that share their arithmetic would fall together, so this one does its own.
"""

import json

from django.contrib.auth.models import AnonymousUser

from bening.foundation.access import roles_with
from bening.foundation.accounts.exclusions import NOWHERE, Barred, barred_from
from bening.foundation.accounts.models import EVALUATORS, Assignment, Role, User
from bening.foundation.accounts.queries import assignments_of
from bening.foundation.wall.actor import VISITOR, Actor
from bening.foundation.wall.table import permissions

_PERMISSIONS = permissions()


def actor_of(user: User | AnonymousUser) -> Actor:
    """Return the actor for a person; somebody who has not signed in reaches nothing."""
    if not isinstance(user, User) or not user.is_active:
        return VISITOR
    held = assignments_of(user)
    barred = barred_from(user) if any(one.role in EVALUATORS for one in held) else NOWHERE
    near: list[str] = []
    broad: dict[str, dict[str, list[int]]] = {}
    for permission in _PERMISSIONS:
        if permission in roles_with:
            reached = [one for one in held if one.role in roles_with[permission]]
            near += _near(permission, reached, barred)
            if wide := _broad(reached, barred):
                broad[permission] = wide
    listed = f",{','.join(near)}," if near else ""
    return Actor(f"person:{user.pk}", listed, json.dumps(broad, separators=(",", ":")) if broad else "")


def _near(permission: str, held: list[Assignment], barred: Barred) -> list[str]:
    """Return the units that a person reaches by name, and the whole nation when nothing of it is barred."""
    units = [f"{permission}:{one.unit_id}" for one in held if one.unit_id is not None and not _bars(barred, one)]
    whole = [one for one in held if one.instansi_id is None and not (barred and one.role in EVALUATORS)]
    return [*units, f"{permission}:*"] if whole else units


def _broad(held: list[Assignment], barred: Barred) -> dict[str, list[int]]:
    """Return the whole instansi, or the nation, with what is left out of them."""
    instansi = [one.instansi_id for one in held if one.instansi_id is not None and one.unit_id is None]
    national = any(one.instansi_id is None and one.role in EVALUATORS for one in held) and bool(barred)
    if not instansi and not national:
        return {}
    judged = any(one.unit_id is None and one.role in EVALUATORS for one in held)
    found = {"instansi": instansi, "but": sorted(barred.units) if judged else []}
    return {**found, "nation_but": sorted(barred.instansi)} if national else found


def _bars(barred: Barred, one: Assignment) -> bool:
    if one.role not in EVALUATORS:
        return False
    return one.unit_id in barred.units or (one.role == Role.TPN and one.instansi_id in barred.instansi)
