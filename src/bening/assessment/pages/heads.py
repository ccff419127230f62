"""The small head of a questionnaire page: where the page stands, updated after every save. No reading, no writing."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from bening.assessment import queries, wording
from bening.assessment.pages import explaining
from bening.domain.gates import Check, Gate
from bening.domain.instrument import Instrument
from bening.domain.scoring import Score


@dataclass(frozen=True, slots=True)
class Minimum:
    """What one predicate asks of a page, and what is lacking."""

    predicate: str
    least: str
    passed: bool
    lacking: str


@dataclass(frozen=True, slots=True)
class Head:
    """How far one page is."""

    page: str
    name: str
    earned: str
    possible: str
    filled: str
    answered: int
    questions: int
    minima: tuple[Minimum, ...]

    @property
    def complete(self) -> bool:
        return self.answered == self.questions

    @property
    def possible_words(self) -> str:
        return _("dari %(possible)s poin") % {"possible": self.possible}

    @property
    def answered_words(self) -> str:
        return _("%(answered)s dari %(questions)s dijawab") % {"answered": self.answered, "questions": self.questions}


def name_of(page: str, instrument: Instrument) -> str:
    """Return what a page is called."""
    if page == queries.RESULTS:
        return _("Hasil")
    return _("Area %(number)s %(name)s") % {"number": page, "name": instrument.branches[f"P.{page}"].name}


def head(page: str, instrument: Instrument, scored: Score, gates: Mapping[str, Gate]) -> Head:
    wanted = {branch.id for branch in queries.branches_of(page, instrument)}
    parts = [node for node in scored.walk() if node.id in wanted]
    earned = sum((part.earned for part in parts), start=Decimal(0))
    possible = sum((part.possible for part in parts), start=Decimal(0))
    minima = tuple(_minimum(gate, page, instrument) for gate in gates.values())
    unreached = [check.minimum for gate in gates.values() for check in _checks(gate, page)]
    return Head(
        page=page,
        name=name_of(page, instrument),
        earned=explaining.figure(earned, unreached if page != queries.RESULTS else ()),
        possible=wording.plain(possible),
        filled=f"{100 * earned / possible:.2f}%",
        answered=sum(part.answered for part in parts),
        questions=sum(part.questions for part in parts),
        minima=minima,
    )


def heads(instrument: Instrument, scored: Score, gates: Mapping[str, Gate]) -> tuple[Head, ...]:
    """Return the head of every page, in order."""
    return tuple(head(page, instrument, scored, gates) for page in queries.PAGES)


def _checks(gate: Gate, page: str) -> list[Check]:
    if page == queries.RESULTS:
        return [check for check in gate.checks if check.id.startswith("H.")]
    return [check for check in gate.checks if check.id == f"area.{page}"]


def _minimum(gate: Gate, page: str, instrument: Instrument) -> Minimum:
    checks = _checks(gate, page)
    failing = [check for check in checks if not check.passed]
    lacking = ", ".join(_lack(check, page, instrument) for check in failing)
    least = wording.plain(checks[0].minimum) if page != queries.RESULTS else ""
    return Minimum(gate.predicate, least, not failing, lacking)


def _lack(check: Check, page: str, instrument: Instrument) -> str:
    missing = explaining.up(check.missing)
    if page != queries.RESULTS:
        return _("kurang %(missing)s") % {"missing": missing}
    return _("kurang %(missing)s di %(name)s") % {"missing": missing, "name": wording.check_name(check.id, instrument)}
