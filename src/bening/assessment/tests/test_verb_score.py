import json
from decimal import Decimal
from pathlib import Path

import pytest

from bening.assessment.system_errors import why
from bening.assessment.verbs import score

SHARED = Path(__file__).parents[5] / "shared" / "data"
EXAMPLE = {"P.1.i.a": "Ya", "R.1.i.a": {"agen": 3, "perubahan": 4}, "H.1.a": 3.7}


@pytest.fixture
def answers(tmp_path):
    def write(content, name="jawaban.json"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    return write


def result(capsys):
    return json.loads(capsys.readouterr().out)


def test_json_holds_everything_that_was_promised(answers, capsys):
    assert score.run([answers({"answers": EXAMPLE}), "--json"]) == 0

    found = result(capsys)
    assert found["source"]["name"] == "jawaban.json"
    assert len(found["source"]["sha256"]) == 64
    assert (found["instrument"], found["tier"], found["blank"]) == ("zi-90-2021", "unit", "zero")
    assert found["completeness"] == {"answered": 3, "questions": 113}
    assert Decimal(found["scores"]["P.1.i.a"]) == Decimal("0.25")
    assert Decimal(found["scores"]["H.1.a"]) == Decimal("16.1875")
    assert Decimal(found["scores"]["total"]) == Decimal("17.4375")
    assert {"P.1.i", "P.1", "R.6", "H.1", "H.1.b", "H.2", "P", "R", "pengungkit", "H", "total"} <= set(found["scores"])
    assert len(found["gates"]["WBK"]["checks"]) == len(found["gates"]["WBBM"]["checks"]) == 12
    total = next(check for check in found["gates"]["WBK"]["checks"] if check["id"] == "total")
    assert total == {"id": "total", "value": "17.4375", "minimum": "75", "pass": False, "missing": "57.5625"}
    assert found["findings"] == []


def test_several_files_are_a_list_in_the_order_given(answers, capsys):
    first, second = answers({"answers": {}}, "satu.json"), answers({"answers": EXAMPLE}, "dua.json")

    assert score.run([second, first, "--json"]) == 0

    assert [one["source"]["name"] for one in result(capsys)] == ["dua.json", "satu.json"]


def test_the_old_reading_of_blanks_can_be_asked_for(answers, capsys):
    score.run([answers({"answers": {"P.1.i.a": "Ya"}}), "--blank", "skip", "--json"])

    assert Decimal(result(capsys)["scores"]["P.1.i"]) == Decimal("0.5")


def test_the_table_names_what_is_missing(answers, capsys):
    assert score.run([answers({"answers": EXAMPLE})]) == 0

    said = capsys.readouterr().out
    assert "Nilai total kurang 57,56 dari 75" in said
    assert "Terjawab 3 dari 113 soal" in said


def test_every_bad_answer_is_told_at_once(answers, capsys):
    bad = {
        "P.1.i.a": "Mungkin",
        "P.9.z": "A",
        "R.1.i.b": {"perubahan": 2, "terintegrasi": 3},
        "R.4.i.a": {"sasaran": -1, "tercapai": "tiga"},
        "H.1.a": 4.5,
    }

    assert score.run([answers({"answers": bad}), "--json"]) == 2

    errors = result(capsys)["errors"]
    assert [(error["cell"], error["rule"]) for error in errors] == [
        ("P.1.i.a", "outside_scale"),
        ("P.9.z", "unknown_question"),
        ("R.1.i.b.terintegrasi", "more_than_due"),
        ("R.4.i.a.sasaran", "negative_count"),
        ("R.4.i.a.tercapai", "not_a_number"),
        ("H.1.a", "outside_index"),
    ]
    assert all(error["message"].endswith(".") and error["fix"].endswith(".") for error in errors)
    assert all("%(" not in error["message"] + error["fix"] for error in errors)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("{", "not_json"),
        ("", "unreadable"),
        ("[]", "no_answers"),
        ('{"answers": []}', "no_answers"),
        ('{"answers": {"P.1.i.a": "Ya", "P.1.i.a": "Tidak"}}', "not_json"),
        ('{"answers": {"H.1.a": NaN}}', "not_json"),
        ("[" * 100_000, "not_json"),
        ('{"answers": {"H.1.a": 1' + "0" * 5000 + "}}", "not_a_number"),
    ],
    ids=["cut off", "empty", "a list", "answers a list", "twice", "NaN", "deep", "long number"],
)
def test_json_that_cannot_be_used_is_refused_in_a_sentence(answers, capsys, content, rule):
    status = score.run([answers(content), "--json"])

    assert status == 2
    if content:
        assert [error["rule"] for error in result(capsys)["errors"]] == [rule]


def test_a_list_is_told_to_be_one_object_and_the_example_can_be_copied(answers, capsys):
    assert score.run([answers('[{"answers": {}}]')]) == 2
    assert 'Berkas ini berisi daftar; pakai satu objek {"answers": …}.' in capsys.readouterr().err

    assert score.run([answers("{}")]) == 2
    assert 'Tulis {"answers": {"P.1.i.a": "Ya", …}}.' in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_named_with_the_reason_in_indonesian(tmp_path, capsys):
    assert score.run([str(tmp_path / "tidak-ada.json"), str(tmp_path)]) == 2

    told = capsys.readouterr().err
    assert "“tidak-ada.json” tidak dapat dibaca: berkas atau foldernya tidak ada." in told
    assert f"“{tmp_path.name}” tidak dapat dibaca: itu folder, bukan berkas." in told
    assert "No such" not in told


def test_what_the_system_refuses_for_a_reason_unknown_to_us_has_its_number():
    assert why(OSError(5, "Input/output error")) == "kesalahan sistem 5"
    assert why(OSError(28, "No space left on device")) == "ruang penyimpanan habis"
    assert why(OSError("?")) == "kesalahan sistem ?"


def test_a_tier_that_the_file_does_not_hold_is_refused(answers, capsys):
    assert score.run([answers({"answers": EXAMPLE}), "--tier", "tpi", "--json"]) == 2

    assert result(capsys)["errors"][0]["rule"] == "no_tier"


def test_wrong_arguments_are_told_in_indonesian(capsys):
    with pytest.raises(SystemExit) as left:
        score.run(["--tier", "menteri", "x.json"])

    assert left.value.code == 2
    assert "--tier: “menteri” bukan pilihan; yang ada: unit, tpi\n" in capsys.readouterr().err


@pytest.mark.shared
def test_the_real_workbook_scores_what_the_regulation_says_and_its_faults_are_named(capsys):
    workbook = SHARED / "lke-puskesmas-2021-annex.xlsx"
    if not workbook.exists():
        pytest.skip("buku kerja nyata tidak ada di samping proyek ini (../shared/data)")

    assert score.run([str(workbook), "--json"]) == 0

    found = result(capsys)
    assert round(Decimal(found["scores"]["total"]), 6) == Decimal("95.709524")
    assert round(Decimal(found["as_written"]["total"]), 6) == Decimal("95.576190")
    effects = {(one["sheet"], one["cell"]): Decimal(one["effect"] or 0) for one in found["findings"]}
    assert round(effects["LKE ZI", "L175"], 6) == Decimal("0.133333")
    assert round(effects["LKE ZI", "K185"], 6) == Decimal("-0.076923")
    assert {("LKE ZI", "J8"), ("Ctt Eval", "I53"), ("Ctt Eval", "H31")} <= set(effects)
