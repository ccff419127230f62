"""Reads the environment once, and refuses nonsense with a sentence."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

PREFIX = "BENING_"
ELSEWHERE = {"BENING_PYTHON", "BENING_TEST_ENGINE", "BENING_ENV_FILE"}  # read by the launcher, the tests and this file

Value = TypeVar("Value")


class Environment:
    """The variables of one process; every name that is asked for is remembered in ``asked``."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.asked: set[str] = set()

    @classmethod
    def of_process(cls, root: Path) -> "Environment":
        """Return the process's variables over those of ``.env``."""
        name = os.environ.get("BENING_ENV_FILE", str(root / ".env"))
        return cls({**read_file(Path(name)), **os.environ})

    def text(self, name: str, default: str = "") -> str:
        self.asked.add(name)
        return self._given.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool) -> bool:
        return self._read(name, {"ya": True, "tidak": False}.__getitem__, default, "harus “ya” atau “tidak”")

    def number(self, name: str, *, default: int, least: int, most: int) -> int:
        def within(text: str) -> int:
            value = int(text)
            if not least <= value <= most:
                raise ValueError
            return value

        return self._read(name, within, default, f"harus bilangan bulat dari {least} sampai {most}")

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Return one of ``choices``; the first is the default."""

        def among(text: str) -> str:
            if text not in choices:
                raise ValueError
            return text

        return self._read(name, among, choices[0], f"harus salah satu dari: {', '.join(choices)}")

    def checked(self, name: str, read: Callable[[str], object]) -> str:
        """Return a text that ``read`` understands, or nothing; what ``read`` says is told without the text: secrets."""
        text = self.text(name)
        try:
            if text:
                read(text)
        except ValueError as wrong:
            raise ImproperlyConfigured(f"{name} {wrong}.") from None
        return text

    def words(self, name: str, default: str) -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def refuse_strangers(self) -> None:
        """Refuse a variable with our prefix that nobody reads: it is a slip of the pen."""
        strange = sorted(n for n in self._given if n.startswith(PREFIX) and n not in self.asked | ELSEWHERE)
        if strange:
            raise ImproperlyConfigured(f"{strange[0]} tidak dikenal. Lihat .env.example untuk nama yang benar.")

    def _read(self, name: str, read: Callable[[str], Value], default: Value, rule: str) -> Value:
        text = self.text(name)
        if not text:
            return default
        try:
            return read(text)
        except (KeyError, ValueError):
            raise ImproperlyConfigured(f"{name} {rule}, bukan “{text}”.") from None


def read_file(path: Path) -> dict[str, str]:
    """Return the ``NAME=value`` lines of an environment file; nothing is expanded."""
    if not path.is_file():
        return {}
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals:
            raise ImproperlyConfigured(f"{path.name} baris {number}: tulis NAMA=nilai.")
        found[name.strip()] = value.strip().strip('"')
    return found
