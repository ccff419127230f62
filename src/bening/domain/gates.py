"""Hold a score against the thresholds of WBK and WBBM, each threshold a check of its own.

All checks are independent (Permenpan RB 90/2021 Lampiran II Tabel 6). An area is Pemenuhan and Reform together
(Lampiran II Tabel 3). Values are compared before any rounding; ``TOLERANCE`` only absorbs the 28th digit that a
mean of three leaves behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bening.domain.instrument import KawasanThresholds, Thresholds
from bening.domain.scoring import Score

TOLERANCE = Decimal("1e-9")
LADDER = ("WBK", "WBBM")


@dataclass(frozen=True, slots=True)
class Check:
    """One threshold: ``missing`` is how many points are lacking, zero when it is passed."""

    id: str
    value: Decimal
    minimum: Decimal

    @property
    def passed(self) -> bool:
        return self.value >= self.minimum - TOLERANCE

    @property
    def missing(self) -> Decimal:
        return Decimal(0) if self.passed else self.minimum - self.value


@dataclass(frozen=True, slots=True)
class Gate:
    """The checks of one predicate on the figures; prerequisites are a separate result."""

    predicate: str
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def failing(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed)


def gate(predicate: str, thresholds: Thresholds, points: Mapping[str, Decimal]) -> Gate:
    """Return every check of ``predicate`` for the points of a score (``Score.points()``)."""
    checks = [
        Check("total", points["total"], thresholds.total),
        Check("pengungkit", points["pengungkit"], thresholds.pengungkit),
        *(Check(f"area.{n}", points[f"P.{n}"] + points[f"R.{n}"], least) for n, least in thresholds.areas),
        *(Check(id, points[id], least) for id, least in thresholds.results),
    ]
    return Gate(predicate, tuple(checks))


def gates(thresholds: Mapping[str, Thresholds], scored: Score) -> dict[str, Gate]:
    """Return the gate of every predicate in ``thresholds``."""
    points = scored.points()
    return {predicate: gate(predicate, wanted, points) for predicate, wanted in thresholds.items()}


def parts_of_check(check_id: str) -> tuple[str, ...]:
    """Return the ids of the nodes whose points add up to the value of a check."""
    if check_id.startswith("area."):
        number = check_id.removeprefix("area.")
        return (f"P.{number}", f"R.{number}")
    return (check_id,)


@dataclass(frozen=True, slots=True)
class KawasanCheck:
    """One demand on a region; ``passed`` is None while the fact is not known."""

    id: str
    passed: bool | None
    value: str
    minimum: str


def kawasan(
    thresholds: KawasanThresholds,
    *,
    predicates: tuple[str | None, ...],
    integration: Decimal | None,
    holds: str | None = None,
    aspects: Mapping[str, bool | None] | None = None,
) -> tuple[KawasanCheck, ...]:
    """Check a region: its units' predicates, its integration score, its five aspects, what it already holds.

    The regulation prints the least integration score (6.5 / 7.5) without its scale, so it is compared as given.
    """
    enough = all(_at_least(held, thresholds.all_units) for held in predicates) if predicates else None
    checks = [
        KawasanCheck("all_units", enough, ", ".join(held or "-" for held in predicates), thresholds.all_units),
        KawasanCheck(
            "integration",
            None if integration is None else integration >= thresholds.integration,
            "" if integration is None else str(integration),
            str(thresholds.integration),
        ),
        *(
            KawasanCheck(f"aspect.{name}", met, "" if met is None else str(met), "True")
            for name, met in (aspects or {}).items()
        ),
    ]
    if thresholds.requires:
        checks.append(KawasanCheck("holds", _at_least(holds, thresholds.requires), holds or "", thresholds.requires))
    return tuple(checks)


def _at_least(held: str | None, wanted: str) -> bool:
    return held in LADDER and LADDER.index(held) >= LADDER.index(wanted)
