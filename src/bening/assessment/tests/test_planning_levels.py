from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bening.assessment.editions.instrument_files import load
from bening.assessment.planning import StepSizes, levels
from bening.assessment.tests import small
from bening.domain.scoring import share_of

QUESTIONS = load().questions
CHANGES, VIOLATIONS, COMPLAINTS, WEALTH = (QUESTIONS[id] for id in ("R.1.i.a", "R.3.iii.a", "R.5.ii.a", "R.5.iii.a"))


def ways(question, answer):
    return [(level.to, level.share, level.steps) for level in levels(question, answer)]


def test_a_letter_rises_one_step_per_option():
    assert [(to, steps) for to, _, steps in ways(QUESTIONS["H.1.b"], "C")] == [("B", 1), ("A", 2)]


def test_a_blank_choice_stands_where_the_lowest_option_stands():
    assert ways(QUESTIONS["P.1.i.b"], None) == ways(QUESTIONS["P.1.i.b"], "C")
    assert [(to, steps) for to, _, steps in ways(QUESTIONS["P.1.i.a"], None)] == [("Ya", 1)]


def test_the_best_answer_has_no_way_up():
    assert ways(QUESTIONS["P.1.i.a"], "Ya") == []
    assert ways(QUESTIONS["H.1.a"], Decimal(4)) == []
    assert ways(COMPLAINTS, {"harus": 3, "proses": 0, "selesai": 3}) == []


def test_an_index_rises_to_the_next_tenths_and_not_above_its_top():
    found = ways(QUESTIONS["H.1.a"], Decimal("3.75"))

    assert [(str(to), steps) for to, _, steps in found] == [("3.8", 1), ("3.9", 2), ("4.0", 3)]
    assert len(ways(QUESTIONS["H.1.a"], None)) == 40
    assert [to for to, _, _ in ways(QUESTIONS["H.1.a"], Decimal("3.8"))] == [Decimal("3.9"), Decimal(4)]


def test_a_percentage_rises_by_the_smallest_count_that_reaches_each_quarter():
    found = ways(COMPLAINTS, {"harus": 10, "proses": 1, "selesai": 2})

    assert [(to["selesai"], steps) for to, _, steps in found] == [(3, 1), (5, 2), (8, 3), (10, 4)]
    assert all((to["harus"], to["proses"]) == (10, 1) for to, _, _ in found)


def test_quarters_that_fall_on_the_same_count_are_one_level():
    assert [to["selesai"] for to, _, _ in ways(COMPLAINTS, {"harus": 2, "proses": 0, "selesai": 0})] == [1, 2]


def test_fewer_violations_is_the_largest_number_this_year_that_reaches_each_quarter():
    found = ways(VIOLATIONS, {"lalu": 10, "kini": 12, "sanksi": 12})

    assert [(to["kini"], share) for to, share, _ in found] == [
        (7, Decimal("0.3")),
        (5, Decimal("0.5")),
        (2, Decimal("0.8")),
        (0, Decimal(1)),
    ]
    assert all(to["lalu"] == 10 for to, _, _ in found)


def test_a_total_that_was_typed_is_what_the_share_is_counted_from():
    counts = {"kepala_satker": 0, "pejabat_wajib": 1, "lainnya": 12, "wajib": 12, "sudah": 5}

    assert [to["sudah"] for to, _, _ in ways(WEALTH, counts)] == [6, 9, 12]


@pytest.mark.parametrize("counts", [None, {"harus": 8}])
def test_without_counts_the_share_itself_is_the_goal(counts):
    found = levels(COMPLAINTS, counts)

    assert [level.to for level in found] == [{"share": text} for text in ("0.25", "0.5", "0.75", "1")]
    assert [share_of(COMPLAINTS, level.answer)[0] for level in found] == [level.share for level in found]


def test_where_nothing_was_due_scoring_says_what_it_earns():
    nothing = {"harus": 0, "proses": 0, "selesai": 0}

    assert ways(COMPLAINTS, nothing) == []  # it earns everything already
    assert [to for to, _, _ in ways(CHANGES, {"agen": 0, "perubahan": 0})][-1] == {"share": "1"}  # it earns nothing yet
    assert [to["kini"] for to, _, _ in ways(VIOLATIONS, {"lalu": 0, "kini": 2, "sanksi": 0})] == [0]


def test_how_far_a_step_goes_is_a_setting():
    sizes = StepSizes(index=Decimal("0.5"), shares=(Decimal("0.9"),))

    assert [level.to for level in levels(QUESTIONS["H.2.a"], Decimal("3.2"), sizes)] == [Decimal("3.5"), Decimal(4)]
    assert [level.to["selesai"] for level in levels(COMPLAINTS, {"harus": 9, "proses": 0, "selesai": 0}, sizes)] == [9]


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_every_level_earns_more_than_the_one_before_and_says_what_scoring_says(data):
    scale = data.draw(small.scales)
    question = small.question("Q", scale)
    answer = data.draw(small.answers_for(scale))

    shares = [share_of(question, answer)[0] or Decimal(0)]
    for level in levels(question, answer):
        assert share_of(question, level.answer)[0] == level.share
        shares.append(level.share)

    assert shares == sorted(set(shares))
    assert shares[-1] == 1
