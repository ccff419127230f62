"""The door through which a module shows what its register holds, so that an answer can be held against it.

A module announces a function ``(unit_id, period) -> Finding`` in its ``evidence.py``; an instrument names it. Neither
knows the other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils.functional import Promise

from bening.foundation.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How much of what was due was done, and where that can be seen."""

    done: int
    due: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``begins`` until before ``ends``."""

    begins: date
    ends: date

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year + 1, 1, 1))


@dataclass(frozen=True, slots=True)
class Provider:
    """A register's answer to one question about a unit and a period."""

    name: str
    title: str | Promise
    find: Callable[[int, Period], Finding]


Find = TypeVar("Find", bound=Callable[[int, Period], Finding])
providers: Registry[Provider] = Registry("evidence provider")


def provides(name: str, *, title: str | Promise) -> Callable[[Find], Find]:
    """Announce the decorated function as the answer to ``name``."""

    def announce(find: Find) -> Find:
        providers.add(name, Provider(name, title, find))
        return find

    return announce


def finding(name: str, *, unit: int, year: int) -> Finding | None:
    """Return what the register of that name holds of a unit's year; None when no module keeps it."""
    return providers[name].find(unit, Period.year(year)) if name in providers else None
