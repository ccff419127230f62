"""Where a person reaches rows, for the database: computed from assignments and grants, apart from `access.Scope`.

Two walls that share their arithmetic would fall together, so this one does its own.
"""

import json
from typing import Any

from django.contrib.auth.models import AnonymousUser

from bening.foundation.access import roles_with
from bening.foundation.accounts.exclusions import barred_from
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
    barred = barred_from(user) if any(one.role in EVALUATORS for one in held) else None
    reach: dict[str, dict[str, Any]] = {}
    for permission in _PERMISSIONS:
        if permission not in roles_with:
            continue
        found: dict[str, Any] = {}
        for one in held:
            if one.role in roles_with[permission]:
                _add(found, one, barred)
        if found:
            reach[permission] = found
    return Actor(f"person:{user.pk}", json.dumps(reach, separators=(",", ":"), sort_keys=True))


def _add(found: dict[str, Any], one: Assignment, barred: Any) -> None:  # noqa: ANN401 -- `Barred` or nothing
    judges = one.role in EVALUATORS and barred
    if one.unit_id is not None:
        if not (judges and (one.unit_id in barred.units or _own_instansi(one, barred))):
            found.setdefault("units", []).append(one.unit_id)
        return
    if judges:
        found.setdefault("but", []).extend(sorted(barred.units))
    if one.instansi_id is not None:
        found.setdefault("instansi", []).append(one.instansi_id)
        return
    found["nation"] = True
    if judges:
        found.setdefault("but_instansi", []).extend(sorted(barred.instansi))


def _own_instansi(one: Assignment, barred: Any) -> bool:  # noqa: ANN401 -- as above
    return one.role == Role.TPN and one.instansi_id in barred.instansi
