"""The very same form sent a thousand times at once: ``python -m tests.faults.same_posts --posts 1000``.

Eight processes send one person's form for one file. One document may come of it, and every answer must lead there.
Prints JSON.
"""

import argparse
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path

import django

from bening.foundation.wall.actor import act_in_this_process, owner

PROCESSES = 8
KEY = "kunci-formulir-yang-dikirim-berulang"
ADDRESS = "/bukti/unggah/keterangan/"


def lay() -> dict[str, str]:
    """Store a unit, a person and a file of theirs; returns the form."""
    from django.utils import timezone

    from bening.foundation.accounts.models import Role
    from bening.foundation.storage import receive
    from bening.foundation.storage.models import Upload
    from tests.people import build_house

    house = build_house()
    by = house.person("orang", "Orang", (Role.KETUA, house.unit))
    blob = receive.keep(b"Catatan rapat\n", name="catatan.txt", now=timezone.now())
    now = timezone.now()
    upload = Upload.objects.create(
        key="u" * 43, by=by, name="catatan.txt", size=blob.size, blob=blob, began_at=now, changed_at=now
    )
    said = {"title": "Catatan", "kind": "lain", "proves_from": "2026-01-01", "classification": "internal", "area": "0"}
    form = {f"f{upload.pk}-{name}": value for name, value in said.items()}
    return {"unit": str(house.unit.pk), "kunci": KEY, "upload": upload.key, **form}


def send(form: dict[str, str], count: int, ledger: Path) -> None:
    """Send the form again and again as the same person, and write down each answer."""
    from django.test import Client

    from bening.foundation.accounts.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="orang"))
    with ledger.open("w") as lines:
        for _ in range(count):
            answer = client.post(ADDRESS, form)
            lines.write(f"{answer.status_code} {answer.headers.get('Location', '')}\n")


def check(answers: list[str]) -> dict[str, int]:
    """Hold the answers against what stands."""
    from bening.evidence.models import Document, Version
    from bening.foundation.audit import log
    from bening.foundation.audit.models import Entry

    made = Document.objects.first()
    there = f"302 /bukti/{made.pk}/" if made else ""
    return {
        "posts": len(answers),
        "documents": Document.objects.count(),
        "versions": Version.objects.count(),
        "entries": Entry.objects.filter(act="evidence.add").count(),
        "led_elsewhere": sum(one != there for one in answers),
        "broken_record": int(not log.verify().whole),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="same_posts")
    parser.add_argument("--posts", type=int, default=1_000)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    django.setup()
    from django.conf import settings
    from django.db import connections

    settings.MFA_REQUIRED = False  # one person, signed in by the test
    act_in_this_process(owner("same posts"))
    form = lay()
    connections.close_all()  # a connection is not shared across a fork, and neither is a pool of them
    if hasattr(connections["default"], "close_pool"):
        connections["default"].close_pool()
    folder = Path(tempfile.mkdtemp(prefix="bening-posts-"))
    children = []
    for number in range(PROCESSES):
        child = os.fork()
        if not child:
            _as_a_child(form, given.posts // PROCESSES, folder / f"{number}.txt")
        children.append(child)
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    answers = [line for file in folder.iterdir() for line in file.read_text().splitlines()]
    print(json.dumps({**check(answers), "failed_processes": failed}))
    return 0


def _as_a_child(form: dict[str, str], count: int, ledger: Path) -> None:
    """Do one part, and never return."""
    try:
        send(form, count, ledger)
    except BaseException:  # noqa: BLE001 -- a forked child has nobody above it to tell
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
