"""Either wall alone keeps units apart (A4): every foreign door is tried with the other wall switched off."""

import pytest
from django.db import connection, models

from bening.foundation.access import Scope
from bening.foundation.wall import middleware
from bening.foundation.wall.actor import owner
from tests.matrix.actors import SIGNED_IN, WIDE, forbidden
from tests.matrix.table import ROWS
from tests.matrix.test_matrix import NAMES, knock, undone

pytestmark = pytest.mark.django_db
# What no wall between units keeps: which colleague of the own unit may see a draft or a limited document.
OF_PLACES = ("sibling", "foreign")
UNSAFE = ("POST",)


@pytest.fixture(params=["first", "second"])
def alone(request, monkeypatch):
    """Leave one wall standing: the conditions of our queries, or the database's policies."""
    if request.param == "first":
        monkeypatch.setattr(middleware, "actor_of", lambda _user: owner("no second wall"))
    elif connection.vendor != "postgresql":
        pytest.skip("engine: SQLite has the first wall only")
    else:
        monkeypatch.setattr(Scope, "q", lambda *_: models.Q())
        monkeypatch.setattr(Scope, "covers", lambda *_: True)
        monkeypatch.setattr(Scope, "areas_of", lambda *_: frozenset(range(1, 7)))
    return request.param


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_either_wall_alone_keeps_units_apart(world, row, alone):
    breaches = []
    for actor in SIGNED_IN:
        never = [
            word for word in forbidden(actor) if word.endswith(OF_PLACES) and (alone == "first" or far(actor, word))
        ]
        for relation in ("own", "sibling", "foreign") if row.placed else ("own",):
            for method in ("GET", *UNSAFE):
                with undone() as written:
                    response, body = knock(world, row, actor, method, relation)
                case = f"{actor} {method} {relation}"
                breaches += [f"{case}: shows {word}" for word in never if word in body]
                outside = row.placed and not row.public and actor not in row.national and not reaches(actor, relation)
                if outside and (response.status_code in (200, 204) or written):
                    breaches.append(f"{case}: {response.status_code} {written[:1]}")
    assert not breaches


def reaches(actor, relation):
    return relation == "own" or (relation == "sibling" and actor in WIDE)


def far(actor, word):
    """Say whether a word is of a unit that the actor does not reach at all: that is what the second wall knows."""
    return word.endswith("foreign") or actor not in WIDE
