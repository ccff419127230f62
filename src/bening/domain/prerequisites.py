"""What must be true of the instansi and the unit besides the score (Permenpan RB 5/2024, Tabel 5).

A fact that nobody has stated is *not known*, which is neither passed nor failed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bening.domain.instrument import PrerequisiteRules

GRADES = ("D", "C", "CC", "B", "BB", "A", "AA")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an instansi and a unit; None is *not known*. Percentages are 0 to 100."""

    kind: str | None = None  # "kl" or "pemda"
    bpk_opinion: str | None = None
    sakip: str | None = None
    rb_index: str | None = None
    spip: Decimal | None = None
    core_service: bool | None = None
    public_impact: bool | None = None
    tlhp_percent: Decimal | None = None
    wealth_reports_percent: Decimal | None = None
    years_built: Decimal | None = None
    internal_sakip: str | None = None
    holds: str | None = None
    held_since: date | None = None
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """One demand: ``passed`` is None while the fact is not known; ``practice`` when no rule states it."""

    id: str
    level: str  # "instansi", "unit" or "predikat"
    passed: bool | None
    value: str
    minimum: str
    practice: bool = False


def prerequisites(
    predicate: str, rules: PrerequisiteRules, facts: Facts, *, on: date, with_practice: bool = False
) -> tuple[Prerequisite, ...]:
    """Return every prerequisite of ``predicate`` as it stands on the day ``on``.

    ``with_practice`` adds what the ministry's selection asks for although no regulation does: two years of WBK
    before WBBM.
    """
    rb_least = rules.rb_index.get(facts.kind or "", {}).get(predicate)
    found = [
        _same("bpk_opinion", "instansi", facts.bpk_opinion, rules.bpk_opinion),
        _grade("sakip", "instansi", facts.sakip, rules.sakip[predicate]),
        _grade("rb_index", "instansi", facts.rb_index if rb_least else None, rb_least or ""),
        _least("spip", "instansi", facts.spip, rules.spip_min),
        _true("core_service", facts.core_service),
        _true("public_impact", facts.public_impact),
        _least("tlhp_percent", "unit", facts.tlhp_percent, rules.tlhp_percent),
        _least("wealth_reports_percent", "unit", facts.wealth_reports_percent, rules.wealth_reports_percent),
        _least("years_built", "unit", facts.years_built, Decimal(rules.years_built_min)),
        _grade("internal_sakip", "unit", facts.internal_sakip, rules.internal_sakip[predicate]),
    ]
    if predicate == "WBBM":
        holds = facts.holds in {"WBK", "WBBM"}
        found.append(Prerequisite("holds_wbk", "predikat", holds, facts.holds or "", "WBK"))
        if with_practice:
            found.append(_held_long_enough(rules, facts, on))
    if facts.revoked_on is not None:
        free = _years_later(facts.revoked_on, rules.cooldown_years)
        found.append(Prerequisite("cooldown", "predikat", on >= free, facts.revoked_on.isoformat(), free.isoformat()))
    return tuple(found)


def _held_long_enough(rules: PrerequisiteRules, facts: Facts, on: date) -> Prerequisite:
    years = rules.practice_years_of_wbk
    since = facts.held_since
    passed = None if since is None else on >= _years_later(since, years)
    return Prerequisite(
        "years_of_wbk", "predikat", passed, since.isoformat() if since else "", str(years), practice=True
    )


def _years_later(day: date, years: int) -> date:
    """Return the same day ``years`` later; 29 February becomes 1 March, never a day early."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _same(id: str, level: str, value: str | None, wanted: str) -> Prerequisite:
    return Prerequisite(id, level, None if value is None else value == wanted, value or "", wanted)


def _grade(id: str, level: str, value: str | None, least: str) -> Prerequisite:
    passed = None if value is None else GRADES.index(value) >= GRADES.index(least)
    return Prerequisite(id, level, passed, value or "", least)


def _least(id: str, level: str, value: Decimal | None, least: Decimal) -> Prerequisite:
    passed = None if value is None else value >= least
    return Prerequisite(id, level, passed, "" if value is None else str(value), str(least))


def _true(id: str, value: bool | None) -> Prerequisite:  # noqa: FBT001 -- a fact is what it is
    return Prerequisite(id, "unit", value, "" if value is None else str(value), "True")
