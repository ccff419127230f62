"""The cheapest set of raises that passes every gate of a predicate, by integer programming (HiGHS).

Blank counts as zero, so each raise adds a fixed number of points and every gate is a linear demand. The solver works
in floating point; what it finds is therefore scored again exactly, and a set that does not quite pass is cut off.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import gcd
from time import monotonic

from bening.assessment.planning.efforts import EVERY_STEP_ALIKE, FINEST, Efforts
from bening.assessment.planning.levels import STEP_SIZES, Level, StepSizes, levels
from bening.domain.answers import Answer, Answers
from bening.domain.gates import TOLERANCE, Check, Gate, gate, gates, parts_of_check
from bening.domain.instrument import Branch, Instrument
from bening.domain.scoring import Score, score

LONGEST_SEARCH = 2.0  # seconds for the least effort; efforts as people state them take a tenth of one
FINER_SEARCH = 0.5  # seconds for the highest total that this effort buys
LIMIT_REACHED = 1  # how SciPy says so
SHARPER = 1000.0  # points are solved in thousandths, so that the solver's tolerance of 1e-6 is ours of 1e-9


class TooHard(Exception):
    """The least effort could not be proven in the time allowed: the efforts hardly differ, and there are many."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question to raise: from what, to what, what it gains in points and what it costs."""

    id: str
    before: Answer | None
    to: Answer | Mapping[str, str]
    gain: Decimal
    effort: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The way to a predicate. ``score`` and ``gates`` are those after the steps.

    When no set of raises passes, ``blocked_by`` holds the checks that fail even with everything raised that is not
    locked, and there are no steps. ``requires`` is the predicate that must be held already.
    """

    target: str
    feasible: bool
    effort: Decimal
    steps: tuple[Step, ...]
    blocked_by: tuple[Check, ...]
    answers: Answers
    score: Score
    gates: Mapping[str, Gate]
    requires: str | None = None


@dataclass(frozen=True, slots=True)
class Raise:
    """A question brought to a level."""

    id: str
    level: Level
    gain: Decimal
    effort: Decimal


def cheapest(
    instrument: Instrument,
    answers: Answers,
    target: str,
    efforts: Efforts = EVERY_STEP_ALIKE,
    locked: Collection[str] = (),
    *,
    sizes: StepSizes = STEP_SIZES,
    seconds: float | None = None,
) -> Plan:
    """Return the raises of least effort that pass every gate of ``target``; among equals those of the highest total.

    ``answers`` must have been parsed; ``locked`` questions stay as they are. Raises TooHard when the least effort is
    proven in ``seconds`` (``LONGEST_SEARCH``). The choice among equals has ``FINER_SEARCH``: when that runs out, the
    best way found so far is returned, still of the least effort.
    """
    search = _Search(instrument, answers, target, efforts, frozenset(locked), sizes, seconds)
    if search.passes(()):
        return search.plan(())
    if not search.passes(search.everything):
        return search.plan((), blocked_by=search.gate_after(search.everything).failing)
    return search.plan(search.best())


class _Search:
    """One question asked of the solver."""

    def __init__(
        self,
        instrument: Instrument,
        answers: Answers,
        target: str,
        efforts: Efforts,
        locked: frozenset[str],
        sizes: StepSizes,
        seconds: float | None,
    ) -> None:
        self.seconds = LONGEST_SEARCH if seconds is None else seconds
        self.instrument, self.answers, self.target = instrument, answers, target
        self.thresholds = instrument.thresholds[target]
        self.now = score(instrument.root, answers)
        self.raises = [
            Raise(
                id=id,
                level=level,
                gain=instrument.weight_of(question) * level.share - self.points_now[id],
                effort=efforts.of(id, level.steps),
            )
            for id, question in instrument.questions.items()
            if id not in locked
            for level in levels(question, answers.get(id), sizes)
        ]

    @cached_property
    def points_now(self) -> Mapping[str, Decimal]:
        return self.now.points()

    @cached_property
    def everything(self) -> tuple[Raise, ...]:
        """Every question that is not locked, as high as it goes. Raises only help, so nothing passes if this fails."""
        return tuple({raised.id: raised for raised in self.raises}.values())

    def answers_after(self, chosen: Iterable[Raise]) -> Answers:
        return {**self.answers, **{raised.id: raised.level.answer for raised in chosen}}

    def gate_after(self, chosen: Iterable[Raise]) -> Gate:
        """Return the exact gate: scored anew, never added up from gains."""
        points = score(self.instrument.root, self.answers_after(chosen)).points()
        return gate(self.target, self.thresholds, points)

    def passes(self, chosen: Iterable[Raise]) -> bool:
        return self.gate_after(chosen).passed

    def plan(self, chosen: Sequence[Raise], blocked_by: tuple[Check, ...] = ()) -> Plan:
        after = self.answers_after(chosen)
        scored = score(self.instrument.root, after)
        return Plan(
            target=self.target,
            feasible=not blocked_by,
            effort=sum((raised.effort for raised in chosen), start=Decimal(0)),
            steps=tuple(
                Step(raised.id, self.answers.get(raised.id), raised.level.to, raised.gain, raised.effort)
                for raised in chosen
            ),
            blocked_by=blocked_by,
            answers=after,
            score=scored,
            gates=gates(self.instrument.thresholds, scored),
            requires=self.thresholds.requires,
        )

    def best(self) -> tuple[Raise, ...]:
        """Find the least effort, then the highest total that it can buy."""
        model = _Model(self.raises, self.demands(), _whole_efforts(self.raises))
        least = self.passing(model, model.efforts, self.seconds)
        model.spend(sum(model.efforts[place] for place in least))
        gains = [-float(raised.gain) * SHARPER for raised in self.raises]
        try:
            most = self.passing(model, gains, min(self.seconds, FINER_SEARCH), proven=False)
        except TooHard:
            most = least
        return tuple(self.raises[place] for place in max(least, most, key=self.gained))

    def gained(self, places: Iterable[int]) -> Decimal:
        return sum((self.raises[place].gain for place in places), start=Decimal(0))

    def passing(self, model: "_Model", costs: Sequence[float], seconds: float, *, proven: bool = True) -> list[int]:
        """Solve until the answer also passes exactly; at the latest with everything raised, or raises TooHard."""
        until = monotonic() + seconds
        while True:
            places = model.solve(costs, until - monotonic(), proven=proven)
            if self.passes([self.raises[place] for place in places]):
                return places
            model.cut_off(places)

    def demands(self) -> list[tuple[list[float], float]]:
        """Return for every check what each raise adds to it, and how much is missing."""
        found = []
        for check in gate(self.target, self.thresholds, self.points_now).checks:
            counted = {id for part in parts_of_check(check.id) for id in self.questions_under(part)}
            gains = [float(raised.gain) * SHARPER if raised.id in counted else 0.0 for raised in self.raises]
            found.append((gains, float(check.minimum - TOLERANCE - check.value) * SHARPER))
        return found

    def questions_under(self, id: str) -> set[str]:
        branch = self.instrument.branches.get(id)
        return {part.id for part in branch.walk() if not isinstance(part, Branch)} if branch else {id}


def _whole_efforts(raises: Sequence[Raise]) -> list[int]:
    """Return efforts as the smallest whole numbers in the same proportion, which the solver compares exactly."""
    hundredths = [int(raised.effort / FINEST) for raised in raises]
    common = gcd(*hundredths) or 1
    return [effort // common for effort in hundredths]


class _Model:
    """The integer program: a switch for every raise, at most one on per question."""

    def __init__(
        self,
        raises: Sequence[Raise],
        demands: Iterable[tuple[list[float], float]],
        efforts: list[int],
    ) -> None:
        self.raises, self.efforts = raises, efforts
        self.rows: list[Sequence[float]] = []
        self.least: list[float] = []
        self.most: list[float] = []
        for id in dict.fromkeys(raised.id for raised in raises):
            self.add([float(raised.id == id) for raised in raises], most=1)
        for gains, missing in demands:
            self.add(gains, least=missing)

    def add(self, row: Sequence[float], *, least: float = float("-inf"), most: float = float("inf")) -> None:
        self.rows.append(row)
        self.least.append(least)
        self.most.append(most)

    def spend(self, effort: int) -> None:
        self.add(self.efforts, least=effort - 0.5, most=effort + 0.5)  # whole numbers: the half is for rounding only

    def cut_off(self, places: Sequence[int]) -> None:
        """Ask that some question rises above where ``places`` had it: no lower set passes where this one failed."""
        reached = {self.raises[place].id: self.raises[place].level.share for place in places}
        self.add([float(raised.level.share > reached.get(raised.id, -1)) for raised in self.raises], least=1)

    def solve(self, costs: Sequence[float], seconds: float, *, proven: bool) -> list[int]:
        """Return the places of the raises to make; raises TooHard.

        Unless it must be ``proven`` the best, what is known when the time is up will do. HiGHS prints a line of its
        own now and then. That can only be silenced for the whole process, other threads too, so it is not done here.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 -- slow import

        if seconds <= 0:
            raise TooHard
        found = milp(
            costs,
            integrality=[1] * len(costs),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(self.rows, self.least, self.most),
            options={"mip_rel_gap": 0, "time_limit": seconds},
        )
        if found.status == LIMIT_REACHED and (proven or found.x is None):
            raise TooHard
        if found.x is None:
            raise RuntimeError(f"the solver stopped without an answer: {found.message}")
        return [place for place, on in enumerate(found.x) if on > 0.5]  # noqa: PLR2004 -- switched on
