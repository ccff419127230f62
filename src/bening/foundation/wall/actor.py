"""On whose behalf the database is asked: a person, a named piece of the system, the owner, or nobody.

The database keeps its own wall between units (`table.py`). It asks who acts, and shows nobody a row unless somebody
does. A request acts for its person (`middleware.Wall`); everything else names itself with `as_system`.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """``name`` says who acts; ``near`` and ``broad`` say where, as `laying.py` reads them.

    ``near`` lists what most people have: ``,assessment.view:12,`` for a unit, ``:*`` for all of them. ``broad`` is
    JSON by permission, for whole instansi and for exceptions. ``owner`` may lay tables as well.
    """

    name: str
    near: str = ""
    broad: str = ""
    owner: bool = False


ALL = ",*:*,"
NOBODY = Actor("")
VISITOR = Actor("visitor")  # a request of somebody who has not signed in

_now: ContextVar[Actor | None] = ContextVar("actor", default=None)
_of_process = NOBODY


def current() -> Actor:
    """Return who acts now: what this thread says, else what its process said when it started."""
    return _now.get() or _of_process


def system(name: str) -> Actor:
    """Return the actor of a named piece of the system: it reaches every row, and lays no tables."""
    return Actor(f"system:{name}", ALL)


def owner(name: str) -> Actor:
    """Return the actor of migrations and their like: it reaches every row, and may change tables."""
    return Actor(f"system:{name}", ALL, owner=True)


def act_in_this_process(actor: Actor) -> Actor:
    """Let a whole process act as ``actor`` wherever nothing else is said: a verb, a worker, never the web server.

    Returns who acted before.
    """
    global _of_process
    before, _of_process = _of_process, actor
    return before


@contextmanager
def acting(actor: Actor) -> Generator[None]:
    """Act as ``actor`` for a while."""
    token = _now.set(actor)
    try:
        yield
    finally:
        _now.reset(token)


@contextmanager
def as_system(name: str) -> Generator[None]:
    """Act as a named piece of the system for a while. Also a decorator."""
    with acting(system(name)):
        yield
