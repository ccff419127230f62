"""`bening workbook` writes, fills and compares workbooks, and says in Indonesian what cannot be done."""

import json

import pytest

from bening.assessment.verbs.workbook import run
from bening.assessment.workbook.tests.making import JAWABAN, cells, edited, random_answers, reading, written

ANSWERS = random_answers(1)


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "asal.xlsx"
    path.write_bytes(written(answers=ANSWERS, notes={"unit": {"P.1.i.a": "SK"}}))
    return path


def test_a_blank_workbook_is_written(tmp_path, capsys):
    target = tmp_path / "kosong.xlsx"
    assert run(["blank", "--layout", JAWABAN, "-o", str(target)]) == 0
    assert reading(target.read_bytes()).answers == {"unit": {}, "tpi": {}}
    assert "kosong.xlsx" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["kosong.xlsx"]


def test_a_workbook_is_carried_into_the_other_layout(tmp_path, source):
    target = tmp_path / "isi.xlsx"
    assert run(["fill", str(source), "--layout", JAWABAN, "--audit", "-o", str(target)]) == 0
    read = reading(target.read_bytes())
    assert read.answers == {"unit": ANSWERS, "tpi": {}}
    assert read.notes["unit"] == {"P.1.i.a": "SK"}
    assert "Audit" in read.book.sheets


def test_answers_in_json_fill_a_workbook(tmp_path):
    given = tmp_path / "jawaban.json"
    given.write_text(json.dumps({"answers": {"P.1.i.a": "Ya"}, "answers_tpi": {"P.1.i.a": "Tidak"}}))
    target = tmp_path / "isi.xlsx"
    assert run(["fill", str(given), "--layout", JAWABAN, "-o", str(target)]) == 0
    assert reading(target.read_bytes()).answers == {"unit": {"P.1.i.a": "Ya"}, "tpi": {"P.1.i.a": "Tidak"}}


def test_a_source_with_bad_cells_is_refused_and_nothing_is_written(tmp_path, source, capsys):
    source.write_bytes(edited(source.read_bytes(), cells(K8="Mungkin", K129=-1)))
    target = tmp_path / "isi.xlsx"
    assert run(["fill", str(source), "--json", "-o", str(target)]) == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [(error["sheet"], error["cell"], error["rule"]) for error in errors] == [
        ("LKE ZI", "K8", "outside_scale"),
        ("LKE ZI", "K129", "negative_count"),
    ]
    assert not target.exists()


@pytest.mark.parametrize("content", [b"", b"bukan buku kerja", b"PK\x03\x04rusak"])
def test_what_is_no_workbook_is_refused_with_a_sentence(tmp_path, capsys, content):
    path = tmp_path / "apa.xlsx"
    path.write_bytes(content)
    assert run(["fill", str(path), "-o", str(tmp_path / "x.xlsx")]) == 2
    assert "apa.xlsx tidak dapat dipakai" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_refused(tmp_path, source, capsys):
    assert run(["diff", str(source), str(tmp_path / "tiada.xlsx")]) == 2
    assert "tiada.xlsx" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(tmp_path, capsys):
    assert run(["blank", "-o", str(tmp_path / "tiada" / "x.xlsx")]) == 2
    assert "tidak dapat ditulis" in capsys.readouterr().err


def test_a_difference_is_told_in_words(tmp_path, source, capsys):
    new = tmp_path / "baru.xlsx"
    new.write_bytes(edited(source.read_bytes(), cells(O8="SK baru", K130=0)))
    assert run(["diff", str(source), str(new)]) == 0
    said = capsys.readouterr().out
    assert "P.1.i.a LKE ZI!O8 catatan\n    SK → SK baru" in said
    assert "R.1.i.a LKE ZI!K130 Jumlah Perubahan yang dibuat" in said


def test_no_difference_is_told_too(source, capsys):
    assert run(["diff", str(source), str(source)]) == 0
    assert "Tidak ada perbedaan." in capsys.readouterr().out


def test_a_difference_as_json_names_cells_people_and_bad_cells(tmp_path, source, capsys):
    def edit(book):
        cells(O8="SK baru", K9="Z")(book)
        book.properties.lastModifiedBy = "Rina Penyusun"

    new = tmp_path / "baru.xlsx"
    new.write_bytes(edited(source.read_bytes(), edit))
    assert run(["diff", str(source), str(new), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["cell"], one["before"], one["after"]) for one in told["changes"]] == [("O8", "SK", "SK baru")]
    assert told["new"]["modified_by"] == "Rina Penyusun"
    assert [error["cell"] for error in told["errors"]] == ["K9"]


@pytest.mark.parametrize(
    "arguments", [[], ["lukis"], ["blank"], ["blank", "--layout", "x", "-o", "y"], ["diff", "satu"]]
)
def test_a_misspelt_command_exits_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        run(arguments)
    assert left.value.code == 2
    assert "bening workbook" in capsys.readouterr().err
