import json
from decimal import Decimal

import pytest

from bening.assessment.editions import reference_editions
from bening.assessment.editions.instrument_files import DIRECTORY
from bening.assessment.editions.instrument_nodes import InstrumentBroken
from bening.assessment.editions.reference_editions import references
from bening.assessment.verbs import instrument as verb

REAL = DIRECTORY / "zi-90-2021.yaml"


def said(capsys, *arguments):
    """Return the exit status, what was printed, and what was printed as a complaint."""
    status = verb.run([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_the_list_tells_what_is_scored_from_what_is_only_read(capsys):
    status, out, _ = said(capsys, "list")

    assert status == 0
    assert "zi-90-2021   Lembar Kerja Evaluasi Zona Integritas" in out
    assert "113 soal bernilai, berlaku sejak 31-12-2021" in out
    assert out.count("referensi, tidak dipakai menilai") == 2
    listed = json.loads(said(capsys, "list", "--json")[1])
    assert {edition["id"]: edition["scored"] for edition in listed} == {
        "zi-90-2021": True,
        "zi-52-2014": False,
        "zi-10-2019": False,
    }


def test_an_edition_is_shown_with_weights_questions_and_thresholds(capsys):
    status, out, _ = said(capsys, "show", "zi-90-2021")

    assert status == 0
    assert said(capsys, "show")[1] == out
    for expected in ("P.1.i.a Tim ZI dibentuk", "Area 6", "unit sudah berpredikat WBK", "18,25"):
        assert expected in out
    shown = json.loads(said(capsys, "show", "--json")[1])
    assert len(shown["questions"]) == 113
    assert Decimal(shown["weights"]["P.1.i.a"]) == Decimal("0.25")
    assert shown["thresholds"]["WBBM"]["area.5"] == "11.25"
    assert shown["questions"]["R.1.i.a"]["soal_id"] == [88, 89]


@pytest.mark.parametrize("reference", references(), ids=lambda reference: reference.id)
def test_a_reference_is_shown_with_every_doubt(reference, capsys):
    status, out, _ = said(capsys, "show", reference.id)

    assert status == 0
    assert reference.doubts
    for expected in (*reference.doubts, f"Keyakinan: {reference.confidence}", "tidak dipakai menilai"):
        assert expected in out
    assert ("belum dikonfirmasi)" in out) is reference.unconfirmed
    shown = json.loads(said(capsys, "show", reference.id, "--json")[1])
    assert (shown["scored"], shown["doubts"]) == (False, list(reference.doubts))


def test_an_edition_that_does_not_exist_is_refused_by_name(capsys):
    status, _, complaint = said(capsys, "show", "zi-99-2099")
    assert status == 2
    assert "Yang ada: zi-90-2021" in complaint
    assert said(capsys, "compare", REAL, "--instrument", "zi-52-2014")[0] == 2


def test_a_file_is_checked_and_what_breaks_it_is_told_with_its_line(tmp_path, capsys):
    assert said(capsys, "check", REAL)[:2] == (0, "Sah: zi-90-2021, 113 soal bernilai, bobot seluruhnya 100.\n")
    assert json.loads(said(capsys, "check", REAL, "--json")[1])["ok"] is True

    path = tmp_path / "coba.yaml"
    path.write_text(REAL.read_text().replace("weight: 60\n", "weight: 59\n", 1))
    line = REAL.read_text().split("weight: 60\n", 1)[0].count("\n") + 1
    status, out, complaint = said(capsys, "check", path)
    assert (status, out) == (2, "")
    assert complaint.startswith(f"coba.yaml:{line}: bobot “pengungkit” 59")
    told = json.loads(said(capsys, "check", path, "--json")[1])["errors"][0]
    assert (told["cell"], told["rule"]) == (f"coba.yaml:{line}", "instrument")
    assert said(capsys, "check", tmp_path / "tidak-ada.yaml")[0] == 2
    assert said(capsys, "check", tmp_path)[0] == 2


@pytest.mark.parametrize("arguments", [[], ["hapus"], ["check"], ["list", "--warna"]])
def test_a_command_that_cannot_be_understood_is_refused_in_indonesian(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        verb.run(arguments)

    assert stopped.value.code == 2
    complaint = capsys.readouterr().err
    assert "Bantuan: bening instrument" in complaint
    assert "argument" not in complaint


# The files of the older editions.

CHANGES = {
    "weights that do not add up": ("weight: 1.5}", "weight: 2}", "berjumlah"),
    "a whole that is not a hundred": ("weight: 60", "weight: 61", "berjumlah"),
    "no doubts": ("doubts:\n", "notes:\n", "belum pasti"),
    "an unknown confidence": ("confidence: tinggi", "confidence: yakin", "keyakinan"),
    "an unknown key": ("title:", "judul:", "tidak dikenal"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_broken_reference_stops_with_its_line(name, tmp_path):
    stands, instead, rule = CHANGES[name]
    real = (reference_editions.DIRECTORY / "52-2014.yaml").read_text()
    assert stands in real
    path = tmp_path / "lama.yaml"
    path.write_text(real.split("notes:\n")[0].replace(stands, instead, 1))

    with pytest.raises(InstrumentBroken, match=rule) as refused:
        reference_editions.read(path)

    assert refused.value.line >= 1
