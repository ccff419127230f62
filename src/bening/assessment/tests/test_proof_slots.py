"""The named places for proof in an instrument file: every question has them, and what is wrong is told by its line."""

import pytest

from bening.assessment import queries
from bening.assessment.editions.instrument_files import (
    DIRECTORY,
    KINDS_OF_PROOF,
    InstrumentBroken,
    available,
    load,
    read,
)
from bening.assessment.proofs import gathering
from bening.assessment.proofs.registers import check_registers, unkept
from bening.assessment.tests.factories import NOW, answered, opened, sheet_of
from bening.domain.instrument import PERIODS
from bening.evidence import claims, ports
from bening.evidence.models import DocumentKind
from bening.evidence.tests.papers import added

REAL = (DIRECTORY / "zi-90-2021.yaml").read_text(encoding="utf-8")
FIRST = "- {key: sk, name: SK atau surat tugas tim ZI, kinds: [sk, surat], every: tahun, signed: true}\n"
SECOND = "- {key: uraian, name: Uraian tugas anggota per area, kinds: [sk, lain], every: tahun}\n"


@pytest.mark.parametrize("instrument", available())
def test_every_question_names_the_proofs_it_asks_for(instrument):
    for question in load(instrument).questions.values():
        assert question.proofs, question.id
        for proof in question.proofs:
            assert proof.every in PERIODS
            assert proof.kinds, f"{question.id} {proof.key} names no kind of document"
            assert len(proof.name) <= 80


def test_the_loader_knows_the_kinds_of_the_evidence_store():
    assert frozenset(DocumentKind.values) == KINDS_OF_PROOF


CHANGES = {
    "no proof at all": ("proofs:\n                        " + FIRST, "proofs: []\n", "sekurangnya satu bukti"),
    "a key twice": ("{key: uraian,", "{key: sk,", "ditulis dua kali"),
    "a key in capitals": ("{key: sk, name: SK atau", "{key: SK, name: SK atau", "huruf kecil"),
    "an unknown kind": ("kinds: [sk, surat], every", "kinds: [skk], every", "“skk” tidak dikenal"),
    "an unknown period": ("every: tahun, signed: true}", "every: dekade, signed: true}", "salah satu dari"),
    "a signature that is neither": ("signed: true}", "signed: mungkin}", "true atau false"),
    "a key that nobody knows": ("{key: uraian,", "{kunci: uraian,", "“kunci” tidak dikenal"),
    "a register where nothing is counted": (
        "scale: YT\n",
        "scale: YT\n                      register: x.y\n",
        "persentase",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_wrong_proof_is_refused_with_file_line_and_rule(tmp_path, change):
    before, after, rule = CHANGES[change]
    assert before in REAL
    text = REAL.replace(before, after, 1)
    if change == "no proof at all":
        text = text.replace("                        " + SECOND, "", 1)
    path = tmp_path / "coba.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InstrumentBroken, match=rule) as refused:
        read(path)
    assert 80 < refused.value.line < 110


# --- registers


def with_register(tmp_path, name):
    text = REAL.replace(
        "                      scale: PERSEN\n",
        f"                      scale: PERSEN\n                      register: {name}\n",
        1,
    )
    path = tmp_path / "coba.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path)


def test_a_register_that_nobody_keeps_fails_the_check_of_the_house(tmp_path):
    (told,) = unkept([with_register(tmp_path, "complaints.nope")])

    assert "R.1.i.a asks for complaints.nope, which no module provides." in told.msg
    assert check_registers() == []


@pytest.mark.django_db
def test_an_answer_is_held_against_its_register(tmp_path, monkeypatch, house, sari):
    monkeypatch.setattr(ports.providers, "_things", {})

    @ports.provides("agents.changes", title="Perubahan agen")
    def changes(unit, period):
        assert (unit, period.begins.year) == (house.unit.pk, 2026)
        return ports.Finding(done=3, due=4)

    instrument = with_register(tmp_path, "agents.changes")
    assert list(unkept([instrument])) == []
    assessment = opened(house.unit, by=sari)
    answered(assessment, "R.1.i.a", {"agen": 4, "perubahan": 2}, by=sari)
    claims.claim(
        added(house.unit, by=sari), unit=house.unit, year=2026, question="R.1.i.a", slot="sk", by=sari, now=NOW
    )
    result = queries.result_of(sheet_of(assessment), instrument)
    question = instrument.questions["R.1.i.a"]

    panel = gathering.panels(sari, assessment, [question], result=result, tier="unit", today=NOW.date())["R.1.i.a"]
    (line,) = panel.lines
    assert [one.name for one in line.shown.complaints] == ["beda-dengan-register"]
    assert "2 dari 4, sedangkan register mencatat 3 dari 4" in line.shown.complaints[0].sentence
