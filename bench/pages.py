"""Pages and re-scoring on a full database, without a network between."""

import gzip
import time

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.timing import milliseconds, spread
from bening.assessment.actions import rescore
from bening.assessment.models import Assessment, Sheet, Tier
from bening.foundation.accounts.models import Assignment, Role, User


def questionnaire() -> dict[str, object]:
    """Open a questionnaire page of a filled assessment, as its team leader."""
    assessment = Assessment.objects.select_related("unit").filter(sheets__answered__gt=100).order_by("pk").first()
    if assessment is None:
        raise LookupError("house.fill() comes first")
    user = User.objects.create_user("pembaca", name="Pembaca")
    Assignment.objects.create(
        user=user, role=Role.KETUA, instansi_id=assessment.unit.instansi_id, unit=assessment.unit, since="2022-01-01"
    )
    client = Client(headers={"Accept-Encoding": "gzip"}, SERVER_NAME="localhost")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    pages = {}
    for page in ("1", "3", "5", "6", "hasil"):
        address = reverse("assessment:area", args=[assessment.pk, Tier.UNIT, page])
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        asked = len(queries)  # the next request empties the log
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        body = answer.content if answer.headers.get("Content-Encoding") == "gzip" else gzip.compress(answer.content)
        pages[page] = {
            "server_ms": milliseconds(lambda address=address: client.get(address), rounds=15),
            "queries": asked,
            "compressed_kb": round(len(body) / 1000, 1),
        }
    stranger = Client(SERVER_NAME="localhost")
    return {
        "goal": "median <= 50 ms, <= 15 queries, <= 60 kB",
        "pages": pages,
        "raw_limit_ms": milliseconds(lambda: stranger.get(reverse("account_login")), rounds=15),
        "raw_limit": "the sign-in page through the same middleware",
    }


def all_again() -> dict[str, object]:
    """Score every stored assessment anew and write what changed."""
    sheets = Sheet.objects.filter(tier=Tier.UNIT)
    taken = []
    changed = 0
    for _ in range(3):
        sheets.update(answered=0)  # so that each has to be written again
        started = time.perf_counter()
        changed = rescore(now=timezone.now())
        taken.append((time.perf_counter() - started) * 1000)
    return {
        "goal_ms": 5000,
        "assessments": changed,
        "rescore_ms": spread(taken),
        "raw_limit_ms": milliseconds(lambda: list(sheets.values_list("heads", flat=True)), rounds=3),
        "raw_limit": "reading the stored answers and parsing their JSON",
    }
