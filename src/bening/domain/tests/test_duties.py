"""The rules of separation, each with what it stops and what it lets pass."""

from datetime import date
from pathlib import Path

import pytest

from bening.domain import duties
from bening.domain.duties import Clash, Judgement, Separated, Served

SARI, BUDI, CITRA = 1, 2, 3
DAY = date(2026, 3, 31)


def rule(clash: Clash | None) -> str:
    return clash.rule if clash else ""


def test_a_refusal_carries_the_rule_and_its_sentence():
    with pytest.raises(Separated) as refused:
        duties.refuse(Clash("S01", "Orang lain yang menerimanya."))

    assert refused.value.rule == "S01"
    assert str(refused.value) == "Orang lain yang menerimanya."


def test_nothing_is_refused_without_a_clash():
    duties.refuse(None)


@pytest.mark.parametrize(
    ("acting_for", "counted"),
    [([], {SARI}), ([None], {SARI}), ([BUDI], {SARI, BUDI}), ([BUDI, None, CITRA], {SARI, BUDI, CITRA})],
)
def test_s12_who_acts_for_others_counts_as_all_of_them(acting_for, counted):
    assert duties.counted_as(SARI, acting_for=acting_for) == counted


def test_s12_who_acts_for_the_uploader_does_not_accept_either():
    acting = duties.counted_as(CITRA, acting_for=[SARI])

    assert rule(duties.uploader_accepts(uploaders={SARI}, accepters=acting)) == "S01"
    assert rule(duties.uploader_accepts(uploaders={BUDI}, accepters=acting)) == ""


@pytest.mark.parametrize(
    ("uploaders", "accepters", "found"),
    [
        ({SARI}, {SARI}, "S01"),
        ({SARI, BUDI}, {BUDI}, "S01"),  # of an older version
        ({SARI}, {BUDI, SARI}, "S01"),  # Budi acts for Sari
        ({SARI}, {BUDI}, ""),
        (set(), {BUDI}, ""),
    ],
)
def test_s01_who_uploaded_does_not_accept(uploaders, accepters, found):
    assert rule(duties.uploader_accepts(uploaders=uploaders, accepters=accepters)) == found


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ([], "S04"),
        ([Judgement(SARI, locked=True)], "S04"),
        ([Judgement(SARI, locked=True), Judgement(SARI, locked=True)], "S04"),  # one person twice is one
        ([Judgement(SARI, locked=True), Judgement(BUDI, locked=True), Judgement(CITRA, locked=False)], "S04"),
        ([Judgement(SARI, locked=True), Judgement(BUDI, locked=True)], ""),
        ([Judgement(SARI, locked=True), Judgement(BUDI, locked=True), Judgement(CITRA, locked=True)], ""),
    ],
)
def test_s04_a_panel_opens_when_two_have_locked_and_nobody_still_writes(scores, found):
    assert rule(duties.opens_panel_early(scores)) == found


PAIRS = [({SARI}, {SARI}, True), ({SARI}, {BUDI, SARI}, True), ({SARI}, {BUDI}, False), ({SARI, CITRA}, {BUDI}, False)]


@pytest.mark.parametrize(("first", "second", "stopped"), PAIRS)
def test_s05_who_proposes_a_correction_does_not_approve_it(first, second, stopped):
    assert rule(duties.approves_own_correction(proposers=first, approvers=second)) == ("S05" if stopped else "")


@pytest.mark.parametrize(("first", "second", "stopped"), PAIRS)
def test_s06_a_period_takes_two_administrators(first, second, stopped):
    assert rule(duties.moves_period_alone(proposers=first, confirmers=second)) == ("S06" if stopped else "")


@pytest.mark.parametrize(("first", "second", "stopped"), PAIRS)
def test_s19_who_proposes_that_documents_go_does_not_approve_it(first, second, stopped):
    assert rule(duties.disposes_alone(proposers=first, approvers=second)) == ("S19" if stopped else "")


@pytest.mark.parametrize(("first", "second", "stopped"), PAIRS)
def test_s13_nobody_verifies_their_own_declaration(first, second, stopped):
    assert rule(duties.verifies_own_declaration(declarants=first, verifiers=second)) == ("S13" if stopped else "")


@pytest.mark.parametrize(("first", "second", "stopped"), PAIRS)
def test_s14_the_reported_officer_does_not_close_the_complaint(first, second, stopped):
    assert rule(duties.closes_own_complaint(reported=first, closers=second)) == ("S14" if stopped else "")


@pytest.mark.parametrize(
    ("reads", "configures", "found"), [(True, True, "S18"), (True, False, ""), (False, True, ""), (False, False, "")]
)
def test_s18_who_configures_does_not_read_the_record(reads, configures, found):
    assert rule(duties.reads_what_they_configure(reads=reads, configures=configures)) == found


@pytest.mark.parametrize(
    ("readers", "authors", "final", "found"),
    [
        ({SARI}, {BUDI}, False, "S22"),
        ({SARI}, {BUDI, CITRA}, False, "S22"),
        ({SARI}, {BUDI}, True, ""),
        ({SARI}, {SARI}, False, ""),
        ({SARI}, {SARI, BUDI}, False, ""),
    ],
)
def test_s22_a_draft_is_its_authors(readers, authors, final, found):
    assert rule(duties.reads_anothers_draft(readers=readers, authors=authors, final=final)) == found


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (date(2020, 1, 1), None, "S02"),
        (date(2020, 1, 1), date(2024, 4, 1), "S02"),  # one day inside the 24 months
        (DAY, None, "S02"),
        (date(2020, 1, 1), date(2024, 3, 31), ""),  # exactly 24 months ago
        (date(2026, 4, 1), None, ""),  # begins tomorrow
    ],
)
def test_s02_nobody_evaluates_a_unit_they_work_for_or_left_lately(since, until, found):
    assert rule(duties.evaluates_own_unit(unit=7, served=[Served(7, since, until)], day=DAY)) == found
    assert rule(duties.evaluates_own_unit(unit=8, served=[Served(7, since, until)], day=DAY)) == ""


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 24, date(2024, 3, 31)),
        (date(2026, 2, 28), 24, date(2024, 2, 28)),
        (date(2024, 2, 29), 24, date(2022, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, before):
    assert duties.months_before(day, months) == before


IDS = [f"S{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 17, 18, 19, 21, 22)]


def test_the_table_lists_every_rule_that_the_house_keeps():
    assert sorted(duties.RULES) == IDS


def test_each_rule_of_the_table_is_kept_by_a_function():
    source = Path(duties.__file__).read_text(encoding="utf-8").split("RULES: dict")[0]

    assert [id for id in duties.RULES if id not in source] == []


@pytest.mark.parametrize("one", duties.RULES.values(), ids=duties.RULES)
def test_each_rule_says_what_it_asks_and_where_it_comes_from(one):
    assert one.title
    assert one.sentence.endswith(".")
    assert len(one.source) > 10
