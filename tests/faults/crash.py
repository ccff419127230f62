"""Kill the server and the worker with -9 at random moments while people upload, replace and withdraw.

``python -m tests.faults.crash --rounds 1000 --seed 7``. Real HTTP on loopback, the whole WSGI application, real
processes. Each client writes down what it was told, on the disk, before it goes on; afterwards everything that was
acknowledged must stand, nothing may stand by halves, and the invariants I1 to I9 must hold. Prints JSON.
"""

import argparse
import json
import os
import random
import signal
import socket
import sys
import tempfile
import time
import traceback
from pathlib import Path

import django

from bening.foundation.wall.actor import act_in_this_process, owner, system

CLIENTS = 3


def lay() -> list[dict[str, str]]:
    """Store units with their people, and sign each in; returns their cookies and units."""
    from django.conf import settings
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    from bening.foundation.accounts.models import Role
    from bening.foundation.units.models import Unit
    from tests.people import build_house

    house = build_house()
    people = []
    for number in range(CLIENTS):
        unit = Unit.objects.create(instansi=house.instansi, name=f"Balai {number}", short_name=f"B{number}")
        user = house.person(f"orang{number}", f"Orang {number}", (Role.KETUA, unit))
        browser = Client(headers={"host": "localhost"})
        browser.force_login(user)
        token = _get_new_csrf_string()
        cookies = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
        people.append(
            {"unit": str(unit.pk), "cookie": f"{cookies}; {settings.CSRF_COOKIE_NAME}={token}", "csrf": token}
        )
    return people


# --- the processes that are killed


def serve(listening: socket.socket) -> None:
    """Serve the application on a socket that outlives this process."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_given: object) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    server.server_name, server.server_port = "localhost", listening.getsockname()[1]
    server.setup_environ()
    server.set_app(get_wsgi_application())
    server.daemon_threads = True
    act_in_this_process(system("crash"))
    server.serve_forever()


def work() -> None:
    """Do background work until killed."""
    from datetime import timedelta

    from bening.foundation.jobs import queueing, working

    queueing.LEASE, working.MIND, working.PAUSE, working.HEARD = timedelta(seconds=1), timedelta(seconds=1), 0.05, 0.3
    act_in_this_process(system("worker"))
    working.Loop().run()


def child(work_: object, *given: object) -> int:
    """Fork a process that runs ``work_`` and never returns."""
    started = os.fork()
    if started:
        return started
    try:
        work_(*given)  # type: ignore[operator]  # a function
    except BaseException:  # noqa: BLE001 -- a forked child has nobody above it to tell
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


# --- what was told, against what stands


def told_by(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in file.read_text().splitlines()]


def settle() -> None:
    """Let the work that waits be done, as a worker would after the last crash."""
    from datetime import timedelta

    from django.utils import timezone

    from bening.foundation.jobs import queueing, working
    from bening.foundation.jobs.models import Job, State

    for _ in range(10):
        now = timezone.now() + timedelta(minutes=5)
        queueing.take_over(now=now)
        Job.objects.filter(state=State.WAITING).update(run_after=timezone.now() - timedelta(seconds=1))
        for job in Job.objects.filter(state=State.WAITING):
            from bening.foundation.jobs.performing import perform

            perform(job.pk)
    working.run_jobs()


def check(told: list[dict[str, str]]) -> dict[str, int]:
    """Count what breaks an invariant; all must be 0."""
    import hashlib

    from bening.evidence.models import Document, Version
    from bening.foundation.audit import verifying
    from bening.foundation.audit.models import Entry
    from bening.foundation.jobs.models import Job, State
    from bening.foundation.storage.failures import Damaged, Missing
    from bening.foundation.storage.models import Blob
    from bening.foundation.storage.stores import checked

    acked = [one for one in told if one["what"] == "ok"]
    lost = wrong = 0
    for one in acked:
        versions = Version.objects.filter(sha256=one.get("sha256", ""), document__title=one["title"])
        if one["act"] == "withdraw":
            lost += not Document.objects.filter(title=one["title"], withdrawn_at__isnull=False).exists()
        elif versions.count() != 1:
            lost += 1
        else:
            blob = versions.get().blob
            if blob is not None:
                wrong += hashlib.sha256(b"".join(checked(blob.pk))).hexdigest() != one["sha256"]
    titles = list(Document.objects.values_list("title", flat=True))
    halves = Document.objects.filter(latest=None).count()
    gone = 0
    for blob in Blob.objects.all():
        try:
            for _chunk in checked(blob.pk, size=blob.size):
                pass
        except (Damaged, Missing):
            gone += 1
    outcome = verifying.verify()
    changes = Entry.objects.filter(act__in=["evidence.add", "evidence.replace"]).count()
    return {
        "acked_lost": lost,
        "acked_wrong_bytes": wrong,
        "done_twice": len(titles) - len(set(titles)),
        "halves": halves,
        "rows_without_object": gone,
        "jobs_left": Job.objects.filter(state__in=(State.RUNNING, State.PARKED)).count(),
        "unaudited": abs(Version.objects.count() - changes),
        "record_broken": int(not outcome.whole),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="crash")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    django.setup()
    from django.conf import settings
    from django.db import connections

    from tests.faults import crash_client

    settings.MFA_REQUIRED = False  # the people are signed in by the test
    act_in_this_process(owner("crash"))
    people = lay()
    connections.close_all()  # a connection is not shared across a fork, and neither is a pool of them
    if hasattr(connections["default"], "close_pool"):
        connections["default"].close_pool()
    chance = random.Random(given.seed)
    folder = Path(tempfile.mkdtemp(prefix="bening-crash-"))
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    port = listening.getsockname()[1]
    end = folder / "end"
    clients = [
        child(crash_client.run, one, port, given.seed * 100 + number, folder / f"{number}.jsonl", end)
        for number, one in enumerate(people)
    ]
    server, worker = child(serve, listening), child(work)
    for _ in range(given.rounds):
        time.sleep(chance.uniform(0.05, 1.2))
        if chance.random() < 0.8:
            server = _kill_and_start(server, serve, listening)
        if chance.random() < 0.4:
            worker = _kill_and_start(worker, work)
    end.touch()
    failed = sum(os.waitpid(one, 0)[1] != 0 for one in clients)
    for one in (server, worker):
        os.kill(one, signal.SIGKILL)
        os.waitpid(one, 0)
    settle()
    told = told_by(folder)
    acts = {act: sum(one["act"] == act and one["what"] == "ok" for one in told) for act in crash_client.ACTS}
    print(
        json.dumps({"rounds": given.rounds, "seed": given.seed, "acked": acts, "failed_clients": failed, **check(told)})
    )
    return 0


def _kill_and_start(process: int, work_: object, *given: object) -> int:
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return child(work_, *given)


if __name__ == "__main__":
    sys.exit(main())
