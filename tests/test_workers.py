"""Real worker processes: they start with the server, come again when they die, and never outlive it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes import ROOT

pytestmark = pytest.mark.slow


def children(parent: int) -> list[int]:
    """Return the processes below ``parent`` that are workers."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            above = int(status.read_text().rpartition(")")[2].split()[1])
            command = (status.parent / "cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            continue
        if above == parent and b"worker" in command:
            found.append(int(status.parent.name))
    return found


def until(said: Callable[[], object], *, seconds: float = 30) -> object:
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if found := said():
            return found
        time.sleep(0.1)
    raise TimeoutError(said)


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def served(migrated, port):
    server = migrated.start("serve", "--port", str(port))
    try:
        until(lambda: children(server.pid))
        yield server
    finally:
        server.kill()
        server.wait()


def test_a_worker_that_dies_comes_again_and_ends_with_the_server(served):
    (first,) = children(served.pid)
    os.kill(first, signal.SIGKILL)
    second = until(lambda: [one for one in children(served.pid) if one != first])[0]
    time.sleep(1)  # it is at work

    served.send_signal(signal.SIGINT)
    served.wait(30)

    until(lambda: not alive(second))


def test_no_worker_outlives_a_server_that_is_killed(served):
    (worker,) = children(served.pid)
    time.sleep(2)  # it has said that it wants to end in order

    served.kill()
    served.wait()

    until(lambda: not alive(worker))


READY = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "bening.config.settings"
import django
django.setup()
from datetime import timedelta
from bening.foundation.jobs import enqueue, queueing, working
from bening.foundation.wall.actor import act_in_this_process, system
from tests import chores
act_in_this_process(system("worker"))
queueing.LEASE, working.MIND, working.HEARD = timedelta(seconds=2), timedelta(seconds=1), 0.5
"""


def test_the_job_of_a_worker_that_is_killed_is_done_by_the_next(migrated, tmp_path):
    mark = tmp_path / "mark"
    asked = migrated.python(READY + "enqueue(chores.slow, mark=sys.argv[1])", str(mark))
    assert asked.returncode == 0, asked.stderr
    work = [sys.executable, "-c", READY + "working.Loop().run()"]
    first = subprocess.Popen(work, env=migrated.environment, cwd=ROOT)
    until(mark.exists)
    first.kill()
    first.wait()
    assert mark.read_text() == "begun"

    second = subprocess.Popen(work, env=migrated.environment, cwd=ROOT)
    try:
        until(lambda: mark.read_text() == "done", seconds=60)
    finally:
        second.terminate()
        second.wait(30)
