"""An LKE edition as plain, immutable values: what is asked, what it weighs, what must be reached.

The tree is ``total ▸ pengungkit ▸ P, R ▸ areas ▸ sub-areas ▸ questions`` and ``total ▸ H ▸ H.1, H.2 ▸ questions``
(Permenpan RB 90/2021 Lampiran III). Weights are points out of 100.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Option:
    """One letter of a scale and the share of the weight it earns (0 to 1)."""

    letter: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Choice:
    """A scale of options, best first, such as A/B/C."""

    id: str
    options: tuple[Option, ...]

    def value_of(self, letter: str) -> Decimal:
        """Return the share that ``letter`` earns; KeyError when the scale does not have it."""
        for option in self.options:
            if option.letter == letter:
                return option.value
        raise KeyError(letter)


@dataclass(frozen=True, slots=True)
class CountInput:
    """A whole number that a person types so that a percentage can be computed."""

    key: str
    label: str
    soal_id: int | None = None
    row: int | None = None
    annex_row: int | None = None


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum of counts with signs, such as ``lalu - kini``."""

    terms: tuple[tuple[int, str], ...]

    def of(self, counts: Mapping[str, int]) -> int:
        return sum(sign * counts[key] for sign, key in self.terms)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for _, key in self.terms)

    def __str__(self) -> str:
        text = " ".join(f"{'-' if sign < 0 else '+'} {key}" for sign, key in self.terms)
        return text.removeprefix("+ ")


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A total that the 2021 worksheet lets a person type beside the counts it should be the sum of."""

    key: str
    label: str
    annex_row: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """A percentage computed from counts, clamped to 0..1.

    ``nothing_due`` is the share when numerator and denominator are both zero, ``nothing_due_but`` when only the
    denominator is; ``official`` tells whether a regulation or the ministry's worksheet fixes the first
    (otherwise it is *bukan ketentuan* and an evaluator must confirm it). ``may_exceed`` allows more done than due.
    """

    id: str
    inputs: tuple[CountInput, ...]
    numerator: Linear
    denominator: Linear
    nothing_due: Decimal
    nothing_due_but: Decimal
    official: bool = False
    may_exceed: bool = False
    stated_total: StatedTotal | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(entry.key for entry in self.inputs)


@dataclass(frozen=True, slots=True)
class Index:
    """A survey index from 0 to ``top``; it earns index / top."""

    id: str
    top: Decimal


Scale = Choice | Ratio | Index


PERIODS = ("sekali", "tahun", "semester", "triwulan", "bulan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A named place for proof under a question: which kinds of document fill it, how often it is due, signed or not.

    ``every`` is one of `PERIODS`; what is due once stays good in later years. ``kinds`` are kinds of document.
    """

    key: str
    name: str
    kinds: tuple[str, ...] = ()
    every: str = "tahun"
    signed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A scored item. ``weight`` is None when the items of a sub-area share its weight equally."""

    id: str
    letter: str
    short: str
    text: str
    scale: Scale
    weight: Decimal | None = None
    criteria: tuple[tuple[str, str], ...] = ()
    evidence: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    note: str = ""
    proofs: tuple[Proof, ...] = ()
    register: str = ""  # the register whose counts the answer should agree with
    soal_id: int | None = None
    row: int | None = None
    annex_row: int | None = None

    @property
    def type(self) -> str:
        return self.scale.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Something that holds parts. ``shared`` branches give each part an equal share of their weight."""

    id: str
    name: str
    weight: Decimal
    parts: tuple["Branch | Question", ...]
    shared: bool = False
    numeral: str = ""
    row: int | None = None
    annex_row: int | None = None

    def walk(self) -> Iterator["Branch | Question"]:
        """Yield this branch and all below it, parents first."""
        yield self
        for part in self.parts:
            if isinstance(part, Branch):
                yield from part.walk()
            else:
                yield part


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What one predicate demands, in points; ``areas`` is keyed by area number 1..6 (Lampiran II Tabel 6)."""

    total: Decimal
    pengungkit: Decimal
    areas: tuple[tuple[int, Decimal], ...]
    results: tuple[tuple[str, Decimal], ...]
    requires: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KawasanThresholds:
    """What a region (kawasan) needs: every unit's predicate and the integration score (its scale is not stated)."""

    all_units: str
    integration: Decimal
    requires: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrerequisiteRules:
    """Permenpan RB 5/2024 Tabel 5, per predicate where the two differ."""

    bpk_opinion: str
    sakip: Mapping[str, str]
    rb_index: Mapping[str, Mapping[str, str]]
    spip_min: Decimal
    tlhp_percent: Decimal
    wealth_reports_percent: Decimal
    years_built_min: int
    internal_sakip: Mapping[str, str]
    cooldown_years: int
    practice_years_of_wbk: int


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """One edition of the LKE. Frozen: an edition that any unit has opened is never changed."""

    id: str
    title: str
    legal_basis: tuple[str, ...]
    valid_from: date
    root: Branch
    scales: tuple[Choice, ...]
    thresholds: Mapping[str, Thresholds]
    kawasan: Mapping[str, KawasanThresholds]
    kawasan_aspects: tuple[str, ...]
    prerequisites: PrerequisiteRules
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Return the scored questions by id, in the order of the sheet."""
        return {node.id: node for node in self.root.walk() if isinstance(node, Question)}

    @cached_property
    def branches(self) -> Mapping[str, Branch]:
        return {node.id: node for node in self.root.walk() if isinstance(node, Branch)}

    @cached_property
    def parents(self) -> Mapping[str, Branch]:
        """Return the branch that holds each node, by the node's id."""
        return {part.id: branch for branch in self.branches.values() for part in branch.parts}

    def weight_of(self, question: Question) -> Decimal:
        """Return the points that a full answer earns."""
        if question.weight is not None:
            return question.weight
        parent = self.parents[question.id]
        return parent.weight / len(parent.parts)
