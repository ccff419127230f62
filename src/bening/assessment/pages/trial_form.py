"""The fields with which a person tries other answers: one for each answer or count, with what stands now. No Django."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _

from bening.assessment import wording
from bening.assessment.inputs import Fault
from bening.assessment.pages.supposing import fields, text_of
from bening.domain.answers import Answer, Answers
from bening.domain.instrument import Branch, Choice, Index, Instrument, Question


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One input: a list of options, or a number when there are none."""

    name: str
    label: str
    value: str
    options: tuple[Option, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One question with its fields and what stands now."""

    id: str
    letter: str
    name: str
    now: str
    address: str
    fields: tuple[Field, ...]
    top: str = ""  # of an index


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one page; ``touched`` when one of them was changed or refused."""

    page: str
    name: str
    items: tuple[Item, ...]
    touched: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the form is made from: the answers that stand, the texts typed, what was refused."""

    instrument: Instrument
    answers: Answers
    typed: Mapping[str, str]
    faults: Sequence[Fault]
    address: Callable[[str], str]


def group(sheet: Sheet, page: str, name: str, branches: Sequence[Branch]) -> Group:
    """Return the fields of one page's questions."""
    questions = [node for branch in branches for node in branch.walk() if isinstance(node, Question)]
    return Group(
        page=page,
        name=name,
        items=tuple(_item(sheet, question) for question in questions),
        touched=any(name in sheet.typed for question in questions for name in fields(question)),
    )


def _item(sheet: Sheet, question: Question) -> Item:
    now = sheet.answers.get(question.id)
    return Item(
        id=question.id,
        letter=question.letter,
        name=question.short,
        now=wording.answer_text(question, now),
        address=sheet.address(question.id),
        fields=tuple(_field(sheet, question, now, name, key) for name, key in fields(question).items()),
        top=wording.plain(question.scale.top) if isinstance(question.scale, Index) else "",
    )


def _field(sheet: Sheet, question: Question, now: Answer | None, name: str, key: str) -> Field:
    value = sheet.typed.get(name, text_of(now, key))
    fault = next((f"{one.message} {one.fix}" for one in sheet.faults if one.cell in {name, question.id}), "")
    label = wording.count_label(question, key) if key else question.short
    return Field(name, label, value, _options(question, now, value), fault)


def _options(question: Question, now: Answer | None, value: str) -> tuple[Option, ...]:
    if not isinstance(question.scale, Choice):
        return ()
    criteria = dict(question.criteria)
    letters = [("", _("belum diisi")), *((one.letter, criteria.get(one.letter, "")) for one in question.scale.options)]
    return tuple(
        Option(
            value=letter,
            label=" · ".join(part for part in (letter, text, _("sekarang") if letter == (now or "") else "") if part),
            chosen=letter.casefold() == value.strip().casefold(),
        )
        for letter, text in letters
    )
