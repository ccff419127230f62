"""What if: other answers by name, tried and never stored. No Django.

A name is a question's id, or the id and a count's key: ``P.1.i.a=Ya``, ``R.1.i.a.agen=3``. An empty text takes the
answer away. What equals the present answer is no change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from gettext import gettext as _

from bening.assessment import wording
from bening.assessment.inputs import Fault, fault
from bening.domain.answers import Answer, AnswerRefused, Answers, parse
from bening.domain.instrument import Instrument, Question, Ratio

MOST_NAMES = 300
LONGEST_TEXT = 60


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that is other than it stands."""

    question: Question
    words: str


@dataclass(frozen=True, slots=True)
class Supposed:
    """The answers as supposed, what differs, what was refused, and the names that say it shortest."""

    answers: Answers
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def suppose(given: Mapping[str, str], answers: Answers, instrument: Instrument) -> Supposed:
    """Return ``answers`` with what was given put over them; what breaks a rule changes nothing and is told."""
    if len(given) > MOST_NAMES:
        message = _("Terlalu banyak isian: %(count)s, paling banyak %(most)s.")
        figures = {"count": len(given), "most": MOST_NAMES}
        return Supposed(answers, faults=(Fault("too_many", message % figures, _("Ubah lebih sedikit soal.")),))
    asked, faults = _by_question(given, instrument)
    after, changes, names = dict(answers), list[Change](), dict[str, str]()
    for id, typed in asked.items():
        question, now = instrument.questions[id], answers.get(id)
        try:
            wanted = parse(question, _put_over(question, now, typed))
        except AnswerRefused as refused:
            faults.extend(fault(one, instrument) for one in refused.refusals)
            continue
        if wanted == now:
            continue
        if wanted is None:
            del after[id]
        else:
            after[id] = wanted
        changes.append(Change(question, _told(question, now, wanted)))
        names |= names_of(question, now, wanted)
    return Supposed(after, tuple(changes), tuple(faults), names)


def fields(question: Question) -> dict[str, str]:
    """Return the names under which a question is given, each with its count's key ("" for the whole answer)."""
    if not isinstance(question.scale, Ratio):
        return {question.id: ""}
    stated = [question.scale.stated_total.key] if question.scale.stated_total else []
    return {f"{question.id}.{key}": key for key in (*question.scale.keys, *stated)}


def text_of(answer: Answer | None, key: str = "") -> str:
    """Return what stands in a field for ``answer``."""
    if isinstance(answer, Mapping):
        answer = answer.get(key)  # type: ignore[assignment]  # a whole number, written below
    if answer is None:
        return ""
    return f"{answer:f}".replace(".", ",") if isinstance(answer, Decimal) else str(answer)


def _told(question: Question, before: Answer | None, after: Answer | None) -> str:
    if after is None:
        return f"{wording.answer_text(question, before)} → {wording.answer_text(question, None)}"
    return wording.change(question, before, after)


def names_of(question: Question, before: Answer | None, after: Answer | None) -> dict[str, str]:
    """Return the names and texts that lead from one answer to another."""
    texts = {name: (text_of(before, key), text_of(after, key)) for name, key in fields(question).items()}
    return {name: new for name, (old, new) in texts.items() if old != new}


def _by_question(given: Mapping[str, str], instrument: Instrument) -> tuple[dict[str, dict[str, str]], list[Fault]]:
    known = {name: (id, key) for id, question in instrument.questions.items() for name, key in fields(question).items()}
    asked: dict[str, dict[str, str]] = {}
    faults = []
    for name, text in given.items():
        if name not in known:
            message = _("“%(name)s” bukan soal atau masukan instrumen ini.") % {"name": name[:LONGEST_TEXT]}
            faults.append(Fault("unknown_question", message, _("Pakai formulir di bawah.")))
            continue
        id, key = known[name]
        asked.setdefault(id, {})[key] = text
    return asked, faults


def _put_over(question: Question, now: Answer | None, typed: Mapping[str, str]) -> str | dict[str, object]:
    if not isinstance(question.scale, Ratio):
        return typed[""]
    return {**(now if isinstance(now, Mapping) else {}), **typed}
