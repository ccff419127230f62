"""Named things that packages announce and others look up, so that neither needs to import the other."""

from collections.abc import Iterator
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class AnnouncedTwice(Exception):
    """Two packages announce the same name; one of them must choose another."""


class NotAnnounced(KeyError):
    """A name that no package announces."""


class Registry(Generic[Thing]):
    """Things by name, in the order in which they were announced."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._things: dict[str, Thing] = {}

    def add(self, name: str, thing: Thing) -> None:
        """Announce ``thing``; the same name twice is refused, the same thing twice is not."""
        if self._things.get(name, thing) != thing:
            raise AnnouncedTwice(f"{self._what} “{name}” is announced twice")
        self._things[name] = thing

    def __getitem__(self, name: str) -> Thing:
        try:
            return self._things[name]
        except KeyError:
            raise NotAnnounced(f"nobody announces the {self._what} “{name}”") from None

    def __contains__(self, name: object) -> bool:
        return name in self._things

    def __iter__(self) -> Iterator[Thing]:
        return iter(self._things.values())

    def __len__(self) -> int:
        return len(self._things)

    def names(self) -> tuple[str, ...]:
        return tuple(self._things)
