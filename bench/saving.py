"""Save answers with many people at once, beside a bare one-insert view under the same server."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, repeat
from urllib.parse import urlencode

from django.urls import reverse

from bench import client, house
from bench.timing import percentile
from bening.assessment.editions.instrument_files import load
from bening.assessment.models import Tier
from bening.config import settings
from bening.domain.instrument import Choice

PORT = 18_431  # below the ephemeral range
SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))


@contextmanager
def served(target: str) -> Iterator[int]:
    """Serve a WSGI application as the house is served, until the block ends."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT)),
        *("--workers", str(settings.WORKERS), "--blocking-threads", str(settings.THREADS), "--no-log", target),
    ]
    process = subprocess.Popen(command, env=os.environ)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", PORT)) == 0:
                    break
            time.sleep(0.05)
        time.sleep(0.5)  # both workers
        yield PORT
    finally:
        process.terminate()
        process.wait(20)


def saves() -> dict[str, object]:
    subprocess.run([sys.executable, "-c", "import bench.bare.wsgi"], check=True)  # lays the bare table, once
    found = house.people()
    headers = [house.session_of(user) for user, _ in found]
    letters = [q for q in load().questions.values() if isinstance(q.scale, Choice)]
    turns = [_turns(assessments, letters, headers[number]) for number, (_, assessments) in enumerate(found)]
    figures: dict[str, object] = {"goal": ">= 25 % of the bare view's rate, p95 <= 100 ms with 8 people"}
    for people in (8, 32):
        with served("bench.bare.wsgi:application") as port:
            client.drive(port, _bare, people=people, seconds=1)
            bare = client.drive(port, _bare, people=people, seconds=SECONDS)
        with served("bening.config.wsgi:application") as port:
            client.drive(port, lambda person: turns[person], people=people, seconds=1)
            house_ = client.drive(port, lambda person: turns[person], people=people, seconds=SECONDS)
        if house_.failed or bare.failed:
            raise RuntimeError(f"answers other than 200: {(house_.failed or bare.failed)[:3]}")
        figures[f"{people}_people"] = {
            "saves_a_second": house_.rate,
            "p50_ms": percentile(house_.taken_ms, 0.5),
            "p95_ms": percentile(house_.taken_ms, 0.95),
            "raw_limit_a_second": bare.rate,
            "raw_limit_p95_ms": percentile(bare.taken_ms, 0.95),
            "share_of_raw": round(house_.rate / bare.rate, 3),
        }
    figures["raw_limit"] = "a Django view without middleware that inserts one row, same server, same database settings"
    return figures


def _bare(_person: int) -> Iterator[bytes]:
    return repeat(client.post("/", urlencode({"answer": "A"}), {}))


def _turns(assessments, letters, headers) -> Iterator[bytes]:
    """Yield one save after another, each a first answer to another question."""
    for turn in count():
        assessment = assessments[turn // len(letters)]
        question = letters[turn % len(letters)]
        form = {"answer": question.scale.options[0].letter, "note": "Catatan singkat", "link": "", "seen": 0}
        address = reverse("assessment:answer", args=[assessment.pk, Tier.UNIT, question.id])
        yield client.post(address, urlencode(form), headers)
