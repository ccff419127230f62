"""What a person may answer, and why an answer is refused.

An answer is a letter for a choice, a ``Decimal`` for an index, and a mapping of whole numbers for a percentage.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from bening.domain.instrument import Choice, CountInput, Index, Question, Ratio

Counts = Mapping[str, int]
Answer = str | Decimal | Counts
Answers = Mapping[str, Answer]

LARGEST_COUNT = 10_000_000
LONGEST_NUMBER = 40
GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")
TOLD_APART = re.compile(r",\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer cannot be taken: the rule that it breaks, the count it concerns, what was given."""

    rule: str
    question: str
    given: str
    key: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


class AnswerRefused(Exception):
    """The answer breaks one or more rules of its question."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(f"{r.question}: {r.rule} ({r.given})" for r in refusals))
        self.refusals = refusals


def parse(question: Question, given: Any) -> Answer | None:  # noqa: ANN401 -- it comes from a cell, a form or JSON
    """Return the answer that ``given`` stands for, None when it is blank.

    Raises AnswerRefused with every rule that it breaks.
    """
    match question.scale:
        case Choice() as scale:
            return _letter(question, scale, given)
        case Index() as scale:
            return _index(question, scale, given)
        case Ratio() as scale:
            return _counts(question, scale, given)


def is_blank(given: Any) -> bool:  # noqa: ANN401 -- as parse
    return given is None or (isinstance(given, str) and not given.strip())


def _letter(question: Question, scale: Choice, given: Any) -> str | None:  # noqa: ANN401 -- as parse
    if is_blank(given):
        return None
    if isinstance(given, str):
        folded = given.strip().casefold()
        for option in scale.options:
            if option.letter.casefold() == folded:
                return option.letter
    letters = "/".join(option.letter for option in scale.options)
    raise AnswerRefused(Refusal("outside_scale", question.id, str(given)[:LONGEST_NUMBER], values={"allowed": letters}))


def _number(question: Question, given: Any, key: str | None = None) -> Decimal:  # noqa: ANN401 -- as parse
    """Return ``given`` as an exact number; a decimal comma is understood."""
    text = str(given).strip()
    refusal = Refusal("not_a_number", question.id, text[:LONGEST_NUMBER], key)
    if isinstance(given, bool) or len(text) > LONGEST_NUMBER or "_" in text:
        raise AnswerRefused(refusal)
    try:
        number = Decimal(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except InvalidOperation:
        raise AnswerRefused(refusal) from None
    if not number.is_finite() or int(number.as_tuple().exponent) < -LONGEST_NUMBER:
        raise AnswerRefused(refusal)  # 1e-99999999 is short to type and a hundred million digits to write out
    return number or abs(number)  # and minus nothing is nothing


def _index(question: Question, scale: Index, given: Any) -> Decimal | None:  # noqa: ANN401 -- as parse
    if is_blank(given):
        return None
    number = _number(question, given)
    if not 0 <= number <= scale.top:
        raise AnswerRefused(Refusal("outside_index", question.id, str(given), values={"top": str(scale.top)}))
    return number


def _count(question: Question, key: str, given: Any) -> int:  # noqa: ANN401 -- as parse
    if isinstance(given, str):
        if GROUPED.fullmatch(given.strip()):  # 1.000 is a thousand here; read as a decimal it would pass for one
            given = given.replace(".", "")
        elif TOLD_APART.search(given):  # 1,000: one to us, a thousand to an English sheet, so nobody guesses
            raise AnswerRefused(Refusal("fractional_count", question.id, given.strip()[:LONGEST_NUMBER], key))
    number = _number(question, given, key)
    if number < 0:
        raise AnswerRefused(Refusal("negative_count", question.id, str(given), key))
    if number > LARGEST_COUNT:
        raise AnswerRefused(Refusal("count_too_large", question.id, str(given), key))
    if number != number.to_integral_value():
        raise AnswerRefused(Refusal("fractional_count", question.id, str(given), key))
    return int(number)


def _counts(question: Question, scale: Ratio, given: Any) -> Counts | None:  # noqa: ANN401 -- as parse
    if is_blank(given):
        return None
    if not isinstance(given, Mapping):
        raise AnswerRefused(
            Refusal("counts_expected", question.id, str(given)[:LONGEST_NUMBER], values={"keys": ", ".join(scale.keys)})
        )
    known = [*scale.keys, *([scale.stated_total.key] if scale.stated_total else [])]
    refusals = [
        Refusal("unknown_count", question.id, str(key)[:LONGEST_NUMBER], str(key)[:LONGEST_NUMBER])
        for key in given
        if key not in known
    ]
    counts: dict[str, int] = {}
    for key in known:
        if is_blank(given.get(key)):
            continue
        try:
            counts[key] = _count(question, key, given[key])
        except AnswerRefused as refused:
            refusals.extend(refused.refusals)
    if not refusals:
        refusals.extend(_more_than_due(question, scale, counts))
    if refusals:
        raise AnswerRefused(*refusals)
    return counts or None


def _more_than_due(question: Question, scale: Ratio, counts: Counts) -> list[Refusal]:
    """Nothing can be done more often than it was due, except where the scale says so."""
    if scale.may_exceed or missing(scale, counts) or len(scale.numerator.terms) > 1:
        return []
    done, due = scale.numerator.of(counts), due_of(scale, counts)
    if done <= due:
        return []
    return [Refusal("more_than_due", question.id, str(done), scale.numerator.keys[0], {"due": str(due)})]


def due_of(scale: Ratio, counts: Counts) -> int:
    """Return the denominator: the total a person typed where there is one, the sum of the counts otherwise."""
    if scale.stated_total and scale.stated_total.key in counts:
        return counts[scale.stated_total.key]
    return scale.denominator.of(counts)


def missing(scale: Ratio, counts: Counts) -> tuple[CountInput, ...]:
    """Return the counts that are still blank; every one is asked for, also those that the ratio leaves unused."""
    return tuple(entry for entry in scale.inputs if entry.key not in counts)
