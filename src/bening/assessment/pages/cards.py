"""What a question looks like on its page: made here, so that the template only shows. No reading, no writing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from bening.assessment import wording
from bening.assessment.models import Revision
from bening.assessment.proofs.panels import Panel
from bening.domain.answers import AnswerRefused, Counts
from bening.domain.instrument import Choice, Index, Instrument, Question, Ratio
from bening.domain.scoring import Score

FOUR_PLACES = Decimal("0.0001")
COUNT = "count."  # how the form names a count: count.agen

Typed = Mapping[str, str]  # a form as it was sent
Errors = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class OptionBox:
    """One choice: its letter, what it means, the share of the points it earns."""

    letter: str
    words: str
    share: str
    id: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class CountBox:
    """One number to type."""

    name: str
    label: str
    id: str
    value: str
    errors: list[str]
    stated: bool = False

    @property
    def described_by(self) -> str:
        return f"petunjuk-{self.id} galat-{self.id}" if self.stated else f"galat-{self.id}"


@dataclass(frozen=True, kw_only=True)
class Card:
    """A question with what stands there, or with what was typed and could not be kept."""

    question: Question
    scored: Score
    given: Any  # the answer as it stands in JSON
    revision: Revision | None = None
    seen: int = 0
    typed: Typed | None = None
    errors: Errors = field(default_factory=dict)
    clash: "Clash | None" = None
    unit_side: "Side | None" = None
    panel: Panel | None = None  # how the proofs stand; a card that only tells of a save has none

    @property
    def slug(self) -> str:
        return slug(self.question.id)

    @property
    def anchor(self) -> str:
        return anchor(self.question.id)

    @property
    def heading(self) -> str:
        """Return the level of its heading: the questions of Hasil have no sub-area above them."""
        return "h3" if self.question.id.startswith("H.") else "h4"

    @property
    def kind(self) -> str:
        return {Choice: "choice", Ratio: "ratio", Index: "index"}[type(self.question.scale)]

    @property
    def possible_words(self) -> str:
        return _("dari %(possible)s poin") % {"possible": self.possible}

    @property
    def note(self) -> str:
        return self._text("note")

    @property
    def link(self) -> str:
        return self._text("link")

    def _text(self, name: str) -> str:
        if self.typed is not None:
            return self.typed.get(name, "")
        return str(getattr(self.revision, name)) if self.revision else ""

    @property
    def links(self) -> list[tuple[str, str]]:
        return links(self.link)

    @property
    def options(self) -> list[OptionBox]:
        if not isinstance(self.question.scale, Choice):
            return []
        chosen = self.typed.get("answer", "") if self.typed is not None else self.given
        words = dict(self.question.criteria)
        return [
            OptionBox(
                letter=option.letter,
                words=words.get(option.letter, ""),
                share=wording.plain(option.value),
                id=f"{self.slug}-{option.letter}",
                chosen=option.letter == chosen,
            )
            for option in self.question.scale.options
        ]

    @property
    def counts(self) -> list[CountBox]:
        scale = self.question.scale
        if not isinstance(scale, Ratio):
            return []
        boxes = [self._count(entry.key, entry.label) for entry in scale.inputs]
        total = scale.stated_total
        if total and (total.key in (self.given or {}) or COUNT + total.key in (self.typed or {})):
            boxes.append(self._count(total.key, total.label, stated=True))
        return boxes

    def _count(self, key: str, label: str, *, stated: bool = False) -> CountBox:
        name = COUNT + key
        value = self.typed.get(name, "") if self.typed is not None else (self.given or {}).get(key, "")
        return CountBox(name, label, f"{self.slug}-{key}", str(value), list(self.errors.get(name, [])), stated)

    @property
    def blank(self) -> bool:
        return not any(option.chosen for option in self.options)

    @property
    def answer_errors(self) -> list[str]:
        return list(self.errors.get("answer", []))

    @property
    def note_errors(self) -> list[str]:
        return list(self.errors.get("note", []))

    @property
    def link_errors(self) -> list[str]:
        return list(self.errors.get("link", []))

    @property
    def answer_text(self) -> str:
        return wording.answer_text(self.question, _answer(self.given))

    @property
    def earned(self) -> str:
        """Return the points cut off, not rounded, so that they never seem more than they are."""
        return wording.plain(self.scored.earned.quantize(FOUR_PLACES, rounding=ROUND_FLOOR))

    @property
    def possible(self) -> str:
        return wording.plain(self.scored.possible)

    @property
    def index(self) -> str:
        if self.typed is not None:
            return self.typed.get("answer", "")
        return "" if self.given is None else wording.plain(Decimal(str(self.given)), 9)

    @property
    def top(self) -> str:
        return wording.plain(self.question.scale.top) if isinstance(self.question.scale, Index) else ""

    @property
    def guide(self) -> str:
        """Return what a number means, where a choice would show its criteria."""
        return " ".join(words for _letter, words in self.question.criteria)

    @property
    def why(self) -> str:
        return wording.why(self.scored.why, self.question)

    @property
    def unofficial(self) -> bool:
        return self.scored.why.rule == "nothing_due" and not self.scored.why.values["official"]

    @property
    def two_totals(self) -> str:
        """Return both totals when the one that was typed is not the sum of its parts."""
        scale = self.question.scale
        if not isinstance(scale, Ratio) or not isinstance(self.given, Mapping):
            return ""
        return two_totals(scale, self.given)

    @property
    def fields(self) -> Iterator[tuple[str, list[str]]]:
        """Yield every field's id with what is wrong there, so that a save also clears what was mended."""
        yield f"{self.slug}-answer", self.answer_errors
        for box in self.counts:
            yield box.id, box.errors
        yield f"{self.slug}-note", self.note_errors
        yield f"{self.slug}-link", self.link_errors


