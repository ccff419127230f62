from datetime import date
from decimal import Decimal

import pytest

from bening.domain.instrument import PrerequisiteRules
from bening.domain.prerequisites import Facts, prerequisites

RULES = PrerequisiteRules(
    bpk_opinion="WTP",
    sakip={"WBK": "B", "WBBM": "BB"},
    rb_index={"pemda": {"WBK": "CC", "WBBM": "B"}, "kl": {"WBK": "B", "WBBM": "BB"}},
    spip_min=Decimal(3),
    tlhp_percent=Decimal(100),
    wealth_reports_percent=Decimal(100),
    years_built_min=1,
    internal_sakip={"WBK": "B", "WBBM": "BB"},
    cooldown_years=2,
    practice_years_of_wbk=2,
)
GOOD = {
    "kind": "pemda",
    "bpk_opinion": "WTP",
    "sakip": "B",
    "rb_index": "CC",
    "spip": Decimal(3),
    "core_service": True,
    "public_impact": True,
    "tlhp_percent": Decimal(100),
    "wealth_reports_percent": Decimal(100),
    "years_built": Decimal(1),
    "internal_sakip": "B",
}
TODAY = date(2026, 6, 1)


def outcome(predicate="WBK", *, with_practice=False, **facts):
    found = prerequisites(predicate, RULES, Facts(**{**GOOD, **facts}), on=TODAY, with_practice=with_practice)
    return {prerequisite.id: prerequisite.passed for prerequisite in found}


def test_good_facts_meet_every_prerequisite_of_wbk():
    assert set(outcome().values()) == {True}


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("bpk_opinion", "WDP"),
        ("sakip", "CC"),
        ("rb_index", "C"),
        ("spip", Decimal("2.99")),
        ("core_service", False),
        ("public_impact", False),
        ("tlhp_percent", Decimal("99.9")),
        ("wealth_reports_percent", Decimal(0)),
        ("years_built", Decimal("0.9")),
        ("internal_sakip", "D"),
    ],
)
def test_each_fact_fails_its_own_prerequisite_alone(fact, value):
    assert [id for id, passed in outcome(**{fact: value}).items() if not passed] == [fact]


@pytest.mark.parametrize("fact", [key for key in GOOD if key != "kind"])
def test_a_fact_that_is_not_known_is_neither_passed_nor_failed(fact):
    assert outcome(**{fact: None})[fact] is None


def test_a_ministry_needs_a_better_reform_index_than_a_region():
    assert outcome(kind="kl", rb_index="CC")["rb_index"] is False


def test_wbbm_asks_for_higher_grades_and_for_wbk():
    failed = [id for id, passed in outcome("WBBM").items() if not passed]

    assert failed == ["sakip", "rb_index", "internal_sakip", "holds_wbk"]


def test_two_years_of_wbk_are_practice_only():
    young = {"holds": "WBK", "held_since": date(2025, 6, 1)}

    assert "years_of_wbk" not in outcome("WBBM", **young)
    assert outcome("WBBM", with_practice=True, **young)["years_of_wbk"] is False
    assert outcome("WBBM", with_practice=True, holds="WBK", held_since=date(2024, 6, 1))["years_of_wbk"] is True


@pytest.mark.parametrize(
    ("revoked", "free"), [(date(2024, 6, 1), True), (date(2024, 6, 2), False), (date(2024, 2, 29), True)]
)
def test_no_proposal_for_two_years_after_a_revocation(revoked, free):
    assert outcome(revoked_on=revoked)["cooldown"] is free
