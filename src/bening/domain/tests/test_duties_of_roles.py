"""Which roles and decisions exclude one another: S02, S03, S07, S08, S09, S17 and S21, as pure rules."""

from datetime import date

import pytest

from bening.domain.duties import (
    ADMINS,
    NOT_WITH_ADMIN,
    Post,
    Served,
    approves_own_export,
    approves_own_grant,
    asks_for_oneself,
    holds_together,
    judges_where_served,
    lifts_own_conflict,
)

DAY = date(2026, 11, 21)


def rule(clash):
    return clash.rule if clash else None


@pytest.mark.parametrize("admin", sorted(ADMINS))
@pytest.mark.parametrize("other", sorted(NOT_WITH_ADMIN))
def test_s08_an_admin_is_nothing_that_an_admin_must_not_be_in_either_order(admin, other):
    one, two = Post(admin, 1, None), Post(other, 2, None)

    assert rule(holds_together(new=one, held=[two])) == "S08"
    assert rule(holds_together(new=two, held=[one])) == "S08"


@pytest.mark.parametrize("other", ["pegawai", "ketua", "petugas"])
def test_s08_an_admin_may_work_in_a_unit(other):
    assert holds_together(new=Post(other, 1, 1), held=[Post("admin", 1, None)]) is None


def test_s08_what_already_stands_does_not_stop_a_role_that_has_nothing_to_do_with_it():
    held = [Post("admin", 1, None), Post("pic", 1, 1)]  # from before the rule

    assert holds_together(new=Post("pegawai", 1, 1), held=held) is None


@pytest.mark.parametrize(
    ("new", "held", "found"),
    [
        ("wbs", "pimpinan", "S09"),
        ("pimpinan", "wbs", "S09"),
        ("wbs", "admin", "S08"),
        ("wbs", "pegawai", None),
        ("pimpinan", "ketua", None),
    ],
)
def test_s09_who_handles_reports_neither_heads_nor_administers(new, held, found):
    assert rule(holds_together(new=Post(new, 1, 1), held=[Post(held, 1, 2)])) == found


@pytest.mark.parametrize(
    ("new", "held", "found"),
    [
        (Post("tpi", 1, 5), Post("tpi_ketua", 1, 5), "S03"),
        (Post("tpi_ketua", 1, None), Post("tpi", 1, 5), "S03"),
        (Post("tpi_ketua", 1, 5), Post("tpi", 1, None), "S03"),
        (Post("tpi_ketua", 1, 5), Post("tpi", 1, 6), None),
        (Post("tpi_ketua", 2, None), Post("tpi", 1, None), None),
        (Post("tpi", 1, 5), Post("tpi", 1, 6), None),
    ],
)
def test_s03_who_scores_does_not_review_the_same_unit(new, held, found):
    assert rule(holds_together(new=new, held=[held])) == found


@pytest.mark.parametrize("role", ["tpi", "tpi_ketua", "tpn"])
@pytest.mark.parametrize(
    ("unit", "until", "found"),
    [
        (5, None, "S02"),
        (5, date(2025, 1, 1), "S02"),
        (5, date(2024, 11, 21), None),
        (6, None, None),
        (None, None, None),  # a whole instansi: the units served stay closed one by one
    ],
)
def test_s02_nobody_is_given_a_unit_to_judge_that_they_served_lately(role, unit, until, found):
    served = [Served(5, date(2020, 1, 1), until)]

    assert rule(judges_where_served(new=Post(role, 1, unit), served=served, day=DAY)) == found


def test_s02_says_nothing_of_roles_that_judge_nothing():
    assert judges_where_served(new=Post("pic", 1, 5), served=[Served(5, DAY, None)], day=DAY) is None


@pytest.mark.parametrize(
    ("makers", "subjects", "approvers", "found"),
    [
        ({1}, {2}, {1}, "S07"),
        ({1}, {2}, {2}, "S07"),
        ({1, 9}, {2}, {9}, "S07"),  # who acts for the maker is the maker (S12)
        ({1}, {2}, {3}, None),
    ],
)
def test_s07_a_role_is_approved_by_neither_its_maker_nor_its_holder(makers, subjects, approvers, found):
    assert rule(approves_own_grant(makers=makers, subjects=subjects, approvers=approvers)) == found


@pytest.mark.parametrize(("maker", "found"), [(2, "S07"), (1, None)])
def test_s07_nobody_changes_their_own_role(maker, found):
    assert rule(asks_for_oneself(subjects={2}, makers={maker})) == found


@pytest.mark.parametrize(("askers", "approvers", "found"), [({1}, {1}, "S17"), ({1, 2}, {2}, "S17"), ({1}, {2}, None)])
def test_s17_who_asks_for_personal_data_does_not_approve_it(askers, approvers, found):
    assert rule(approves_own_export(askers=askers, approvers=approvers)) == found


@pytest.mark.parametrize(("lifter", "found"), [(1, "S21"), (2, "S21"), (3, None)])
def test_s21_neither_who_declared_a_conflict_nor_whom_it_is_about_lifts_it(lifter, found):
    assert rule(lifts_own_conflict(declarers={1}, subjects={2}, lifters={lifter})) == found