@dataclass(frozen=True, slots=True)
class Side:
    """An answer as people read it, with its note and link."""

    answer: str
    note: str
    links: list[tuple[str, str]]
    link: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which two texts differ."""

    name: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else's newer answer beside the text that met it."""

    newest: Revision
    differences: list[Difference]


def slug(question_id: str) -> str:
    """Return an id that needs no escaping in a selector."""
    return question_id.replace(".", "-")


def anchor(question_id: str) -> str:
    return f"soal-{slug(question_id)}"


def side(question: Question, revision: Revision) -> Side:
    answer = wording.answer_text(question, _answer(revision.answer))
    meaning = dict(question.criteria).get(answer) if isinstance(question.scale, Choice) else None
    return Side(f"{answer}: {meaning}" if meaning else answer, revision.note, links(revision.link), revision.link)


def clash(question: Question, newest: Revision, aside: Revision) -> Clash:
    return Clash(newest, differences(question, newest, aside))


def differences(question: Question, one: Revision, other: Revision) -> list[Difference]:
    """Return the fields in which two revisions differ, as people read them."""
    left, right = side(question, one), side(question, other)
    pairs = [
        (_("Jawaban"), left.answer, right.answer),
        (_("Catatan"), left.note, right.note),
        (_("Tautan bukti"), left.link, right.link),
    ]
    empty = _("(kosong)")
    return [Difference(name, a or empty, b or empty) for name, a, b in pairs if a != b]


def _answer(given: Any) -> Any:  # noqa: ANN401 -- a JSON value becomes an answer
    return Decimal(given) if isinstance(given, str) and given[:1].isdigit() else given


def links(text: str) -> list[tuple[str, str]]:
    """Return the addresses in a text, each with its host; only what a browser may follow safely."""
    found = []
    for word in text.split():
        try:
            parts = urlsplit(word)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.hostname:
            found.append((word, parts.hostname))
    return found


def two_totals(scale: Ratio, counts: Counts) -> str:
    total = scale.stated_total
    if total is None or total.key not in counts or any(key not in counts for key in scale.denominator.keys):
        return ""
    parts, stated = scale.denominator.of(counts), counts[total.key]
    if parts == stated:
        return ""
    sentence = _("Jumlah bagiannya %(parts)s, yang dinyatakan %(stated)s. Perhitungan memakai yang dinyatakan.")
    return sentence % {"parts": wording.number(parts), "stated": wording.number(stated)}


def refusals(refused: AnswerRefused, instrument: Instrument) -> dict[str, list[str]]:
    """Return what is wrong and how to mend it, by the field of the form."""
    errors: dict[str, list[str]] = {}
    for one in refused.refusals:
        field_name = COUNT + one.key if one.key else "answer"
        errors.setdefault(field_name, []).append(" ".join(wording.refusal(one, instrument)))
    return errors


def given_by(question: Question, form: Typed) -> Any:  # noqa: ANN401 -- what ``parse`` takes
    """Return what a form says of a question, as ``parse`` wants it."""
    if not isinstance(question.scale, Ratio):
        return form.get("answer", "")
    return {name.removeprefix(COUNT): value for name, value in form.items() if name.startswith(COUNT)}


def form_of(question: Question, given: Any) -> list[tuple[str, str]]:  # noqa: ANN401 -- a JSON value
    """Return the fields of a form that would say ``given``."""
    if isinstance(question.scale, Ratio):
        return [(COUNT + key, str(value)) for key, value in (given or {}).items()]
    return [("answer", "" if given is None else str(given))]
