"""`bening workbook` writes, fills and compares workbooks, and says in Indonesian what cannot be done."""

import json
import re
from datetime import UTC, datetime

import pytest

from bening.assessment.verbs import score
from bening.assessment.verbs.workbook import moment, run
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
    refused = json.loads(capsys.readouterr().out)
    errors = refused["errors"]
    assert refused["source"] == {"name": "asal.xlsx"}
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


def test_a_cell_that_cannot_be_read_is_never_called_the_same(tmp_path, source, capsys):
    new = tmp_path / "baru.xlsx"
    new.write_bytes(edited(source.read_bytes(), cells(K8="X")))

    assert run(["diff", str(source), str(new)]) == 2
    told = capsys.readouterr()
    assert "Tidak ada perbedaan pada sel yang terbaca; 1 sel tidak terbaca." in told.out
    assert "baru.xlsx, sel yang tidak terbaca:\n  LKE ZI!K8: “X” bukan pilihan" in told.err

    assert run(["diff", str(new), str(source)]) == 2
    assert "kosong" not in capsys.readouterr().out


def test_the_moments_and_numbers_of_a_difference_are_indonesian(tmp_path, source, capsys):
    new = tmp_path / "baru.xlsx"

    def edit(book):
        cells(K202=3.5)(book)
        book.properties.modified = datetime(2026, 11, 21, 3, 30, tzinfo=UTC)

    new.write_bytes(edited(source.read_bytes(), edit))
    assert run(["diff", str(source), str(new)]) == 0
    told = capsys.readouterr().out
    assert re.search(r"Lama: asal\.xlsx .*2 Maret 2026 pukul 16\.00 WIB\)", told)
    assert re.search(r"\d,\d+ → 3,5\n", told)
    assert not re.search(r"\dT\d", told)


def test_what_is_no_moment_is_shown_as_it_is_written():
    assert moment("2026-11-21T03:30:00Z") == "21 November 2026 pukul 10.30 WIB"
    assert [moment(text) for text in ("", "kemarin", "2026-11-21T03:30:00")] == ["", "kemarin", "2026-11-21T03:30:00"]


def test_a_score_says_how_many_findings_it_does_not_tell(tmp_path, source, capsys):
    def spoil(book):
        rekap = book.create_sheet("Rekap lain")
        for row in range(1, 104):
            rekap.cell(row, 30, "=1/0")

    source.write_bytes(edited(source.read_bytes(), spoil))
    assert score.run([str(source)]) == 0
    assert "Dan 3 sel lain yang bergalat.\n" in capsys.readouterr().out
    assert score.run([str(source), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["more_findings"] == 3


def test_only_xlsx_is_read_and_written(tmp_path, source, capsys):
    renamed = tmp_path / "asal.xlsm"
    renamed.write_bytes(source.read_bytes())
    assert run(["fill", str(renamed), "-o", str(tmp_path / "isi.xlsx")]) == 2
    assert run(["diff", str(source), str(renamed)]) == 2
    assert score.run([str(renamed)]) == 2
    assert capsys.readouterr().err.count("berakhiran .xlsm, bukan .xlsx. Simpan sebagai") == 3

    for command in (["blank"], ["fill", str(source)]):
        assert run([*command, "-o", str(tmp_path / "q.csv")]) == 2
        assert "Beri nama yang berakhiran .xlsx pada -o." in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"asal.xlsx", "asal.xlsm"}


def test_a_file_that_stands_is_only_overwritten_by_force(tmp_path, source, capsys):
    before = source.read_bytes()
    assert run(["blank", "-o", str(source)]) == 2
    assert "sudah ada. Pilih nama lain, atau tambahkan --force" in capsys.readouterr().err
    assert source.read_bytes() == before

    assert run(["blank", "-o", str(source), "--force"]) == 0
    assert reading(source.read_bytes()).answers == {"unit": {}}


def test_a_difference_as_json_names_cells_people_and_bad_cells(tmp_path, source, capsys):
    def edit(book):
        cells(O8="SK baru", K9="Z")(book)
        book.properties.lastModifiedBy = "Rina Penyusun"

    new = tmp_path / "baru.xlsx"
    new.write_bytes(edited(source.read_bytes(), edit))
    assert run(["diff", str(source), str(new), "--json"]) == 2
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
