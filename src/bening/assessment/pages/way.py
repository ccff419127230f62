"""The cheapest way as its page shows it: the steps in words, and what may be set for every question. No Django."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from gettext import gettext as _

from bening.assessment import wording
from bening.assessment.pages.explaining import up
from bening.assessment.pages.wanted import LOCK, OWN, UNLOCK, Names, Wanted, with_locked
from bening.assessment.planning import Plan
from bening.domain.gates import Check
from bening.domain.instrument import Branch, Instrument, Question


@dataclass(frozen=True, slots=True)
class StepLine:
    """One raise in words; ``without`` is the same request with this question locked."""

    id: str
    name: str
    change: str
    gain: Decimal
    effort: str
    address: str
    without: Names


@dataclass(frozen=True, slots=True)
class Setting:
    """What a person set for one question: its own effort, a lock."""

    id: str
    letter: str
    name: str
    effort: str
    locked: bool
    past: bool
    faulty: bool

    @property
    def field(self) -> str:
        return f"{OWN}{self.id}"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one page's questions; ``touched`` when one of them is not the default."""

    name: str
    rows: tuple[Setting, ...]

    @property
    def touched(self) -> bool:
        return any(row.locked != row.past or row.effort for row in self.rows)


def steps(plan: Plan, asked: Wanted, instrument: Instrument, address: Callable[[str], str]) -> list[StepLine]:
    """Return the raises of a plan in the order of the sheet."""
    return [
        StepLine(
            id=step.id,
            name=instrument.questions[step.id].short,
            change=wording.change(instrument.questions[step.id], step.before, step.to),
            gain=step.gain,
            effort=wording.plain(step.effort),
            address=address(step.id),
            without=with_locked(asked, step.id),
        )
        for step in plan.steps
    ]


def settings(name: str, branches: Sequence[Branch], asked: Wanted) -> Settings:
    """Return what is set for the questions below ``branches``."""
    typed = dict(asked.names)
    questions = [node for branch in branches for node in branch.walk() if isinstance(node, Question)]
    return Settings(
        name,
        tuple(
            Setting(
                id=one.id,
                letter=one.letter,
                name=one.short,
                effort=typed.get(f"{OWN}{one.id}", ""),
                locked=one.id in asked.locked,
                past=one.id in asked.past,
                faulty=f"{OWN}{one.id}" in asked.faulty,
            )
            for one in questions
        ),
    )


@dataclass(frozen=True, slots=True)
class Past:
    """A question that is locked because it only rises when what has happened had not; ``opened`` is the way in."""

    id: str
    name: str
    opened: Names


def kept_out(asked: Wanted, instrument: Instrument) -> list[Past]:
    """Return the questions of the past that the plan leaves alone."""
    return [
        Past(id, instrument.questions[id].short, (*asked.names, (UNLOCK, id)))
        for id in sorted(asked.past & asked.locked - {id for name, id in asked.names if name == LOCK})
    ]


def blocked(plan: Plan, instrument: Instrument) -> list[str]:
    """Return in words the minima that stay out of reach with everything raised that is not locked."""
    return [_blocked(check, instrument) for check in plan.blocked_by]


def _blocked(check: Check, instrument: Instrument) -> str:
    return _("%(name)s: paling tinggi %(value)s, minimum %(minimum)s, kurang %(missing)s") % {
        "name": wording.check_name(check.id, instrument),
        "value": wording.plain(check.value),
        "minimum": wording.plain(check.minimum),
        "missing": up(check.missing),
    }


def in_short(plan: Plan, predicate_words: str) -> str:
    """Return the answer to *how do we get there* in one or two sentences."""
    target = {"target": plan.target}
    if not plan.feasible:
        return _("%(target)s tidak dapat dicapai selama soal itu dikunci.") % target
    if not plan.steps:
        return _("Semua ambang nilai %(target)s sudah terpenuhi; tidak ada yang perlu dinaikkan.") % target
    figures = {
        **target,
        "count": len(plan.steps),
        "effort": wording.plain(plan.effort),
        "total": wording.number(plan.score.earned),
    }
    sentence = _("Naikkan %(count)s soal dengan usaha %(effort)s; nilai total menjadi %(total)s.")
    return f"{sentence % figures} {predicate_words}"
