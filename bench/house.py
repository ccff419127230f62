"""A house to measure in: its own data folder, 4,042 units with full assessments, people who are signed in."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.utils import timezone

from bench.answers import full
from bening.assessment.actions import open_assessment
from bening.assessment.models import Assessment, Revision, Sheet, Tier
from bening.assessment.stored import to_json
from bening.foundation.accounts.models import Assignment, Role, User
from bening.foundation.units.models import Instansi, Unit

UNITS = 4_042
PEOPLE = 32


def _instansi() -> "Instansi":

    return Instansi.objects.get_or_create(name="Instansi Ukur", defaults={"short_name": "Ukur", "kind": "kl"})[0]


def fill(units: int = UNITS) -> None:
    """Load units with one full assessment each."""
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
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session, token = client.cookies[settings.SESSION_COOKIE_NAME].value, _get_new_csrf_string()
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
    return {"Cookie": cookies, "X-CSRFToken": token, "HX-Request": "true"}
