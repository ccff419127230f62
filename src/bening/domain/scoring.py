"""Turn answers into a score that can explain itself.

A choice earns the value of its letter, a percentage its clamped ratio, an index index / top. A sub-area earns the
mean of its questions times its weight; everything above is a sum (Permenpan RB 90/2021 Lampiran III; the ministry's
worksheet). Nothing here reads a clock, a file or a database, and nothing is rounded: rounding is for the page.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from bening.domain.answers import Answer, Answers, Counts, due_of, missing
from bening.domain.instrument import Branch, Choice, Index, Question, Ratio

NOTHING, EVERYTHING = Decimal(0), Decimal(1)


class Blank(StrEnum):
    """How a question without an answer counts."""

    ZERO = "zero"  # the official reading here: it earns nothing (docs/decisions/0002)
    SKIP = "skip"  # the old worksheet's: AVERAGE passes over it


class Why(NamedTuple):
    """The rule by which a node earned what it earned, and the figures that went into it."""

    rule: str
    values: Mapping[str, object]


class Score(NamedTuple):
    """What a node earned of what was possible, in points, and why."""

    id: str
    earned: Decimal
    possible: Decimal
    why: Why
    parts: tuple["Score", ...] = ()
    answered: int = 0
    questions: int = 1

    def walk(self) -> Iterator["Score"]:
        """Yield this score and all below it, parents first."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.parts))

    def points(self) -> dict[str, Decimal]:
        """Return what every node earned, by its id."""
        return {node.id: node.earned for node in self.walk()}


NOT_ANSWERED = Why("blank", {})


def score(root: Branch, answers: Answers, blank: Blank = Blank.ZERO) -> Score:
    """Return the score of ``root`` and of everything below it; ``answers`` must have been parsed."""
    if root.shared:
        return _mean(root, answers, blank)
    parts = tuple(
        score(part, answers, blank) if isinstance(part, Branch) else _question(part, answers, part.weight or NOTHING)
        for part in root.parts
    )
    return Score(
        id=root.id,
        earned=sum((part.earned for part in parts), start=NOTHING),
        possible=root.weight,
        why=Why("sum", {"parts": len(parts)}),
        parts=parts,
        answered=sum(part.answered for part in parts),
        questions=sum(part.questions for part in parts),
    )


def _mean(branch: Branch, answers: Answers, blank: Blank) -> Score:
    """Score a sub-area: the mean of its questions times its weight."""
    valued = [(part, *share_of(part, answers.get(part.id))) for part in branch.parts if isinstance(part, Question)]
    answered, total = 0, NOTHING
    for _, share, _ in valued:
        if share is not None:
            answered += 1
            total += share
    counted = answered if blank is Blank.SKIP else len(valued)
    possible = branch.weight / len(valued)
    parts = tuple(
        [  # a list first, and no names: this line is run a hundred times for each answer that is saved
            Score(
                question.id,
                branch.weight * share / counted if share else NOTHING,
                possible,
                why,
                (),
                int(share is not None),
            )
            for question, share, why in valued
        ]
    )
    return Score(
        id=branch.id,
        earned=branch.weight * total / counted if counted else NOTHING,
        possible=branch.weight,
        why=Why("mean", {"sum": total, "counted": counted, "questions": len(valued), "weight": branch.weight}),
        parts=parts,
        answered=answered,
        questions=len(valued),
    )


def _question(question: Question, answers: Answers, weight: Decimal) -> Score:
    share, why = share_of(question, answers.get(question.id))
    return Score(
        id=question.id,
        earned=weight * (share or NOTHING),
        possible=weight,
        why=why,
        answered=int(share is not None),
    )


def share_of(question: Question, answer: Answer | None) -> tuple[Decimal | None, Why]:
    """Return the share of its weight (0 to 1) that ``answer`` earns, None when it is blank, and why."""
    if answer is None:
        return None, NOT_ANSWERED
    match question.scale:
        case Choice() as scale:
            value = scale.value_of(str(answer))
            return value, Why("option", {"letter": answer, "value": value})
        case Index(top=top):
            index = Decimal(str(answer))
            share = min(max(index / top, NOTHING), EVERYTHING)
            return share, Why("index", {"index": index, "top": top, "value": share})
        case Ratio() as scale:
            return _ratio(scale, answer if isinstance(answer, Mapping) else {})


def _ratio(scale: Ratio, counts: Counts) -> tuple[Decimal | None, Why]:
    lacking = missing(scale, counts)
    if lacking:
        return None, Why("counts_missing", {"missing": tuple(entry.key for entry in lacking)})
    done, due = scale.numerator.of(counts), due_of(scale, counts)
    if due == 0:
        both = not any(counts[key] for key in scale.numerator.keys)
        share = scale.nothing_due if both else scale.nothing_due_but
        return share, Why("nothing_due", {"value": share, "official": scale.official and both})
    ratio = Decimal(done) / Decimal(due)
    share = min(max(ratio, NOTHING), EVERYTHING)
    return share, Why("ratio", {"done": done, "due": due, "ratio": ratio, "value": share})
