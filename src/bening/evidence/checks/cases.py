"""What a check is given, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from bening.domain.instrument import Proof
from bening.evidence.ports import Finding
from bening.evidence.reading.facts import Facts

WORDS = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Another place where the same content is shown."""

    unit: int
    unit_name: str
    year: int
    question: str
    slot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One claim with all that a check may look at. ``facts`` is None while the file has not been read."""

    unit: int
    year: int
    question: str
    kind: str
    proves_from: date
    proves_until: date
    today: date
    slot: Proof | None = None
    valid_until: date | None = None
    withdrawn_why: str | None = None
    file_here: bool = True
    facts: Facts | None = None
    uses: tuple[Use, ...] = ()
    top: bool = False  # the question is answered with its best option
    kinds_beside: frozenset[str] = frozenset()  # the kinds of everything that is shown for the question
    given: tuple[Decimal, Decimal] | None = None  # done and due, as answered
    register: Finding | None = None

    @property
    def lasting(self) -> bool:
        """Say whether what is due here stays good over the years."""
        return self.slot is not None and self.slot.every == "sekali"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check saw: where, and the values of its sentence."""

    place: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule. ``stale`` says the proof has aged; ``lasting`` that even an accepted proof does not outweigh it."""

    name: str
    title: WORDS
    sentence: WORDS
    clear: WORDS
    look: Callable[[Case], Found | None]
    stale: bool = False
    lasting: bool = False
    for_assessors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A check's word about one claim; ``waived`` is the reason why somebody holds it to be all right."""

    check: Check
    sentence: str
    place: str
    clear: str
    waived: str = ""
    waived_by: str = ""

    @property
    def name(self) -> str:
        return self.check.name
