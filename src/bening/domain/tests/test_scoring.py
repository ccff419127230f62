from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bening.domain.scoring import Blank, score, share_of
from bening.domain.tests.trees import ABC, FALL, SERVICE, SURVEY, question, share, shared


def test_a_sub_area_earns_the_mean_of_its_questions_times_its_weight():
    result = score(SERVICE, {"P.1.a": "Ya", "P.1.b": "B", "P.1.c": "C", "H.1.a": Decimal("3.6")})

    assert [(s.id, s.earned, s.possible) for s in result.walk()] == [
        ("total", Decimal("17.25"), Decimal("20.5")),
        ("P.1", Decimal("1.5"), Decimal(3)),
        ("P.1.a", Decimal(1), Decimal(1)),
        ("P.1.b", Decimal("0.5"), Decimal(1)),
        ("P.1.c", Decimal(0), Decimal(1)),
        ("H.1", Decimal("15.750"), Decimal("17.5")),
        ("H.1.a", Decimal("15.750"), Decimal("17.5")),
    ]


def test_a_blank_question_earns_nothing_and_completeness_stands_beside():
    result = score(SERVICE, {"P.1.a": "Ya"})

    assert (result.earned, result.answered, result.questions) == (Decimal(1), 1, 4)
    assert result.parts[0].parts[1].why.rule == "blank"


def test_the_old_worksheets_reading_passes_over_blanks():
    result = score(SERVICE, {"P.1.a": "Ya"}, Blank.SKIP)

    assert result.parts[0].earned == 3
    assert result.parts[0].why.values["counted"] == 1


def test_a_sub_area_without_any_answer_earns_nothing_under_both_readings():
    assert [score(SERVICE, {}, blank).earned for blank in Blank] == [0, 0]


def test_three_full_answers_earn_the_whole_weight_exactly():
    third = shared("P.1.i", "1", question("a"), question("b"), question("c"))

    assert score(third, {"a": "Ya", "b": "Ya", "c": "Ya"}).earned == Decimal(1)


@pytest.mark.parametrize(
    ("scale", "answer", "expected", "rule"),
    [
        (share(), {"harus": 4, "selesai": 3}, Decimal("0.75"), "ratio"),
        (share(may_exceed=True), {"harus": 2, "selesai": 5}, Decimal(1), "ratio"),
        (share(nothing_due="1"), {"harus": 0, "selesai": 0}, Decimal(1), "nothing_due"),
        (share(nothing_due="0"), {"harus": 0, "selesai": 0}, Decimal(0), "nothing_due"),
        (share(), {"harus": 0, "selesai": 2}, Decimal(0), "nothing_due"),
        (share(), {"harus": 4}, None, "counts_missing"),
        (share(stated_total=True), {"harus": 4, "selesai": 3, "wajib": 6}, Decimal("0.5"), "ratio"),
        (FALL, {"lalu": 4, "kini": 1, "sanksi": 1}, Decimal("0.75"), "ratio"),
        (FALL, {"lalu": 4, "kini": 9, "sanksi": 0}, Decimal(0), "ratio"),
        (FALL, {"lalu": 0, "kini": 0, "sanksi": 0}, Decimal(1), "nothing_due"),
        (FALL, {"lalu": 0, "kini": 2, "sanksi": 0}, Decimal(0), "nothing_due"),
        (FALL, {"lalu": 4, "kini": 1}, None, "counts_missing"),
        (SURVEY, Decimal("3.6"), Decimal("0.9"), "index"),
        (SURVEY, Decimal(5), Decimal(1), "index"),
        (ABC, "B", Decimal("0.5"), "option"),
    ],
)
def test_share_of(scale, answer, expected, rule):
    value, why = share_of(question("q", scale), answer)

    assert (value, why.rule) == (expected, rule)


def test_only_the_worksheets_own_zero_rule_is_called_official():
    _, both = share_of(question("q", FALL), {"lalu": 0, "kini": 0, "sanksi": 0})
    _, ours = share_of(question("q", FALL), {"lalu": 0, "kini": 2, "sanksi": 0})

    assert (both.values["official"], ours.values["official"]) == (True, False)


letters = st.sampled_from(["A", "B", "C"])
counts = st.integers(0, 50)


@given(before=letters, after=letters, blank=st.sampled_from(list(Blank)))
def test_a_better_letter_never_lowers_the_score(before, after, blank):
    before, after = sorted([before, after], reverse=True)

    worse = score(SERVICE, {"P.1.a": "Ya", "P.1.b": before}, blank).earned
    better = score(SERVICE, {"P.1.a": "Ya", "P.1.b": after}, blank).earned

    assert worse <= better <= SERVICE.weight


@given(due=counts, done=counts, more=counts)
def test_more_done_never_lowers_a_share(due, done, more):
    worse, _ = share_of(question("q", share()), {"harus": due, "selesai": min(done, due)})
    better, _ = share_of(question("q", share()), {"harus": due, "selesai": min(done + more, due)})

    assert 0 <= worse <= better <= 1
