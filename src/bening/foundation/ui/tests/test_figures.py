"""Numbers and times read as people here read them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template

from bening.foundation.ui.templatetags import bening

NOW = datetime(2026, 11, 20, 7, 5, tzinfo=UTC)  # 14.05 in Jakarta


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("95.709524"), 2, "95,71"),
        (Decimal("95.709524"), 0, "96"),
        (Decimal("0.133333"), 4, "0,1333"),
        (Decimal("2.675"), 2, "2,68"),  # a float would say 2,67
        (Decimal("-0.001"), 2, "0,00"),
        (Decimal("-3.5"), 1, "−3,5"),
        (1234567, 0, "1.234.567"),
        (Decimal("4042.5"), 2, "4.042,50"),
        (0, 2, "0,00"),
        (None, 2, "–"),
    ],
)
def test_a_number_has_a_decimal_comma(value, places, text):
    assert bening.number(value, places) == text


@pytest.mark.parametrize("value", [1.5, True, "3"])
def test_what_is_not_exact_is_no_number(value):
    with pytest.raises(TypeError, match="Decimal or int"):
        bening.number(value)


def test_a_value_just_below_its_minimum_never_seems_to_reach_it():
    value = Decimal("74.999")

    assert (bening.number(value), bening.number_down(value)) == ("75,00", "74,99")


@pytest.mark.parametrize(
    ("weight", "text"), [("0.25", "0,25"), ("22.50", "22,5"), ("4.00", "4"), ("0", "0"), ("60", "60")]
)
def test_a_weight_is_written_whole_and_without_needless_zeros(weight, text):
    assert bening.plain(Decimal(weight)) == text


def test_a_share_is_shown_in_percent():
    assert [bening.percent(Decimal(share)) for share in ("0.957", "1", "0")] == ["95,7%", "100,0%", "0,0%"]
    assert (bening.percent(Decimal("0.5"), 0), bening.percent(None)) == ("50%", "–")


def test_a_day_is_written_out():
    assert bening.day(date(2026, 11, 20)) == "20 November 2026"
    assert bening.day(datetime(2026, 11, 20, 20, 0, tzinfo=UTC)) == "21 November 2026"  # in Jakarta
    assert bening.day(date(2026, 8, 17)) == "17 Agustus 2026"
    assert bening.day(None) == bening.moment(None) == bening.clock(None) == "–"


def test_a_moment_is_written_out():
    assert bening.moment(NOW) == "20 November 2026 pukul 14.05"
    assert bening.clock(NOW) == "14.05"


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (timedelta(seconds=59), "baru saja"),
        (timedelta(minutes=1), "1 menit lalu"),
        (timedelta(minutes=59, seconds=59), "59 menit lalu"),
        (timedelta(hours=1), "1 jam lalu"),
        (timedelta(hours=23), "23 jam lalu"),
        (timedelta(days=29), "29 hari lalu"),
        (timedelta(days=30), ""),
        (timedelta(seconds=-1), ""),
    ],
)
def test_a_relative_time_stops_where_the_date_says_more(passed, text):
    assert bening.relative(NOW - passed, now=NOW) == text


def test_the_exact_time_stands_beside_the_relative_one():
    page = Template("{% ago at now %}|{% ago old now %}").render(
        Context({"at": NOW - timedelta(minutes=5), "old": NOW - timedelta(days=400), "now": NOW})
    )

    recent, old = page.split("|")
    assert "5 menit lalu" in recent
    assert "(20 November 2026 pukul 14.00)" in recent
    assert 'datetime="2026-11-20T07:00:00+00:00"' in recent
    assert ">16 Oktober 2025 pukul 14.05<" in old
