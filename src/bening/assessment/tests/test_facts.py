"""The facts of the prerequisites as text and in words."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bening.assessment import facts
from bening.assessment.editions import instrument_files
from bening.domain.prerequisites import GRADES, Facts

RULES = instrument_files.load().prerequisites
TODAY = date(2026, 11, 20)
GOOD = Facts(
    kind="kl",
    bpk_opinion="WTP",
    sakip="A",
    rb_index="BB",
    spip=Decimal("3.2"),
    core_service=True,
    public_impact=True,
    tlhp_percent=Decimal(100),
    wealth_reports_percent=Decimal(100),
    years_built=Decimal(2),
    internal_sakip="BB",
    holds="WBK",
    held_since=date(2024, 1, 10),
)

grades = st.none() | st.sampled_from(GRADES)
numbers = st.none() | st.decimals(min_value=0, max_value=100, places=4)
truths = st.none() | st.booleans()
days = st.none() | st.dates(min_value=date(2009, 1, 1), max_value=date(2100, 1, 1))


@given(
    st.builds(
        Facts,
        kind=st.just("pemda"),
        bpk_opinion=st.none() | st.sampled_from(facts.OPINIONS),
        sakip=grades,
        rb_index=grades,
        spip=numbers,
        core_service=truths,
        public_impact=truths,
        tlhp_percent=numbers,
        wealth_reports_percent=numbers,
        years_built=numbers,
        internal_sakip=grades,
        holds=st.none() | st.sampled_from(["WBK", "WBBM"]),
        held_since=days,
        revoked_on=days,
    )
)
def test_facts_come_back_exactly_as_they_were_stated(stated):
    text = facts.write(stated)

    assert all(isinstance(value, str) for value in text.values())
    assert facts.read(text, kind="pemda") == stated


def test_what_is_not_a_fact_is_left_alone():
    assert facts.read({"kind": "kl", "at": "2026-01-01", "spip": ""}, kind="pemda") == Facts(kind="pemda")


@pytest.mark.parametrize(
    ("name", "text"), [("spip", "tiga"), ("spip", "NaN"), ("held_since", "kemarin"), ("sakip", "Z")]
)
def test_a_stored_fact_that_is_none_is_refused(name, text):
    with pytest.raises(facts.FactUnreadable):
        facts.read({name: text}, kind="kl")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("spip", "3.20", "3,2"),
        ("tlhp_percent", "92.4", "92,4 %"),
        ("years_built", "2", "2 tahun"),
        ("core_service", "ya", "ya"),
        ("core_service", True, "ya"),
        ("core_service", "tidak", "tidak"),
        ("revoked_on", "2025-06-01", "1 Juni 2025"),
        ("sakip", "BB", "BB"),
        ("sakip", None, "belum diketahui"),
        ("spip", "tiga", "tiga"),
    ],
)
def test_a_fact_is_told_in_indonesian(name, text, told):
    assert facts.told(name, text) == told


def line_of(standing, id):
    return next(line for line in standing.lines if line.id == id)


def test_everything_met_is_one_sentence():
    standing = facts.standing(RULES, GOOD, on=TODAY)

    assert standing.sentences == (
        ("WBK", True, "Semua 10 prasyarat terpenuhi."),
        ("WBBM", True, "Semua 11 prasyarat terpenuhi."),
    )


def test_what_nobody_stated_is_not_known_rather_than_failed():
    standing = facts.standing(RULES, Facts(kind="kl", holds="WBK"), on=TODAY)

    assert standing.sentences[0] == ("WBK", None, "10 prasyarat belum diketahui.")
    assert {demand.word for line in standing.lines for demand in line.demands if demand.predicate == "WBK"} >= {
        "belum diketahui"
    }


def test_a_failed_demand_is_named():
    standing = facts.standing(RULES, Facts(**{**vars_of(GOOD), "rb_index": "B"}), on=TODAY)

    assert standing.sentences[0][1] is True
    assert standing.sentences[1] == ("WBBM", False, "Belum terpenuhi: Indeks RB instansi.")


def test_practice_is_marked_and_never_counts_as_a_rule():
    standing = facts.standing(RULES, Facts(**{**vars_of(GOOD), "held_since": date(2026, 1, 1)}), on=TODAY)
    line = line_of(standing, "years_of_wbk")

    assert line.practice
    assert "bukan ketentuan" in line.source
    assert [demand.asked for demand in line.demands] == [False, True]
    assert line.demands[1].passed is False
    assert standing.sentences[1][1] is True


def test_a_revoked_predicate_says_when_the_wait_is_over():
    standing = facts.standing(RULES, Facts(**{**vars_of(GOOD), "revoked_on": date(2025, 6, 1)}), on=TODAY)
    line = line_of(standing, "cooldown")

    assert line.value == "dicabut 1 Juni 2025"
    assert line.demands[0].minimum == "dapat diusulkan lagi mulai 1 Juni 2027"
    assert line.demands[0].passed is False


def test_the_least_rb_index_follows_the_kind_of_instansi():
    central = line_of(facts.standing(RULES, GOOD, on=TODAY), "rb_index")
    regional = line_of(facts.standing(RULES, Facts(kind="pemda"), on=TODAY), "rb_index")

    assert [demand.minimum for demand in central.demands] == ["paling rendah B", "paling rendah BB"]
    assert [demand.minimum for demand in regional.demands] == ["paling rendah CC", "paling rendah B"]


def vars_of(stated):
    return {name: getattr(stated, name) for name in ("kind", *facts.STATED)}
