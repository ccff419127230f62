"""Bars, verdicts and reasons: pure preparation of what pages show."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from bening.assessment import queries
from bening.assessment.editions import instrument_files
from bening.assessment.inputs import parse_all
from bening.assessment.pages import explaining, moves, reasons
from bening.assessment.tests.factories import best_answer
from bening.domain.scoring import Blank

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text())
INSTRUMENT = instrument_files.load()
BEST = {id: best_answer(question) for id, question in INSTRUMENT.questions.items()}


def result(answers, blank=Blank.ZERO):
    return queries.result(answers, INSTRUMENT, blank)


def golden(place):
    return result(parse_all(GOLDEN[place]["answers"], INSTRUMENT))


def address(id):
    return f"/soal/{id}"


def test_a_bar_says_value_minima_and_what_is_missing():
    bar = explaining.bar(result(BEST | {"H.1.a": Decimal("3.3")}), "H.1.a")

    assert bar.label == "IPAK (survei eksternal): 14,44 dari 17,5. Minimum WBK 15,75, WBBM 15,75."
    assert [tick.words for tick in bar.ticks] == ["kurang 1,32 untuk WBK", "kurang 1,32 untuk WBBM"]
    assert bar.filled == "82.500%"
    assert [tick.at for tick in bar.ticks] == ["90.000%", "90.000%"]


def test_the_bar_of_an_area_holds_pemenuhan_and_reform_together():
    bar = explaining.bar(result(BEST), "area.5")

    assert (bar.value, bar.possible) == (Decimal(15), Decimal(15))
    assert [tick.words for tick in bar.ticks] == ["WBK terpenuhi", "WBBM terpenuhi"]


def test_a_question_and_a_branch_have_bars_without_minima():
    bars = explaining.Bars(result(BEST))

    assert [bars["P.1.i.a"].ticks, bars["P.1"].ticks, bars["H"].ticks] == [(), (), ()]
    assert bars["P.1.i.a"].label == "Tim ZI dibentuk: 0,25 dari 0,25."


def test_the_overview_shows_every_threshold_once_and_hasil():
    shown = [bar.id for bar in explaining.overview(explaining.Bars(result({})))]

    assert shown[:2] == ["total", "pengungkit"]
    assert shown[8] == "H"
    assert sorted(shown) == sorted([check.id for check in result({}).gates["WBK"].checks] + ["H"])


@pytest.mark.parametrize(
    ("value", "minimum", "shown"),
    [
        ("4.7949", "4.8", "4,79"),
        ("4.7996", "4.8", "4,7996"),
        ("4.79999999999999", "4.8", "4,799999999"),
        ("4.8", "4.8", "4,80"),
        ("4.805", "4.8", "4,81"),
        ("95.709523809523", "75", "95,71"),
    ],
)
def test_rounding_never_makes_a_value_seem_to_reach_a_minimum_that_it_misses(value, minimum, shown):
    assert explaining.figure(Decimal(value), [Decimal(minimum)]) == shown


def test_what_is_missing_is_rounded_up():
    assert [explaining.up(Decimal(value)) for value in ("0.0000001", "0.35", "0.3501")] == ["0,01", "0,35", "0,36"]


def test_exact_figures_drop_only_what_a_mean_of_three_leaves_behind():
    assert explaining.digits(Decimal("61.26749999999999999999999999")) == "61,2675"
    assert explaining.all_digits(Decimal("61.26749999999999999999999999")) == "61,26749999999999999999999999"
    assert explaining.all_digits(Decimal("10.000")) == "10"


def test_a_verdict_is_one_sentence_for_each_predicate():
    wbk, wbbm = explaining.verdicts(result(BEST | {"H.1.b": "C"}))

    assert (wbk.passed, wbk.words) == (True, "Semua 12 ambang nilai terpenuhi.")
    assert not wbbm.passed
    assert wbbm.words == "1 dari 12 ambang nilai belum tercapai; terjauh Capaian kinerja lebih baik, kurang 1,25."


def test_the_old_reading_stands_beside_the_official_one():
    half = {id: answer for id, answer in BEST.items() if not id.startswith("H")}
    rows = explaining.readings(result(half), result(half, Blank.SKIP))

    assert [(row.name, row.official, row.skipped) for row in rows][:3] == [
        ("Nilai total", "60,00", "60,00"),
        ("Pengungkit", "60,00", "60,00"),
        ("Hasil", "0,00", "0,00"),
    ]
    one = {"P.1.i.a": "Ya"}
    assert explaining.readings(result(one), result(one, Blank.SKIP))[0].skipped == "0,50"


def test_the_tree_explains_down_to_the_question_with_its_address():
    tree = reasons.tree(golden(0), address)
    asked = reasons.questions(tree)

    assert len(asked) == 113
    assert asked[0].address == "/soal/P.1.i.a"
    assert sum(question.earned for question in asked) == pytest.approx(tree.earned)
    assert all(node.why or len(node.parts) == 1 for node in tree.walk())


def test_the_tree_names_what_nothing_fixes():
    nothing = BEST | {"R.5.ii.a": {"harus": 0, "selesai": 0, "proses": 0}}
    keys = INSTRUMENT.questions["R.5.ii.a"].scale.keys

    found = reasons.unofficial(reasons.tree(result(nothing | {"R.5.ii.a": dict.fromkeys(keys, 0)}), address))

    assert [one.id for one in found] == ["R.5.ii.a"]
    assert "bukan ketentuan" in found[0].why


def test_losses_begin_with_the_question_that_costs_most():
    tree = reasons.tree(result(BEST | {"H.1.b": "E", "P.1.i.a": "Tidak"}), address)

    assert [(one.id, one.lost_shown) for one in reasons.losses(tree, 10)] == [("H.1.b", "5,00"), ("P.1.i.a", "0,25")]
    assert len(reasons.losses(reasons.tree(result({}), address), 10)) == 10


def test_moves_say_which_way_and_what_it_means_for_each_minimum():
    found = moves.moves(result(BEST | {"H.1.b": "E"}), result(BEST | {"H.1.b": "C"}))
    by_id = {move.after.id: move for move in found.all}

    assert (by_id["H.1.b"].arrow, by_id["H.1.b"].words) == ("↑", "naik 2,50")
    assert [crossing.words for crossing in by_id["H.1.b"].crossings] == ["kini terpenuhi", "masih kurang 1,25"]
    assert by_id["area.1"] in found.same
    assert by_id["total"] in found.moved
    assert found.total.after.shown == "97,50"


def test_a_fall_below_a_minimum_is_told():
    found = moves.moves(result(BEST), result(BEST | {"H.1.b": "E"}))
    by_id = {move.after.id: move for move in found.all}

    assert (by_id["H.1.b"].arrow, by_id["H.1.b"].words) == ("↓", "turun 5,00")
    assert [crossing.words for crossing in by_id["H.1.b"].crossings] == ["kini kurang 2,50", "kini kurang 3,75"]
