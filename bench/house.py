"""A house to measure in: its own data folder, 4,042 units with full assessments, people who are signed in."""

import os
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bench.answers import full

if TYPE_CHECKING:
    from bening.assessment.models import Assessment
    from bening.foundation.accounts.models import User
    from bening.foundation.units.models import Instansi

UNITS = 4_042
PEOPLE = 32


def prepare() -> Path:
    """Point the settings at an empty folder, set Django up and lay the tables; returns the folder."""
    folder = Path(tempfile.mkdtemp(prefix="bening-bench-"))
    os.environ["BENING_DATA_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bening.config.settings"
    import django  # noqa: PLC0415 -- the environment comes first
    from django.core.management import call_command  # noqa: PLC0415 -- as above

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    return folder


def _instansi() -> "Instansi":
    from bening.foundation.units.models import Instansi  # noqa: PLC0415 -- after prepare

    return Instansi.objects.get_or_create(name="Instansi Ukur", defaults={"short_name": "Ukur", "kind": "kl"})[0]


def fill(units: int = UNITS) -> None:
    """Load units with one full assessment each."""
    from django.db import transaction  # noqa: PLC0415 -- after prepare
    from django.utils import timezone  # noqa: PLC0415 -- after prepare

    from bening.assessment.models import Assessment, Revision, Sheet, Tier  # noqa: PLC0415 -- after prepare
    from bening.assessment.stored import to_json  # noqa: PLC0415 -- after prepare
    from bening.foundation.accounts.models import User  # noqa: PLC0415 -- after prepare
    from bening.foundation.units.models import Unit  # noqa: PLC0415 -- after prepare

    now = timezone.now()
    by = User.objects.create_user("pemuat", name="Pemuat")
    sets = [full(seed) for seed in range(20)]
    with transaction.atomic():
        instansi = _instansi()
        made = Unit.objects.bulk_create(
            [Unit(instansi=instansi, name=f"Kantor {n}", short_name=f"K{n}") for n in range(units)], batch_size=500
        )
        opened = Assessment.objects.bulk_create(
            [Assessment(unit=unit, year=2025, instrument="zi-90-2021", opened_at=now, opened_by=by) for unit in made],
            batch_size=500,
        )
        sheets = Sheet.objects.bulk_create(
            [Sheet(assessment=one, tier=tier, changed_at=now) for one in opened for tier in Tier], batch_size=500
        )
        mine = [sheet for sheet in sheets if sheet.tier == Tier.UNIT]
        for number, sheet in enumerate(mine):
            answers = {id: to_json(answer) for id, answer in sets[number % len(sets)].items()}
            sheet.heads = {id: {"n": 1, "id": 0, "a": answer, "top": 1} for id, answer in answers.items()}
        # real revisions for the first units, whose pages are opened
        for sheet in mine[:50]:
            rows = Revision.objects.bulk_create(
                [
                    Revision(sheet=sheet, question=id, number=1, answer=head["a"], note="Catatan " * 20, by=by, at=now)
                    for id, head in sheet.heads.items()
                ]
            )
            for row in rows:
                sheet.heads[row.question]["id"] = row.pk
        Sheet.objects.bulk_update(mine, ["heads"], batch_size=100)


def people(count: int = PEOPLE) -> "list[tuple[User, list[Assessment]]]":
    """Return team leaders, each with empty assessments of their own unit to answer in."""
    from django.utils import timezone  # noqa: PLC0415 -- after prepare

    from bening.assessment.actions import open_assessment  # noqa: PLC0415 -- after prepare
    from bening.foundation.accounts.models import Assignment, Role, User  # noqa: PLC0415 -- after prepare
    from bening.foundation.units.models import Unit  # noqa: PLC0415 -- after prepare

    instansi = _instansi()
    found = []
    for number in range(count):
        unit = Unit.objects.create(instansi=instansi, name=f"Unit Orang {number}", short_name=f"UO{number}")
        user = User.objects.create_user(f"ketua{number}", name=f"Ketua {number}")
        Assignment.objects.create(user=user, role=Role.KETUA, instansi=instansi, unit=unit, since=date(2022, 1, 1))
        opened = [
            open_assessment(unit=unit, year=year, target="WBK", by=user, now=timezone.now())
            for year in range(2030, 2060)
        ]
        found.append((user, opened))
    return found


def session_of(user: "User") -> dict[str, str]:
    """Sign ``user`` in and return the cookies and headers that a browser would send with a form."""
    from django.conf import settings  # noqa: PLC0415 -- after prepare
    from django.middleware.csrf import _get_new_csrf_string  # noqa: PLC0415 -- what a first page would set
    from django.test import Client  # noqa: PLC0415 -- after prepare

    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session, token = client.cookies[settings.SESSION_COOKIE_NAME].value, _get_new_csrf_string()
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
    return {"Cookie": cookies, "X-CSRFToken": token, "HX-Request": "true"}
