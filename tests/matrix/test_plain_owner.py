"""A server where the house may make no roles: its login owns the tables, and forced policies hold it still."""

import os
import uuid

import psycopg
import pytest

from tests.engine import SHARED_URL
from tests.processes import Process

pytestmark = [pytest.mark.slow, pytest.mark.skipif(SHARED_URL not in os.environ, reason="engine: needs PostgreSQL")]

LAY = """
import datetime, django; django.setup()
from bening.foundation.accounts.models import Assignment, User
from bening.foundation.units.models import Instansi, Unit
here, there = (Instansi.objects.create(name=name, short_name=name, kind="kl") for name in "AB")
places = ((here, "1"), (here, "2"), (there, "3"))
unit, sibling, far = (Unit.objects.create(instansi=i, name=n, short_name=n) for i, n in places)
for name, role, place in (("dewi", "tpi", None), ("sari", "ketua", unit)):
    person = User.objects.create_user(name, name=name)
    Assignment.objects.create(user=person, role=role, instansi=here, unit=place, since=datetime.date(2020, 1, 1))
"""
ASK = """
import django; django.setup()
from django.db import connection
from bening.foundation.accounts.models import User
from bening.foundation.units.models import Unit
from bening.foundation.wall.actor import NOBODY, acting, system
from bening.foundation.wall.reach import actor_of
people = {name: actor_of(User.objects.get(username=name)) for name in ("dewi", "sari")}
for actor in (NOBODY, system("x"), people["dewi"], people["sari"]):
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        print(cursor.fetchone()[0], Unit.objects.count())
"""


@pytest.fixture
def owner(tmp_path):
    """A login that is no superuser and may make no roles, with a database of its own."""
    server, name = os.environ[SHARED_URL], f"plain_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN")
        connection.execute(f"CREATE DATABASE {name} OWNER {name}")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("BENING_", "PYTEST"))}
        url = server.replace("postgres@", f"{name}@").replace("/postgres?", f"/{name}?")
        more = {"BENING_ENV_FILE": os.devnull, "BENING_DATA_DIR": str(tmp_path), "BENING_DATABASE_URL": url}
        more |= {"PYTHONPATH": "src", "DJANGO_SETTINGS_MODULE": "bening.config.settings"}
        yield name, Process(kept | more), connection
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"DROP ROLE {name}")


def test_the_wall_stands_without_the_role_and_with_it(owner):
    name, house, connection = owner
    done = house.bening("manage", "migrate", "-v0")
    assert done.returncode == 0, done.stderr
    house.python(LAY)

    alone = house.python(ASK)

    assert alone.stdout.splitlines() == [f"{name} {count}" for count in (0, 3, 2, 1)], alone.stderr

    connection.execute("DO $$ BEGIN CREATE ROLE bening_app NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    connection.execute(f"GRANT bening_app TO {name}")
    house.bening("manage", "migrate", "-v0")

    dropped = house.python(ASK)

    assert dropped.stdout.splitlines() == [f"bening_app {count}" for count in (0, 3, 2, 1)], dropped.stderr
