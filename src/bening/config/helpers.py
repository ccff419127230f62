"""The worker processes that live and die with a server on one machine."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CODE = "from bening.config.cli import main; raise SystemExit(main())"
PR_SET_PDEATHSIG = 1
PATIENCE = 10.0  # seconds that a worker has for the job it is doing
PAUSE = 2.0  # seconds before a worker that died is started again


@contextmanager
def working(count: int) -> Iterator[None]:
    """Keep ``count`` workers running for a while; one that dies is started again, and all end with this process."""
    end = threading.Event()
    threads = [threading.Thread(target=_keep, args=(end,), daemon=True) for _ in range(count)]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        end.set()
        for one in threads:
            one.join(PATIENCE + 5)


def _keep(end: threading.Event) -> None:
    parent = os.getpid()
    while not end.is_set():
        worker = subprocess.Popen([sys.executable, "-c", CODE, "worker"], preexec_fn=lambda: _end_with(parent))  # noqa: PLW1509, S603 -- our own command; nothing but two system calls before it
        while worker.poll() is None and not end.wait(0.5):
            pass
        if worker.poll() is None:
            worker.terminate()
            with suppress(subprocess.TimeoutExpired):
                worker.wait(PATIENCE)
            if worker.poll() is None:
                worker.kill()
                worker.wait()
        end.wait(PAUSE)


def _end_with(parent: int) -> None:
    """Ask the kernel to end this process with its parent, also when that one is killed outright."""
    os.setsid()  # Ctrl+C is for the server, which then ends us in order
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it went between the fork and the call
        os._exit(0)
