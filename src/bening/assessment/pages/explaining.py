"""Prepare what the pages of a result show: bars, checks, the tree of reasons. No Django, no reading, no writing.

Every figure travels twice: exact as a ``Decimal``, and as the text that stands on the page. This is one of the two
places where a number becomes text (the other is the page's own filter), and it never lets rounding hide a shortfall:
4,7996 against a minimum of 4,80 is shown as 4,7996.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cached_property
from gettext import gettext as _
from typing import Protocol

from bening.assessment import wording
from bening.domain.answers import Answers
from bening.domain.gates import Check, Gate, parts_of_check
from bening.domain.instrument import Instrument
from bening.domain.scoring import Score

CENT = Decimal("0.01")
FINEST = Decimal("1e-12")
MOST_PLACES = 9
EDGE = Decimal(18)  # a label nearer to an end than this many percent leans inwards


class Result(Protocol):
    """Answers, what they score and which gates they pass (``queries.Result``)."""

    @property
    def instrument(self) -> Instrument: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def score(self) -> Score: ...
    @property
    def gates(self) -> Mapping[str, Gate]: ...


@dataclass(frozen=True, slots=True)
class Tick:
    """A minimum on a bar: where it stands (an SVG length), how its label leans, whether it is reached."""

    predicate: str
    minimum: Decimal
    missing: Decimal
    passed: bool
    at: str
    anchor: str
    above: bool

    @property
    def minimum_shown(self) -> str:
        return wording.plain(self.minimum)

    @property
    def label(self) -> str:
        return f"{self.predicate} {self.minimum_shown}{' ✓' if self.passed else ''}"

    @property
    def short(self) -> str:
        """Return the same where the predicate stands above it."""
        return _("terpenuhi") if self.passed else _("kurang %(missing)s") % {"missing": up(self.missing)}

    @property
    def words(self) -> str:
        """Return what the unit needs to know: reached, or how much is lacking."""
        if self.passed:
            return _("%(predicate)s terpenuhi") % {"predicate": self.predicate}
        return _("kurang %(missing)s untuk %(predicate)s") % {"missing": up(self.missing), "predicate": self.predicate}


@dataclass(frozen=True, slots=True)
class Bar:
    """The gate bar of one thing: what it earned of what is possible, and the minima it is held against."""

    id: str
    name: str
    value: Decimal
    possible: Decimal
    ticks: tuple[Tick, ...] = ()
    parts: tuple[tuple[str, str, Decimal], ...] = ()  # id, name, points of what it is the sum of

    @property
    def filled(self) -> str:
        return _along(self.value, self.possible)

    @property
    def shown(self) -> str:
        return figure(self.value, [tick.minimum for tick in self.ticks if not tick.passed])

    @property
    def possible_shown(self) -> str:
        return wording.plain(self.possible)

    @property
    def exact(self) -> str:
        return all_digits(self.value)

    @property
    def label(self) -> str:
        """Return the whole picture in one sentence, for those who do not see it."""
        figures = {"name": self.name, "value": self.shown, "possible": self.possible_shown}
        sentence = _("%(name)s: %(value)s dari %(possible)s.") % figures
        minima = ", ".join(f"{tick.predicate} {tick.minimum_shown}" for tick in self.ticks)
        return sentence if not minima else f"{sentence} {_('Minimum %(minima)s.') % {'minima': minima}}"


def up(value: Decimal) -> str:
    """Return what is lacking with two decimals, rounded up, so that nothing lacking is shown as 0,00."""
    return wording.number(value.quantize(CENT, rounding=ROUND_CEILING))


def all_digits(value: Decimal) -> str:
    """Return every digit of a number, with a decimal comma and without needless zeros."""
    text = f"{value:f}"
    whole, _dot, rest = text.partition(".")
    return f"{whole},{rest.rstrip('0')}" if rest.strip("0") else whole


def digits(value: Decimal) -> str:
    """Return a number as exactly as it is compared: the 28th digit that a mean of three leaves behind says nothing."""
    return all_digits(value.quantize(FINEST, rounding=ROUND_HALF_UP))


def figure(value: Decimal, unreached: Iterable[Decimal] = ()) -> str:
    """Return a number with two decimals, or with as many as it takes not to look like a minimum it misses."""
    minima = [minimum for minimum in unreached if value < minimum]
    for places in range(2, MOST_PLACES):
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if all(rounded < minimum for minimum in minima):
            return wording.number(rounded, places)
    return wording.number(value.quantize(Decimal(1).scaleb(-MOST_PLACES), rounding=ROUND_DOWN), MOST_PLACES)


def bar(result: Result, id: str) -> Bar:
    """Return the gate bar of a check (``total``, ``area.1``, ``H.1.a``), a branch or a question."""
    return Bars(result)[id]


class Bars:
    """The gate bars of one result, each made when it is asked for."""

    def __init__(self, result: Result) -> None:
        self.result = result

    @cached_property
    def scores(self) -> Mapping[str, Score]:
        return {node.id: node for node in self.result.score.walk()}

    @cached_property
    def checks(self) -> Mapping[str, list[tuple[str, Check]]]:
        """Return every threshold on each id, with its predicate."""
        found: dict[str, list[tuple[str, Check]]] = {}
        for predicate, gate in self.result.gates.items():
            for check in gate.checks:
                found.setdefault(check.id, []).append((predicate, check))
        return found

    def __getitem__(self, id: str) -> Bar:
        parts = [self.scores[part] for part in parts_of_check(id)]
        possible = sum((part.possible for part in parts), start=Decimal(0))
        return Bar(
            id=id,
            name=wording.check_name(id, self.result.instrument),
            value=sum((part.earned for part in parts), start=Decimal(0)),
            possible=possible,
            ticks=tuple(
                _tick(predicate, check, possible, above=place == 0)
                for place, (predicate, check) in enumerate(self.checks.get(id, ()))
            ),
            parts=tuple((part.id, self._parent_name(part.id), part.earned) for part in parts if len(parts) > 1),
        )

    def _parent_name(self, id: str) -> str:
        """Return what an area's half is called: P.1 is its Pemenuhan."""
        return self.result.instrument.parents[id].name

    def of_checks(self) -> list[Bar]:
        """Return a bar for everything that has a threshold, in the order of the regulation."""
        return [self[id] for id in self.checks]


