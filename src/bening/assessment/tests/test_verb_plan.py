import json
import os
from decimal import Decimal

import pytest

from bening.assessment.editions.instrument_files import load
from bening.assessment.inputs import parse_all
from bening.assessment.verbs import plan
from bening.domain.gates import gates
from bening.domain.scoring import score

ANSWERS = {
    "P.1.i.a": "Ya",
    "R.1.i.a": {"agen": 3, "perubahan": 1},
    "R.3.iii.a": {"lalu": 4, "kini": 4, "sanksi": 4},
    "H.1.a": 3.55,
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "jawaban.json"
    path.write_text(json.dumps({"answers": ANSWERS}))
    return path


def asked(capsys, *arguments):
    """Return the exit status and what was printed as JSON."""
    status = plan.run([*map(str, arguments), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_the_plan_as_json_can_be_followed_to_a_passing_score(file, capsys):
    status, found = asked(capsys, file, "--target", "WBK")

    assert (status, found["feasible"], found["blocked_by"]) == (0, True, [])
    assert sum(Decimal(step["effort"]) for step in found["steps"]) == Decimal(found["effort"])
    raised = {step["id"]: step["to"] for step in found["steps"] if "share" not in step["to"]}
    shares = [step for step in found["steps"] if "share" in step["to"]]
    scored = score(load().root, parse_all({**ANSWERS, **raised}, load()))
    lent = sum(Decimal(step["gain"]) for step in shares)
    assert abs(scored.earned + lent - Decimal(found["after"]["scores"]["total"])) < Decimal("1e-20")
    assert found["after"]["gates"]["WBK"]["pass"] is True
    assert found["after"]["gates"]["WBBM"]["pass"] is False


def test_numbers_are_exact_texts_and_counts_whole_numbers(file, capsys):
    _, found = asked(capsys, file, "--target", "WBBM", "--unlock", "R.3.iii.a")
    steps = {step["id"]: step for step in found["steps"]}

    assert (steps["H.1.a"]["from"], steps["H.2.a"]["from"]) == ("3.55", None)
    risen = Decimal(steps["H.1.a"]["to"]) - Decimal("3.55")
    assert Decimal(steps["H.1.a"]["gain"]) == risen * Decimal("4.375")
    assert steps["R.3.iii.a"]["to"] == {"lalu": 4, "kini": 0, "sanksi": 4}


def test_the_predicate_that_must_be_held_is_noted(file, capsys):
    assert any("sudah berpredikat WBK" in note for note in asked(capsys, file, "--target", "WBBM")[1]["notes"])
    assert not any("sudah berpredikat" in note for note in asked(capsys, file, "--target", "WBK")[1]["notes"])


def test_locks_hold_and_what_blocks_is_an_answer(file, capsys):
    status, found = asked(capsys, file, "--target", "WBK", "--lock", "H.1.a", "--lock", "P.1.i.b")

    assert (status, found["feasible"], found["steps"], found["effort"]) == (0, False, [], None)
    assert [(check["id"], check["value"], check["minimum"]) for check in found["blocked_by"]] == [
        ("H.1.a", "15.53125", "15.75")
    ]


def test_nobody_is_told_to_undo_what_has_happened(file, capsys):
    _, found = asked(capsys, file, "--target", "WBBM")

    assert found["feasible"]
    assert "R.3.iii.a" not in {step["id"] for step in found["steps"]}
    assert found["locked_by_default"] == ["R.3.iii.a"]
    assert any("--unlock R.3.iii.a" in note for note in found["notes"])


@pytest.mark.parametrize(
    "more", [["--unlock", "R.3.iii.a"], ["--lock", "R.3.iii.a"], ["--lock", "R.3.iii.a", "--unlock", "R.3.iii.a"]]
)
def test_what_a_person_locked_or_unlocked_is_their_own_doing(file, capsys, more):
    _, found = asked(capsys, file, "--target", "WBBM", *more)

    assert found["locked_by_default"] == []
    assert not any("--unlock" in note for note in found["notes"])
    assert ("R.3.iii.a" in {step["id"] for step in found["steps"]}) is ("--lock" not in more)


def test_a_refusal_names_the_file_as_a_score_does(file, tmp_path, capsys):
    assert asked(capsys, tmp_path / "tidak-ada.json", "--target", "WBK")[1]["source"] == {"name": "tidak-ada.json"}
    _, found = asked(capsys, file, "--target", "WBK", "--unlock", "P.9.z")
    assert (found["source"], found["errors"][0]["cell"]) == ({"name": "jawaban.json"}, "P.9.z")
    assert "pada --unlock tidak ada" in found["errors"][0]["message"]


def test_efforts_come_from_a_file(file, tmp_path, capsys):
    efforts = tmp_path / "usaha.yaml"
    efforts.write_text("default: 1\nH.1.a: [7, 1]\nH.2.a: 0.5\n")
    _, found = asked(capsys, file, "--target", "WBK", "--effort", efforts)
    steps = {step["id"]: step for step in found["steps"]}

    assert steps["H.1.a"]["effort"] == "7"
    assert Decimal(steps["H.2.a"]["effort"]) >= 16  # to 3,2 at least: 32 steps of a half


@pytest.mark.parametrize(
    "text", ["P.9.z: 1", "H.1.a: murah", "H.1.a: 1\nH.1.a: 2", "[1, 2]", "a: &x 1\nb: *x", "{", "[" * 99_999]
)
def test_an_effort_file_that_cannot_be_used_is_refused_with_a_sentence(text, file, tmp_path, capsys):
    efforts = tmp_path / "usaha.yaml"
    efforts.write_text(text)
    status, found = asked(capsys, file, "--target", "WBK", "--effort", efforts)

    assert status == 2
    assert found["errors"][0]["rule"] == "effort"
    assert found["errors"][0]["message"].endswith(".")


def test_files_that_are_not_there_and_locks_that_do_not_exist_are_refused(file, tmp_path, capsys):
    assert asked(capsys, tmp_path / "tidak-ada.json", "--target", "WBK")[0] == 2
    assert asked(capsys, file, "--target", "WBK", "--effort", tmp_path / "tidak-ada.yaml")[0] == 2
    status, found = asked(capsys, file, "--target", "WBK", "--lock", "P.9.z")
    assert (status, found["errors"][0]["cell"]) == (2, "P.9.z")


def test_the_table_says_what_to_raise_from_what_to_what(file, capsys):
    assert plan.run([str(file), "--target", "WBBM", "--unlock", "R.3.iii.a"]) == 0
    said = capsys.readouterr().out

    assert "3,55 → 3," in said
    assert "Jumlah pelanggaran tahun ini: 4 → 0" in said
    assert "capai 100 %" in said
    assert "✓ WBBM: memenuhi semua ambang nilai" in said
    assert "bukan ketentuan" in said


def test_the_table_says_what_blocks_and_when_nothing_is_left_to_do(file, tmp_path, capsys):
    plan.run([str(file), "--target", "WBK", "--lock", "H.1.a"])
    assert "IPAK (survei eksternal) kurang 0,22 dari 15,75" in capsys.readouterr().out

    best = {
        id: question.scale.options[0].letter
        for id, question in load().questions.items()
        if question.criteria and hasattr(question.scale, "options")
    }
    done = tmp_path / "penuh.json"
    done.write_text(json.dumps({"answers": {**best, "H.1.a": 4, "H.2.a": 4}}))
    plan.run([str(done), "--target", "WBK"])
    assert "tidak ada yang perlu dinaikkan" in capsys.readouterr().out


def test_what_the_solver_prints_does_not_reach_the_page(capfd):
    with plan.quiet_standard_output():
        os.write(1, b"noise")
    os.write(1, b"ours")

    assert capfd.readouterr().out == "ours"


def test_gates_after_the_plan_are_those_of_the_score(file, capsys):
    _, found = asked(capsys, file, "--target", "WBBM")

    assert set(found["after"]["gates"]) == set(gates(load().thresholds, score(load().root, {})))
    assert set(found["after"]["scores"]) == set(score(load().root, {}).points())
