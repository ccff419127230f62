"""The instrument beside the researched source it was made from, where that lies beside the project."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from bening.assessment.editions.instrument_files import load
from bening.domain.answers import parse
from bening.domain.instrument import Choice, Index, Ratio
from bening.domain.scoring import score

SOURCE = Path(__file__).parents[5] / "shared" / "data" / "lke-90-2021.yaml"
AREAS = {"MP": 1, "TL": 2, "SDM": 3, "AK": 4, "PW": 5, "YP": 6}

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def source():
    if not SOURCE.exists():
        pytest.skip("folder shared di samping proyek tidak ada; pembanding instrumen dilewati")
    return yaml.safe_load(SOURCE.read_text())


def below(node):
    """Yield every mapping with an id, parents first."""
    if isinstance(node, dict):
        if ("id" in node and "name" in node) or "type" in node:
            yield node
        for value in node.values():
            yield from below(value)
    elif isinstance(node, list):
        for value in node:
            yield from below(value)


def questions_of(source):
    return {node["id"]: node for node in below(source["components"]) if "letter" in node}


def number(value):
    return Decimal(str(value))


def test_every_question_is_there_in_order_with_its_type_and_number(source):
    theirs = questions_of(source)

    assert list(load().questions) == list(theirs)
    for id, question in load().questions.items():
        assert (question.type, question.soal_id) == (theirs[id]["type"], theirs[id]["portalrb"]["soal_id"])
        assert abs(load().weight_of(question) - number(theirs[id]["weight_in_subarea"])) < Decimal("1e-6")
        ours = {letter: text.casefold() for letter, text in question.criteria}
        assert ours == {letter: text.casefold() for letter, text in theirs[id]["criteria"].items()}
        if question.soal_id:
            assert question.row == theirs[id]["portalrb"]["row"]


def test_every_branch_weighs_the_same(source):
    ours = load().branches
    theirs = {node["id"]: node for node in below(source["components"]) if "weight" in node}

    renamed = {"pengungkit": "A", "H": "B"}
    compared = {id: theirs[renamed.get(id, id)]["weight"] for id in ours if id != "total"}
    assert {id: ours[id].weight for id in compared} == {id: number(weight) for id, weight in compared.items()}


def test_every_count_has_its_key_number_and_row(source):
    theirs = questions_of(source)

    for id, question in load().questions.items():
        if isinstance(question.scale, Ratio):
            formula = theirs[id]["formula"]
            assert [(entry.key, entry.soal_id, entry.row) for entry in question.scale.inputs] == [
                (entry["key"], entry["portalrb_soal_id"], entry["row"]) for entry in formula["inputs"]
            ]
            assert str(question.scale.numerator) == formula["numerator"]
            assert str(question.scale.denominator) == formula["denominator"]


def test_every_option_is_worth_the_same(source):
    for scale in load().scales:
        assert {option.letter: option.value for option in scale.options} == {
            letter: number(value) for letter, value in source["scales"][scale.id].items()
        }


@pytest.mark.parametrize("predicate", ["WBK", "WBBM"])
def test_every_threshold_is_the_same(predicate, source):
    ours, theirs = load().thresholds[predicate], source["thresholds"][predicate]

    assert (ours.total, ours.pengungkit, ours.requires) == (
        number(theirs["total"]),
        number(theirs["pengungkit"]),
        theirs["requires_predicate"],
    )
    assert dict(ours.areas) == {AREAS[code]: number(least) for code, least in theirs["area_min"].items()}
    assert dict(ours.results) == {id: number(theirs[id]) for id in ("H.1", "H.1.a", "H.1.b", "H.2")}


def test_every_prerequisite_is_the_same(source):
    ours, theirs = load().prerequisites, source["prerequisites"]

    assert ours.bpk_opinion == theirs["instansi"]["opini_bpk"]
    assert ours.sakip == theirs["instansi"]["sakip"]
    assert ours.rb_index == theirs["instansi"]["indeks_rb"]
    assert ours.spip_min == theirs["instansi"]["maturitas_spip_min"]
    assert ours.tlhp_percent == theirs["unit"]["tlhp_persen"]
    assert ours.wealth_reports_percent == theirs["unit"]["lhkan_lhkpn_persen"]
    assert ours.years_built_min == theirs["unit"]["lama_pembangunan_tahun_min"]
    assert ours.internal_sakip == theirs["unit"]["sakip_internal"]
    assert ours.cooldown_years == theirs["after_revocation_cooldown_years"]


def counts_that_earn(question, share):
    """Return counts whose ratio is ``share`` of hundredths."""
    scale, due = question.scale, 100
    counts = dict.fromkeys(scale.keys, 0) | {scale.denominator.keys[0]: due}
    for sign, key in scale.numerator.terms:
        if key not in scale.denominator.keys:
            counts[key] = int(due * share) if sign > 0 else int(due * (1 - share))
    return counts


def answers_of(given):
    answers = {}
    for id, question in load().questions.items():
        match question.scale:
            case Choice(options=options):
                answers[id] = options[-1 if given["opsi_ke"] == "terakhir" else given["opsi_ke"] - 1].letter
            case Ratio():
                answers[id] = counts_that_earn(question, number(given["rasio"]))
            case Index():
                answers[id] = number(given["ipak" if id == "H.1.a" else "ipkp"])
    answers["H.1.b"] = given["kinerja"]
    return {id: parse(load().questions[id], answer) for id, answer in answers.items()}


def test_every_test_vector_agrees(source):
    assert len(source["test_vectors"]) == 4
    for vector in source["test_vectors"]:
        points = score(load().root, answers_of(vector["input"])).points()

        off = {id: points[id] - number(figure) for id, figure in vector["expect"].items()}
        assert {id: gap for id, gap in off.items() if abs(gap) > Decimal("1e-6")} == {}, vector["name"]
