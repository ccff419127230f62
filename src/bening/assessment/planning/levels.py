"""The ways up for one question: every better answer, and how many steps away it is.

A choice rises option by option. An index and a percentage have no steps of their own; how large one is taken to be
(``StepSizes``) is a setting of ours, *bukan ketentuan*.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from bening.domain.answers import Answer, Counts, due_of, missing
from bening.domain.instrument import Choice, Index, Instrument, Question, Ratio
from bening.domain.scoring import NOTHING, share_of


@dataclass(frozen=True, slots=True)
class StepSizes:
    """How far one step goes where the instrument has none. *Bukan ketentuan*: no rule fixes these."""

    index: Decimal = Decimal("0.1")
    shares: tuple[Decimal, ...] = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1))


STEP_SIZES = StepSizes()


@dataclass(frozen=True, slots=True)
class Level:
    """A better answer. ``answer`` is what scoring reads, ``to`` what a person is told.

    The two differ only where there are no counts to raise yet: then ``to`` is the share to reach, and ``answer``
    holds counts that stand for it.
    """

    to: Answer | Mapping[str, str]
    answer: Answer
    share: Decimal
    steps: int


def levels(question: Question, answer: Answer | None, sizes: StepSizes = STEP_SIZES) -> tuple[Level, ...]:
    """Return every answer that earns more than ``answer``, nearest first; a blank earns nothing."""
    now = share_of(question, answer)[0] or NOTHING
    match question.scale:
        case Choice() as scale:
            found = _better_letters(scale, answer)
        case Index() as scale:
            found = _higher_indexes(scale, answer, sizes)
        case Ratio() as scale:
            found = _larger_shares(question, scale, answer, now, sizes)
    return tuple(level for level in found if level.share > now)


def of_the_past(instrument: Instrument) -> frozenset[str]:
    """Return the questions that only rise when what has happened had not: fewer violations this year than there were.

    Their numerator takes something away. Nobody can do that afterwards, so who plans locks them unless told otherwise.
    """
    return frozenset(
        id
        for id, question in instrument.questions.items()
        if isinstance(question.scale, Ratio) and any(sign < 0 for sign, _key in question.scale.numerator.terms)
    )


def _better_letters(scale: Choice, answer: Answer | None) -> list[Level]:
    """One step per option passed; a blank stands where the lowest option stands."""
    climb = tuple(reversed(scale.options))
    letters = [option.letter for option in climb]
    start = 0 if answer is None else letters.index(str(answer))
    return [
        Level(to=option.letter, answer=option.letter, share=option.value, steps=height - start)
        for height, option in enumerate(climb)
        if height >= start
    ]


def _higher_indexes(scale: Index, answer: Answer | None, sizes: StepSizes) -> list[Level]:
    now = NOTHING if answer is None else Decimal(str(answer))
    passed = int((now / sizes.index).to_integral_value(ROUND_FLOOR))
    last = int((scale.top / sizes.index).to_integral_value(ROUND_CEILING))
    reached = [min(sizes.index * number, scale.top) for number in range(passed + 1, last + 1)]
    return [
        Level(to=index, answer=index, share=index / scale.top, steps=steps)
        for steps, index in enumerate(reached, start=1)
    ]


def _larger_shares(
    question: Question, scale: Ratio, answer: Answer | None, now: Decimal, sizes: StepSizes
) -> list[Level]:
    """Raise the numerator to each share in turn; where nothing is counted yet, name the share itself."""
    counts = answer if isinstance(answer, Mapping) else {}
    if not missing(scale, counts):
        due = due_of(scale, counts)
        wanted = [_whole(share * due) for share in sizes.shares]
        found = _numbered(question, [_with_numerator(scale, counts, done) for done in dict.fromkeys(wanted)], now)
        if found or due:
            return found
    return [
        Level(to={"share": str(share)}, answer=stand_in, share=share, steps=steps)
        for steps, share in enumerate((share for share in sizes.shares if share > now), start=1)
        if (stand_in := _standing_for(scale, share)) is not None
    ]


def _numbered(question: Question, candidates: list[Counts | None], now: Decimal) -> list[Level]:
    """Return the counts that improve on ``now`` as levels, one step each."""
    found: list[Level] = []
    for counts in candidates:
        share = share_of(question, counts)[0] if counts is not None else None
        if counts is not None and share is not None and share > now:
            found.append(Level(to=counts, answer=counts, share=share, steps=len(found) + 1))
    return found


def _with_numerator(scale: Ratio, counts: Counts, done: int) -> Counts | None:
    """Return ``counts`` with a numerator of ``done``, reached by what is free to move; None when nothing is.

    A count that is also part of the denominator is a fact and stays, so that ``lalu - kini`` moves ``kini``.
    """
    short = done - scale.numerator.of(counts)
    for sign, key in scale.numerator.terms:
        moved = counts[key] + sign * short
        if key not in scale.denominator.keys and moved >= 0:
            return {**counts, key: moved}
    return None


def _standing_for(scale: Ratio, share: Decimal) -> Counts | None:
    """Return counts that earn exactly ``share``, for a question whose counts are not known."""
    done, due = share.as_integer_ratio()
    empty = dict.fromkeys(scale.keys, 0)
    for sign, key in scale.denominator.terms:
        if sign > 0:
            return _with_numerator(scale, {**empty, key: due}, done)
    return None


def _whole(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))
