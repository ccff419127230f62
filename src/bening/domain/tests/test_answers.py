from decimal import Decimal

import pytest

from bening.domain.answers import AnswerRefused, parse
from bening.domain.tests.trees import ABC, FALL, SURVEY, YT, question, share


@pytest.mark.parametrize(
    ("scale", "given", "expected"),
    [
        (ABC, "b", "B"),
        (ABC, " A ", "A"),
        (YT, "ya", "Ya"),
        (YT, "TIDAK", "Tidak"),
        (YT, "", None),
        (YT, None, None),
        (SURVEY, "3,75", Decimal("3.75")),
        (SURVEY, 4, Decimal(4)),
        (SURVEY, " ", None),
        (SURVEY, "3e-40", Decimal("3e-40")),
        (share(), {"harus": "4", "selesai": 3.0}, {"harus": 4, "selesai": 3}),
        (share(), {"harus": 4, "selesai": ""}, {"harus": 4}),
        (share(), {"harus": "1.250", "selesai": " 1.000 "}, {"harus": 1250, "selesai": 1000}),
        (share(), {"harus": "", "selesai": None}, None),
        (share(may_exceed=True), {"harus": 1, "selesai": 3}, {"harus": 1, "selesai": 3}),
        (share(stated_total=True), {"harus": 1, "selesai": 3, "wajib": 3}, {"harus": 1, "selesai": 3, "wajib": 3}),
        (FALL, {"lalu": 1, "kini": 5, "sanksi": 0}, {"lalu": 1, "kini": 5, "sanksi": 0}),
    ],
)
def test_parse_understands(scale, given, expected):
    assert parse(question("q", scale), given) == expected


@pytest.mark.parametrize(
    ("scale", "given", "rules"),
    [
        (ABC, "D", ["outside_scale"]),
        (ABC, 1, ["outside_scale"]),
        (YT, True, ["outside_scale"]),
        (SURVEY, "4.01", ["outside_index"]),
        (SURVEY, "-1", ["outside_index"]),
        (SURVEY, "tiga", ["not_a_number"]),
        (SURVEY, "nan", ["not_a_number"]),
        (SURVEY, float("inf"), ["not_a_number"]),
        (SURVEY, True, ["not_a_number"]),
        (SURVEY, "1_0", ["not_a_number"]),
        (SURVEY, "9" * 5000, ["not_a_number"]),
        (SURVEY, "1e-99999999", ["not_a_number"]),
        (SURVEY, "0e-99999999", ["not_a_number"]),
        (SURVEY, "1e99999999", ["outside_index"]),
        (share(), "75%", ["counts_expected"]),
        (share(), {"harus": -1, "selesai": "x"}, ["negative_count", "not_a_number"]),
        (share(), {"harus": "1.5"}, ["fractional_count"]),
        (share(), {"harus": "1,000"}, ["fractional_count"]),
        (share(), {"harus": 10**9}, ["count_too_large"]),
        (share(), {"harus": "1e999999"}, ["count_too_large"]),
        (share(), {"harus": 1, "lain": 2}, ["unknown_count"]),
        (share(), {"harus": 1, "selesai": 2}, ["more_than_due"]),
        (share(stated_total=True), {"harus": 9, "selesai": 4, "wajib": 3}, ["more_than_due"]),
    ],
)
def test_parse_refuses(scale, given, rules):
    with pytest.raises(AnswerRefused) as refused:
        parse(question("q", scale), given)

    assert [refusal.rule for refusal in refused.value.refusals] == rules


def test_minus_nothing_is_nothing():
    assert str(parse(question("q", SURVEY), "-0")) == "0"


def test_a_refusal_never_repeats_more_than_a_line():
    with pytest.raises(AnswerRefused) as refused:
        parse(question("q", ABC), "A" * 100_000)

    assert len(refused.value.refusals[0].given) == 40
