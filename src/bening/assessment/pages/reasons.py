"""Why a score is what it is: the tree down to the single question, what costs most, what no rule fixes. No Django."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from gettext import gettext as _

from bening.assessment import wording
from bening.assessment.pages.explaining import CENT, Result, digits, figure
from bening.domain.instrument import Branch, Question
from bening.domain.scoring import Score

Address = Callable[[str], str]  # where a question is answered


@dataclass(frozen=True, slots=True)
class Reason:
    """One node of the score: what it earned of what is possible, and why in a sentence."""

    id: str
    numeral: str
    name: str
    earned: Decimal
    possible: Decimal
    why: str
    answered: int
    questions: int
    parts: tuple["Reason", ...] = ()
    question: bool = False
    address: str = ""
    unofficial: bool = False

    @property
    def shown(self) -> str:
        return figure(self.earned)

    @property
    def possible_shown(self) -> str:
        return wording.plain(self.possible)

    @property
    def exact(self) -> str:
        return digits(self.earned)

    @property
    def rounded(self) -> bool:
        """Say whether the two decimals on the page hide more."""
        return self.earned != self.earned.quantize(CENT)

    @property
    def lost(self) -> Decimal:
        return self.possible - self.earned

    @property
    def lost_shown(self) -> str:
        return figure(self.lost)

    @property
    def filled(self) -> str:
        """Return how far the small bar beside it reaches, as an SVG length."""
        return f"{100 * self.earned / self.possible:.2f}%" if self.possible else "0%"

    @property
    def complete(self) -> str:
        return _("%(answered)s dari %(questions)s soal dijawab") % {
            "answered": self.answered,
            "questions": self.questions,
        }

    def walk(self) -> Iterator["Reason"]:
        yield self
        for part in self.parts:
            yield from part.walk()


def tree(result: Result, address: Address) -> Reason:
    """Return the whole score as reasons."""
    return _reason(result, result.score, address)


def _reason(result: Result, scored: Score, address: Address) -> Reason:
    if scored.id in result.instrument.questions:
        return _question(result.instrument.questions[scored.id], scored, address)
    branch = result.instrument.branches[scored.id]
    return Reason(
        id=scored.id,
        numeral=branch.numeral,
        name=branch.name,
        earned=scored.earned,
        possible=scored.possible,
        why=_together(branch, scored),
        answered=scored.answered,
        questions=scored.questions,
        parts=tuple(_reason(result, part, address) for part in scored.parts),
    )


def _together(branch: Branch, scored: Score) -> str:
    return wording.why(scored.why) if branch.shared or len(scored.parts) > 1 else ""


def _question(question: Question, scored: Score, address: Address) -> Reason:
    return Reason(
        id=question.id,
        numeral=question.letter,
        name=question.short,
        earned=scored.earned,
        possible=scored.possible,
        why=wording.why(scored.why, question),
        answered=scored.answered,
        questions=1,
        question=True,
        address=address(question.id),
        unofficial=scored.why.rule == "nothing_due" and not scored.why.values["official"],
    )


def questions(root: Reason) -> list[Reason]:
    return [one for one in root.walk() if one.question]


def losses(root: Reason, most: int) -> list[Reason]:
    """Return the questions that cost most points, at most ``most`` of them."""
    costly = sorted((one for one in questions(root) if one.lost > 0), key=lambda one: (-one.lost, one.id))
    return costly[:most]


def unofficial(root: Reason) -> list[Reason]:
    """Return the questions whose share is a default of ours because nothing was due."""
    return [one for one in questions(root) if one.unofficial]
