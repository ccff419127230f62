"""Looks inside a file that came from a stranger. Runs in a process of its own with little memory and time.

``python -m bening.foundation.storage.examining`` loads the parsers once, then forks for each line it reads:
``{"task": "guard", "path": …, "kind": …}`` in, one JSON line out. Nothing of Django is loaded, and nothing of the
file outlives the fork. Tasks are functions named ``module:function`` that take a path and keywords.
"""

import importlib
import json
import os
import resource
import signal
import sys
import traceback

MEMORY = 512 * 1024 * 1024
SECONDS = 10
LOADED = ("pikepdf", "PIL.Image", "defusedxml.ElementTree", "zipfile", "pypdfium2")
# What may be asked for: no other function is ever called, whatever stands in a line.
TASKS = {
    "guard": "bening.foundation.storage.guard:examine",
    "read": "bening.evidence.reading.extracting:extract",
}


def main() -> None:
    for name in LOADED:
        importlib.import_module(name)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server; we end when our input does
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            _answer(asked, writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as answer:
            told = answer.read()
        _, status = os.waitpid(child, 0)
        if status or not told:
            told = json.dumps({"died": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 1}).encode()
        try:
            sys.stdout.write(told.decode() + "\n")
            sys.stdout.flush()
        except BrokenPipeError:  # who asked is gone, and so are we
            os._exit(0)


def _answer(asked: dict[str, object], writing: int) -> None:
    """Do what is asked within the limits, and never return."""
    try:
        seconds = int(str(asked.pop("seconds", SECONDS)))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        signal.alarm(seconds * 3)
        limit = int(str(asked.pop("memory", MEMORY)))
        # What the parsers themselves map is not the file's doing, so it comes on top.
        resource.setrlimit(resource.RLIMIT_AS, (limit + _mapped(), limit + _mapped()))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        module, function = TASKS[str(asked.pop("task"))].split(":")
        told = getattr(importlib.import_module(module), function)(**asked)
    except MemoryError:
        told = {"died": "memory"}
    except Exception as wrong:  # noqa: BLE001 -- a parser may raise anything; the asker decides what it means
        told = {"raised": type(wrong).__name__, "where": traceback.format_exc()[-2000:]}
    with os.fdopen(writing, "wb") as answer:
        answer.write(json.dumps(told).encode())
    os._exit(0)


def _mapped() -> int:
    with open("/proc/self/statm", encoding="ascii") as figures:  # noqa: PTH123 -- as small as it gets
        return int(figures.read().split()[0]) * os.sysconf("SC_PAGESIZE")


if __name__ == "__main__":
    main()
