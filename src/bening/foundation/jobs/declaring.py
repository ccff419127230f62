"""What can be done in the background: each package announces its own in its ``jobs.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise

from bening.foundation.registry import Registry

Work = Callable[..., object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A function that may be asked for by name; called again with the same arguments it must do no harm."""

    name: str
    work: Work
    tries: int
    label: str | Promise

    def __call__(self, **arguments: Any) -> object:
        return self.work(**arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodic:
    declared: Declared
    every: timedelta


declared: Registry[Declared] = Registry("job")
periodic: Registry[Periodic] = Registry("periodic job")


def job(name: str, *, tries: int = 5, label: str | Promise = "") -> Callable[[Work], Declared]:
    """Announce the decorated function as work: its arguments are JSON and named, and doing it twice is harmless."""

    def announce(work: Work) -> Declared:
        one = Declared(name=name, work=work, tries=tries, label=label or name)
        declared.add(name, one)
        return one

    return announce


def every(
    *, name: str, hours: float = 0, minutes: float = 0, tries: int = 3, label: str | Promise = ""
) -> Callable[[Work], Declared]:
    """Announce work without arguments that is asked for once in each span, however many schedulers there are."""

    def announce(work: Work) -> Declared:
        one = job(name, tries=tries, label=label)(work)
        periodic.add(name, Periodic(declared=one, every=timedelta(hours=hours, minutes=minutes)))
        return one

    return announce
