"""Asks the examining process, and starts it anew when a file has killed it."""

import atexit
import json
import os
import selectors
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

LONGEST_WAIT = 45  # seconds; the process limits itself long before


class TooMuch(Exception):
    """The file asks for more time or memory than any honest one does."""


class Unparsable(Exception):
    """The parser gave up; ``str()`` is its own word, for the log."""


class Examiner:
    """One examining process of this process, used by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._owner = 0

    def ask(self, task: str, **question: Any) -> dict[str, Any]:
        """Return what ``task`` says. Raises TooMuch and Unparsable."""
        with self._lock:
            line = json.dumps({"task": task, **{k: str(v) if isinstance(v, Path) else v for k, v in question.items()}})
            told = self._exchange(line)
        if "died" in told:
            raise TooMuch
        if "raised" in told:
            raise Unparsable(f"{told['raised']}: {told['where']}")
        return told

    def _exchange(self, line: str) -> dict[str, Any]:
        for again in (True, False):
            process = self._running()
            try:
                process.stdin.write(line + "\n")  # type: ignore[union-attr]  # opened with pipes
                process.stdin.flush()  # type: ignore[union-attr]  # as above
                answer = self._line(process)
            except BrokenPipeError:
                answer = ""
            if answer:
                return dict(json.loads(answer))
            self.stop()
            if not again:
                break
        return {"died": "silent"}

    def _line(self, process: "subprocess.Popen[str]") -> str:
        with selectors.DefaultSelector() as waiting:
            waiting.register(process.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]  # opened with pipes
            if not waiting.select(LONGEST_WAIT):
                return ""
        return process.stdout.readline()  # type: ignore[union-attr]  # as above

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
            return self._process
        self.stop()  # one that died while nobody asked leaves its pipes
        source = Path(__file__).resolve().parents[3]
        self._owner = os.getpid()  # a forked worker must not talk over its parent's pipe
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bening.foundation.storage.examining"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                "PATH": os.defpath,
                "PYTHONPATH": str(source),
                "HOME": "/nonexistent",
                "LANG": "C.UTF-8",
            },
        )
        if self._line(self._process) != "ready\n":
            raise Unparsable("the examining process does not start")
        return self._process

    def stop(self) -> None:
        """End the process; the next question starts another."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what was asked of a dead process is not asked any more
                    pipe.close()


examiner = Examiner()
atexit.register(examiner.stop)
