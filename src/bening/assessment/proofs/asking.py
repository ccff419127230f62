"""What a question asks to be shown, and what was answered there: the words in which evidence is asked."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from bening.assessment.models import Assessment
from bening.assessment.queries import Result
from bening.domain.instrument import Proof, Question, Ratio
from bening.domain.scoring import Score
from bening.evidence import ports, slots
from bening.evidence.claims import Asked


def slots_of(assessment: Assessment, questions: Iterable[Question]) -> Mapping[str, tuple[Proof, ...]]:
    """Return the proofs that each question asks for: the instansi's own list where there is one. One query."""
    own = slots.rules_of(assessment.unit.instansi_id, assessment.instrument)
    return {question.id: own.get(question.id, question.proofs) for question in questions}


def asked(assessment: Assessment, questions: Iterable[Question], result: Result) -> Mapping[str, Asked]:
    """Return what the checks need to know of the unit's answers to these questions."""
    every = list(questions)
    wanted = slots_of(assessment, every)
    scores = {node.id: node for node in result.score.walk()}
    return {one.id: _asked(assessment, one, wanted[one.id], scores[one.id], result) for one in every}


def _asked(
    assessment: Assessment, question: Question, wanted: tuple[Proof, ...], scored: Score, result: Result
) -> Asked:
    register = None
    if question.register:
        register = ports.finding(question.register, unit=assessment.unit_id, year=assessment.year)
    return Asked(
        slots=wanted,
        top=bool(scored.answered) and scored.earned >= scored.possible,
        given=_counts(question, result) if register else None,
        register=register,
    )


def _counts(question: Question, result: Result) -> tuple[Decimal, Decimal] | None:
    """Return what was counted as done and as due, once all of it is filled in."""
    answer, scale = result.answers.get(question.id), question.scale
    if not isinstance(scale, Ratio) or not isinstance(answer, Mapping):
        return None
    if any(key not in answer for key in (*scale.numerator.keys, *scale.denominator.keys)):
        return None
    return Decimal(scale.numerator.of(answer)), Decimal(scale.denominator.of(answer))
