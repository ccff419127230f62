"""Answers as they stand in a JSON column: letters and counts as they are, an index as its exact text."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bening.domain.answers import Answer, Answers
from bening.domain.instrument import Index, Instrument, Question


def to_json(answer: Answer | None) -> Any:  # noqa: ANN401 -- a JSON value
    if isinstance(answer, Decimal):
        return f"{answer:f}"
    return dict(answer) if isinstance(answer, Mapping) else answer


def from_json(question: Question, value: Any) -> Answer | None:  # noqa: ANN401 -- a JSON value
    return Decimal(value) if value is not None and isinstance(question.scale, Index) else value


def answers_of(heads: Mapping[str, Mapping[str, Any]], instrument: Instrument) -> Answers:
    """Return the answers of a sheet's ``heads``; a question that its edition does not know is left out."""
    questions = instrument.questions
    return {
        id: from_json(questions[id], head["a"])  # type: ignore[misc]  # blanks are left out below
        for id, head in heads.items()
        if id in questions and head["a"] is not None
    }
