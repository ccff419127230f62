"""Hold an instrument against the ministry's master list and tell every difference: known, with its reason, or new.

Compared are the weights and names of sections, and of every soal its place, type, option values, weight, cells and
wording. Wording is compared loosely: case, punctuation, numbering, doubled words and slips of the pen do not count.
Criteria are our own words and are not compared.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher
from gettext import gettext as _
from pathlib import Path

from bening.assessment.editions.instrument_nodes import Node, read_node
from bening.assessment.editions.portalrb_master import Asked, Master, Section
from bening.domain.instrument import Branch, Choice, CountInput, Index, Instrument, Question, Ratio

KNOWN = Path(__file__).parents[1] / "instruments" / "known-differences"
SHEET = "Jawaban"
COLUMNS = ("K", "N", "L", "M", "Q")  # of unit answer, TPI answer, unit note, evidence, TPI note
TYPES = {"ya_tidak": "YT", "0-4": "NILAI_0_4", "jumlah": "JUMLAH"}
SLIP = 0.8  # how alike two words must be to be one word with a slip of the pen
NUMERAL = r"^\w{1,5}\.\s*"
ENOUGH = 0.5  # how much of a section must be the same for it to be the same section


@dataclass(frozen=True, slots=True)
class Difference:
    """``where`` is "soal 116" or "bagian 9"; ``why`` explains a known difference and is None for a new one."""

    where: str
    id: str | None
    field: str
    ours: str
    theirs: str
    why: str | None = None

    @property
    def pin(self) -> str:
        """Return what pins their value in the file of known differences; a wording is never copied, only its hash."""
        if self.field != "wording":
            return self.theirs
        return hashlib.sha256(" ".join(_words(self.theirs)).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Known:
    """What has been looked at before: differences by place, field and pin, and remarks without a difference."""

    differences: Mapping[tuple[str, str, str], str]
    remarks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    differences: tuple[Difference, ...]
    remarks: tuple[tuple[str, str], ...]

    @property
    def new(self) -> tuple[Difference, ...]:
        return tuple(difference for difference in self.differences if difference.why is None)

    @property
    def known(self) -> tuple[Difference, ...]:
        return tuple(difference for difference in self.differences if difference.why is not None)


def known(instrument_id: str) -> Known:
    """Return the known differences of an instrument, none when it has no file."""
    path = KNOWN / f"{instrument_id}.yaml"
    if not path.exists():
        return Known({}, ())
    root = read_node(path)
    root.only("differences", "remarks")
    return Known(
        differences=dict(_difference(node) for node in root.need("differences").items()),
        remarks=tuple((node.need("at").text(), node.need("why").text()) for node in root.need("remarks").items()),
    )


def _difference(node: Node) -> tuple[tuple[str, str, str], str]:
    node.only("at", "field", "theirs", "why")
    return (node.need("at").text(), node.need("field").text(), node.need("theirs").text()), node.need("why").text()


def compare(master: Master, instrument: Instrument, looked_at: Known) -> Comparison:
    """Return every difference between the two."""
    explained = []
    for difference in _differences(master, instrument):
        why = looked_at.differences.get((difference.where, difference.field, difference.pin))
        explained.append(replace(difference, why=why))
    asked = {f"soal {id}" for id in master.questions}
    return Comparison(tuple(explained), tuple(remark for remark in looked_at.remarks if remark[0] in asked))


@dataclass(frozen=True, slots=True)
class _Ours:
    """What we ask under one soal number: a question, or one count of a percentage."""

    question: Question
    count: CountInput | None = None

    @property
    def text(self) -> str:
        return self.count.label if self.count else " ".join((self.question.text, *self.question.items))

    @property
    def type(self) -> str:
        return "JUMLAH" if self.count else self.question.type

    @property
    def row(self) -> int | None:
        return self.count.row if self.count else self.question.row

    @property
    def weight(self) -> Decimal:
        """Return the item's own weight; where a sub-area is shared out the master list gives 0."""
        return Decimal(0) if self.count else self.question.weight or Decimal(0)

    @property
    def options(self) -> tuple[tuple[str, Decimal], ...]:
        match self.question.scale:
            case Choice(options=options):
                return tuple((option.letter, option.value) for option in options)
            case Index() | Ratio():
                return ()


def _soal_of(question: Question) -> Iterator[tuple[int | None, _Ours]]:
    if isinstance(question.scale, Ratio):
        yield from ((count.soal_id, _Ours(question, count)) for count in question.scale.inputs)
    else:
        yield question.soal_id, _Ours(question)


