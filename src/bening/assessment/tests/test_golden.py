"""Ten filled worksheets that a spreadsheet program recalculated: every figure must agree."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from bening.assessment.editions.instrument_files import load
from bening.assessment.inputs import parse_all
from bening.domain.gates import gates
from bening.domain.instrument import Choice
from bening.domain.scoring import score

CASES = json.loads((Path(__file__).parent / "golden.json").read_text(), parse_float=Decimal)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["expected"]["total"]))
def test_every_figure_agrees_with_the_spreadsheet(case):
    instrument = load()

    points = score(instrument.root, parse_all(case["answers"], instrument)).points()

    off = {id: points[id] - Decimal(figure) for id, figure in case["expected"].items()}
    assert {id: gap for id, gap in off.items() if abs(gap) > Decimal("1e-9")} == {}


def letters(index):
    """Answer every choice with the option at ``index``, everything else with what it takes to earn 80 %."""
    answers = {}
    for question in load().questions.values():
        if isinstance(question.scale, Choice):
            answers[question.id] = question.scale.options[index].letter
    return answers


def test_second_options_with_four_fifths_done_score_what_the_field_computed_by_hand():
    instrument = load()
    counts = {
        "R.1.i.a": {"agen": 5, "perubahan": 4},
        "R.1.i.b": {"perubahan": 5, "terintegrasi": 4},
        "R.3.iii.a": {"lalu": 5, "kini": 1, "sanksi": 0},
        "R.4.i.a": {"sasaran": 5, "tercapai": 4},
        "R.5.ii.a": {"harus": 5, "proses": 0, "selesai": 4},
        "R.5.iii.a": {"kepala_satker": 1, "pejabat_wajib": 2, "lainnya": 2, "sudah": 4},
        "R.5.iii.b": {"administrator": 1, "pengawas": 2, "fungsional_pelaksana": 2, "sudah": 4},
        "R.6.i.b": {"terdaftar": 5, "dipermudah": 4},
    }
    answers = {**letters(1), **counts, "H.1.a": "3.6", "H.1.b": "C", "H.2.a": "3.2"}

    points = score(instrument.root, parse_all(answers, instrument)).points()

    assert round(points["pengungkit"], 6) == Decimal("36.472792")
    assert round(points["total"], 6) == Decimal("68.722792")
    assert (points["H.1"], points["H.2"]) == (Decimal("18.25"), Decimal("14.0"))


def test_an_index_exactly_at_the_minimum_passes_its_check():
    instrument = load()

    scored = score(instrument.root, parse_all({"H.1.a": "3.6", "H.1.b": "B", "H.2.a": "3.6"}, instrument))

    passed = {check.id: check.passed for check in gates(instrument.thresholds, scored)["WBBM"].checks}
    assert (passed["H.1"], passed["H.1.a"], passed["H.1.b"], passed["H.2"]) == (True, True, True, True)
    assert passed["total"] is False


def test_the_instrument_asks_127_numbered_questions():
    instrument = load()
    numbers = [question.soal_id for question in instrument.questions.values() if question.soal_id]
    numbers += [entry.soal_id for q in instrument.questions.values() for entry in getattr(q.scale, "inputs", ())]

    assert sorted(numbers) == list(range(1, 128))
    assert len(instrument.questions) == 113
