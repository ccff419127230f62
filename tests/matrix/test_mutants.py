"""Take one brick out, and something must fail: each grant, each rule of separation, each branch of a scope.

A mutant is laid into a copy of the house's own objects, never into files. It is caught when a table of verdicts, kept
by hand, no longer comes true.
"""

import inspect
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser

from bening.domain import duties
from bening.foundation import access
from bening.foundation.access import Scope, may, roles_with, scope_of
from bening.foundation.accounts.models import Role
from bening.foundation.accounts.queries import forget
from tests.matrix.actors import SIGNED_IN
from tests.matrix.grants import GRANTS
from tests.matrix.world import ROLES

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
HELD = [(permission, role) for permission in roles_with.names() for role in sorted(roles_with[permission])]


def test_every_grant_is_one_that_was_reviewed():
    found = {name: frozenset(roles_with[name]) for name in roles_with.names()}

    assert found == {name: frozenset(Role(one) for one in roles.split()) for name, roles in GRANTS.items()}


def verdicts(world):
    """Return who holds what where, as the house says it now."""
    units = {place: world.things[place]["unit"] for place in world.things}
    from bening.foundation.units.models import Unit  # noqa: PLC0415 -- this function alone

    at = {place: Unit.objects.get(pk=pk) for place, pk in units.items()}
    found = {}
    for actor in SIGNED_IN:
        person = world.people[actor]
        forget(person)
        for permission in roles_with.names():
            scope = scope_of(person, permission)
            for place, unit in at.items():
                found[actor, permission, place] = (
                    may(person, permission, unit=unit),
                    scope.areas_of(unit),
                    Unit.objects.filter(scope.q(""), pk=unit.pk).exists(),
                )
    return found


def wanted():
    """Return the same from the reviewed grants and the places of the matrix alone."""
    found = {}
    for actor in SIGNED_IN:
        role = ROLES[actor]
        wide = actor in ("tpi", "tpi_ketua", "admin", "wbs")
        for permission, roles in GRANTS.items():
            for place in ("own", "sibling", "foreign"):
                holds = str(role) in roles.split() and actor != "platform"
                reached = holds and (place == "own" or (place == "sibling" and wide))
                if actor == "platform":
                    reached = str(role) in roles.split()
                areas = frozenset({1} if actor == "pic" else range(1, 7)) if reached else frozenset()
                found[actor, permission, place] = (reached, areas, reached)
    return found


def test_the_verdicts_come_true(world):
    assert verdicts(world) == wanted()


@pytest.mark.parametrize(("permission", "role"), HELD, ids=[f"{permission}-{role}" for permission, role in HELD])
def test_a_grant_taken_away_is_missed(world, monkeypatch, permission, role):
    monkeypatch.setitem(roles_with._things, permission, roles_with[permission] - {role})  # noqa: SLF001 -- a mutant

    assert verdicts(world) != wanted()


@pytest.mark.parametrize(
    "name", [one.name for one in fields(Scope) if one.name not in ("nation", "but", "but_instansi")]
)
def test_a_branch_of_a_scope_taken_away_is_missed(world, monkeypatch, name):
    whole = access.scope_of

    def thinner(user, permission):
        return replace(whole(user, permission), **{name: frozenset()})

    monkeypatch.setattr(access, "scope_of", thinner)
    monkeypatch.setattr(sys.modules[__name__], "scope_of", thinner)

    assert verdicts(world) != wanted()


RULES = [
    name
    for name, one in inspect.getmembers(duties, inspect.isfunction)
    if one.__module__ == duties.__name__ and "Clash" in str(inspect.signature(one).return_annotation)
]


@pytest.mark.slow
@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("always", ["nothing", "everything"])
def test_a_rule_of_separation_that_says_always_the_same_is_missed(tmp_path, name, always):
    answer = "None" if always == "nothing" else "Clash('S00', 'x')"
    plugin = tmp_path / "mutant.py"
    plugin.write_text(
        "from bening.domain import duties\nfrom bening.domain.duties import Clash\n"
        f"duties.{name} = lambda *_, **__: {answer}\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "mutant", "-p", "no:randomly", "src/bening/domain/tests"],
        cwd=ROOT,
        env={"PYTHONPATH": f"{tmp_path}:{ROOT / 'src'}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 1, f"nobody missed {name}: {done.stdout[-400:]}"


def test_the_rules_that_are_mutated_are_all_of_them():
    assert len(RULES) >= 9
    assert not may(AnonymousUser(), "units.view")
