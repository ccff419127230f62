"""What is still to be done on a sheet, nearest first. No reading, no writing."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bening.assessment import queries, wording
from bening.assessment.pages import explaining
from bening.assessment.pages.heads import Head, heads
from bening.assessment.queries import Result
from bening.domain.gates import Gate

NEAREST = 4

Address = Callable[[str, str], str]  # a page and a question ("" for none) to where it is answered


@dataclass(frozen=True, slots=True)
class PageToDo:
    """How far one page is, and whether it is this person's."""

    head: Head
    address: str
    own: bool


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A question whose counts are only partly filled in."""

    name: str
    why: str
    address: str


@dataclass(frozen=True, slots=True)
class Lack:
    """A threshold that is not reached."""

    name: str
    missing: str


@dataclass(frozen=True, slots=True)
class ToDo:
    """One sheet as a list of next steps."""

    pages: tuple[PageToDo, ...]
    unfinished: tuple[Unfinished, ...]
    next_address: str  # the first question without an answer on one's own pages, empty when there is none
    lacks: tuple[Lack, ...]
    predicate: str
    passed: bool
    total: str
    answered: int
    questions: int


def to_do(result: Result, *, own: Collection[str], target: str, address: Address) -> ToDo:
    """Return what remains on a sheet; ``own`` are the pages this person may answer."""
    every = heads(result.instrument, result.score, result.gates)
    pages = tuple(PageToDo(head, address(head.page, ""), head.page in own) for head in every)
    scored = {node.id: node for node in result.score.walk()}
    blank = [id for id in result.instrument.questions if not scored[id].answered and queries.page_of(id) in own]
    partly = [id for id in blank if scored[id].why.rule == "counts_missing"]
    gate = result.gates[target]
    return ToDo(
        pages=tuple(sorted(pages, key=lambda page: not page.own)),
        unfinished=tuple(
            Unfinished(
                result.instrument.questions[id].short,
                wording.why(scored[id].why, result.instrument.questions[id]),
                address(queries.page_of(id), id),
            )
            for id in partly
        ),
        next_address=address(queries.page_of(blank[0]), blank[0]) if blank else "",
        lacks=_lacks(gate, result),
        predicate=target,
        passed=gate.passed,
        total=explaining.figure(result.score.earned),
        answered=result.score.answered,
        questions=result.score.questions,
    )


def _lacks(gate: Gate, result: Result) -> tuple[Lack, ...]:
    """Return the thresholds that are nearest to being reached, the one that lacks the fewest points first."""
    nearest = sorted(gate.failing, key=lambda check: check.missing)
    return tuple(
        Lack(
            wording.check_name(check.id, result.instrument),
            _("kurang %(missing)s dari %(minimum)s")
            % {"missing": explaining.up(check.missing), "minimum": wording.plain(check.minimum)},
        )
        for check in nearest[:NEAREST]
    )