def _tick(predicate: str, check: Check, possible: Decimal, *, above: bool) -> Tick:
    at = 100 * check.minimum / possible
    anchor = "start" if at < EDGE else "end" if at > 100 - EDGE else "middle"
    return Tick(
        predicate=predicate,
        minimum=check.minimum,
        missing=check.missing,
        passed=check.passed,
        at=_along(check.minimum, possible),
        anchor=anchor,
        above=above,
    )


def _along(value: Decimal, possible: Decimal) -> str:
    """Return a place on a bar as an SVG length; SVG writes a decimal point."""
    share = min(max(value / possible, Decimal(0)), Decimal(1)) if possible else Decimal(0)
    return f"{share * 100:.3f}%"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the figures pass the gate of one predicate, in one sentence."""

    predicate: str
    passed: bool
    words: str


def verdicts(result: Result) -> tuple[Verdict, ...]:
    return tuple(_verdict(gate, result.instrument) for gate in result.gates.values())


def _verdict(gate: Gate, instrument: Instrument) -> Verdict:
    of, failing = len(gate.checks), gate.failing
    if not failing:
        sentence = _("Semua %(of)s ambang nilai terpenuhi.") % {"of": of}
        return Verdict(gate.predicate, passed=True, words=sentence)
    furthest = max(failing, key=lambda check: (check.id != "total", check.missing / check.minimum))
    sentence = _("%(count)s dari %(of)s ambang nilai belum tercapai; terjauh %(name)s, kurang %(missing)s.")
    figures = {
        "count": len(failing),
        "of": of,
        "name": wording.check_name(furthest.id, instrument),
        "missing": up(furthest.missing),
    }
    return Verdict(gate.predicate, passed=False, words=sentence % figures)


WHOLE = ("total", "pengungkit", "H")


def overview(bars: Bars) -> list[Bar]:
    """Return the bars of the page: the whole, its two parts, everything else that has a threshold."""
    return [bars[id] for id in dict.fromkeys((*WHOLE[:2], *_areas(bars), WHOLE[2], *bars.checks))]


def _areas(bars: Bars) -> list[str]:
    return [id for id in bars.checks if id.startswith("area.")]


@dataclass(frozen=True, slots=True)
class Reading:
    """One row of the two readings of a blank side by side."""

    name: str
    official: str
    skipped: str


def readings(official: Result, skipped: Result) -> list[Reading]:
    """Return what the official reading and the old worksheet's say of the whole and of each predicate."""
    left, right = Bars(official), Bars(skipped)
    rows = [Reading(left[id].name, left[id].shown, right[id].shown) for id in WHOLE]
    for ours, theirs in zip(verdicts(official), verdicts(skipped), strict=True):
        rows.append(Reading(ours.predicate, _passes(ours), _passes(theirs)))
    return rows


def _passes(verdict: Verdict) -> str:
    return _("✓ terpenuhi") if verdict.passed else _("▲ belum terpenuhi")