def _differences(master: Master, instrument: Instrument) -> Iterator[Difference]:
    ours = {id: found for question in instrument.questions.values() for id, found in _soal_of(question) if id}
    if master.stated is not None and master.stated != len(master.questions):
        yield Difference(_("daftar"), None, "total", str(len(master.questions)), str(master.stated))
    matched = {section.id: _same_section(section, instrument) for section in master.sections}
    for section in master.sections:
        yield from _of_section(section, matched[section.id], instrument)
    for id in sorted(ours.keys() | master.questions.keys()):
        if id not in master.questions:
            yield Difference(f"soal {id}", ours[id].question.id, "presence", ours[id].text, _("tidak ada"))
        elif id not in ours:
            yield Difference(f"soal {id}", None, "presence", _("tidak ada"), master.questions[id].text)
        else:
            yield from _of_soal(master.questions[id], ours[id], matched, instrument)


def _same_section(section: Section, instrument: Instrument) -> str | None:
    """Return the id of our node that is the same section: enough soal in common, and rather one of the same name.

    Of nodes that fit equally well the outermost is taken, so that a section is not mistaken for its only child.
    """
    best, fit = None, (False, 0.0)
    for node in instrument.root.walk():
        asked = _asked_below(node)
        shared = len(asked & section.asked) / len(asked | section.asked)
        if shared >= ENOUGH and (found := (_same_name(node, section), shared)) > fit:
            best, fit = node.id, found
    return best


def _same_name(node: Branch | Question, section: Section) -> bool:
    return alike(node.name if isinstance(node, Branch) else node.text, re.sub(NUMERAL, "", section.name))


def _asked_below(node: Branch | Question) -> set[int]:
    questions = [part for part in node.walk() if isinstance(part, Question)] if isinstance(node, Branch) else [node]
    return {id for question in questions for id, _ours in _soal_of(question) if id}


def _of_section(section: Section, id: str | None, instrument: Instrument) -> Iterator[Difference]:
    where = f"bagian {section.id}"
    if id is None:
        yield Difference(where, None, "presence", _("tidak ada"), section.name)
        return
    node = instrument.branches.get(id) or instrument.questions[id]
    weight = node.weight if isinstance(node, Branch) else instrument.weight_of(node)
    if weight != section.weight:
        yield Difference(where, id, "weight", f"{weight:f}", f"{section.weight:f}")
    if not _same_name(node, section):
        yield Difference(where, id, "wording", node.name if isinstance(node, Branch) else node.text, section.name)


def _of_soal(
    asked: Asked, ours: _Ours, matched: Mapping[int, str | None], instrument: Instrument
) -> Iterator[Difference]:
    question = ours.question
    parent = instrument.parents[question.id].id
    place = matched[asked.section]
    compared = [
        ("place", place in {question.id, parent}, parent, place or f"bagian {asked.section}"),
        ("type", ours.type == TYPES.get(asked.type.casefold(), asked.type), ours.type, asked.type),
        (
            "options",
            ours.options == asked.options,
            _listed(ours.options),
            _listed(asked.options),
        ),
        ("weight", ours.weight == asked.weight, f"{ours.weight:f}", f"{asked.weight:f}"),
        ("cell", *_cells(asked, ours)),
        ("wording", alike(ours.text, asked.text), ours.text, asked.text),
    ]
    for field, same, mine, theirs in compared:
        if not same:
            yield Difference(f"soal {asked.id}", question.id, field, mine, theirs)


def _cells(asked: Asked, ours: _Ours) -> tuple[bool, str, str]:
    mine = f"{SHEET}!{','.join(COLUMNS)} {ours.row}"
    theirs = f"{asked.sheet}!{','.join(asked.columns)} {asked.row}"
    return mine == theirs, mine, theirs


def _listed(options: tuple[tuple[str, Decimal], ...]) -> str:
    return ", ".join(f"{letter} {value:f}" for letter, value in options)


def alike(one: str, other: str) -> bool:
    """Tell whether two wordings are the same but for case, punctuation, numbering, doubled words and slips."""
    mine, theirs = _words(one), _words(other)
    for kind, start, end, from_, to in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if kind != "equal" and not _slips(mine[start:end], theirs[from_:to]):
            return False
    return True


def _slips(mine: list[str], theirs: list[str]) -> bool:
    """Tell whether the words differ only by slips of the pen; a figure never does."""
    return len(mine) == len(theirs) and all(
        one.isalpha() and other.isalpha() and SequenceMatcher(None, one, other).ratio() >= SLIP
        for one, other in zip(mine, theirs, strict=True)
    )


def _words(text: str) -> list[str]:
    """Return the words of a text, without the numbers of its lists and without doubled words."""
    unnumbered = re.sub(r"(?:^|\s)\d{1,2}\.\s", " ", text.casefold())
    words = re.findall(r"[a-z0-9]+", unnumbered)
    return [word for place, word in enumerate(words) if place == 0 or word != words[place - 1]]
