from decimal import Decimal

import pytest

from bening.domain.gates import TOLERANCE, Check, gate, kawasan
from bening.domain.instrument import KawasanThresholds, Thresholds

WBK = Thresholds(
    total=Decimal(75),
    pengungkit=Decimal(40),
    areas=((1, Decimal("4.8")),),
    results=(("H.1", Decimal("18.25")), ("H.2", Decimal(14))),
)


def points(**changed):
    standing = {"total": 80, "pengungkit": 45, "P.1": 2, "R.1": 3, "H.1": 19, "H.2": 14}
    return {id: Decimal(str(value)) for id, value in {**standing, **changed}.items()}


def test_every_threshold_is_a_check_of_its_own():
    result = gate("WBK", WBK, points(total="74.5"))

    assert [(c.id, c.value, c.minimum, c.passed, c.missing) for c in result.checks] == [
        ("total", Decimal("74.5"), Decimal(75), False, Decimal("0.5")),
        ("pengungkit", Decimal(45), Decimal(40), True, Decimal(0)),
        ("area.1", Decimal(5), Decimal("4.8"), True, Decimal(0)),
        ("H.1", Decimal(19), Decimal("18.25"), True, Decimal(0)),
        ("H.2", Decimal(14), Decimal(14), True, Decimal(0)),
    ]
    assert not result.passed
    assert [check.id for check in result.failing] == ["total"]


def test_all_checks_passed_pass_the_gate():
    assert gate("WBK", WBK, points()).passed


@pytest.mark.parametrize(("short_by", "passed"), [("0", True), ("1e-9", True), ("2e-9", False), ("0.001", False)])
def test_values_are_compared_before_rounding(short_by, passed):
    assert Check("total", Decimal(75) - Decimal(short_by), Decimal(75)).passed is passed
    assert Decimal("1e-9") == TOLERANCE


def test_a_region_needs_its_units_its_score_and_what_it_holds():
    rules = KawasanThresholds(all_units="WBBM", integration=Decimal("7.5"), requires="WBK")

    checks = kawasan(
        rules, predicates=("WBBM", "WBK"), integration=Decimal(8), holds="WBK", aspects={"Peta": True, "SOP": None}
    )

    assert [(check.id, check.passed) for check in checks] == [
        ("all_units", False),
        ("integration", True),
        ("aspect.Peta", True),
        ("aspect.SOP", None),
        ("holds", True),
    ]


def test_what_is_not_known_of_a_region_is_neither_passed_nor_failed():
    rules = KawasanThresholds(all_units="WBK", integration=Decimal("6.5"))

    assert [c.passed for c in kawasan(rules, predicates=(), integration=None)] == [None, None]
