"""Each check with what it complains of and what it lets pass; and that docs/checks.md lists them all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bening.domain.instrument import Proof
from bening.evidence import ports
from bening.evidence.checks import listing
from bening.evidence.checks.cases import Case, Use
from bening.evidence.checks.catalogue import CHECKS, complaints
from bening.evidence.ports import Finding
from bening.evidence.reading.facts import Facts

DOCS = Path(__file__).parents[4] / "docs" / "checks.md"
YEARLY = Proof(key="laporan", name="Laporan", kinds=("laporan",))
SIGNED = Proof(key="sk", name="SK tim", kinds=("sk",), signed=True)
ONCE = Proof(key="sop", name="SOP", kinds=("sop",), every="sekali")
PLANNED = Proof(key="rencana", name="Rencana kerja", kinds=("rencana",))
GOOD = Case(
    unit=1,
    year=2026,
    question="P.1.i.a",
    kind="laporan",
    proves_from=date(2026, 1, 1),
    proves_until=date(2026, 12, 31),
    today=date(2026, 11, 20),
    slot=YEARLY,
    facts=Facts(pages=2, text_pages=2, years={2026: 1}),
    kinds_beside=frozenset({"laporan"}),
)


def use(**said):
    return Use(**{"unit": 1, "unit_name": "Balai", "year": 2026, "question": "P.1.i.b", "slot": "sk", **said})


def said(case, *, assessor=True, waived=None):
    return {one.name: one for one in complaints(case, waived=waived or {}, assessor=assessor)}


def test_of_a_good_proof_nothing_is_said():
    assert said(GOOD) == {}
    assert said(replace(GOOD, facts=None)) == {}  # not read yet: nothing is known


COMPLAINTS = [
    ("ditarik", {"withdrawn_why": "Salah berkas"}, "dokumen", "Dokumen ini ditarik: Salah berkas"),
    ("berkas-hilang", {"file_here": False}, "berkas", "tidak ada atau rusak"),
    ("berkas-tak-terbaca", {"facts": Facts(unreadable="berkas terkunci sandi.")}, "berkas", "terkunci sandi"),
    ("pindaian-kosong", {"facts": Facts(pages=3, blank_pages=(1, 3))}, "halaman 1, 3", "2 dari 3 halaman kosong"),
    (
        "tahun-lain",
        {"facts": Facts(text_pages=1, years={2023: 2, 2024: 1})},
        "halaman 1",
        "2023, 2024, tidak menyebut 2026",
    ),
    ("lebih-tua", {"proves_from": date(2025, 1, 1), "proves_until": date(2025, 12, 31)}, "periode yang", "31-12-2025"),
    ("kedaluwarsa", {"valid_until": date(2026, 6, 30)}, "masa berlaku", "30-06-2026"),
    ("sama-di-bukti-lain", {"uses": (use(), use(question="P.2.i.a"))}, "bukti lain", "P.1.i.b, P.2.i.a"),
    ("sama-di-tahun-lain", {"uses": (use(year=2025),)}, "tahun lain", "tahun 2025"),
    ("sama-di-unit-lain", {"uses": (use(unit=2, unit_name="Balai Lain"),)}, "unit lain", "Balai Lain 2026 (P.1.i.b)"),
    ("hanya-rencana", {"top": True, "kinds_beside": frozenset({"rencana"})}, "jenis dokumen", "baru rencana"),
    (
        "beda-dengan-register",
        {"given": (Decimal(8), Decimal(10)), "register": Finding(done=7, due=10)},
        "jumlah pada jawaban",
        "8 dari 10, sedangkan register mencatat 7 dari 10",
    ),
    (
        "tanpa-tanda-tangan",
        {"slot": SIGNED, "facts": Facts(text_pages=1, years={2026: 1})},
        "tanda tangan",
        "“SK tim” meminta dokumen bertanda tangan",
    ),
]


@pytest.mark.parametrize(("name", "wrong", "place", "sentence"), COMPLAINTS, ids=[one[0] for one in COMPLAINTS])
def test_a_check_says_what_where_and_how_to_clear_it(name, wrong, place, sentence):
    found = said(replace(GOOD, **wrong))

    assert list(found) == [name]
    assert sentence in found[name].sentence
    assert place in found[name].place
    assert len(found[name].clear) > 20


def test_every_check_has_such_a_case():
    assert {one[0] for one in COMPLAINTS} == {check.name for check in CHECKS}
    assert len({check.name for check in CHECKS}) == len(CHECKS)


PASSING = {
    "a document that is due once may be old": {
        "slot": ONCE,
        "proves_from": date(2022, 1, 1),
        "proves_until": date(2022, 12, 31),
        "facts": Facts(text_pages=1, years={2022: 1}),
        "uses": (use(year=2025, question="P.1.i.a", slot="sop"),),
    },
    "one right year among others is enough": {"facts": Facts(text_pages=1, years={2024: 1, 2026: 3})},
    "a text without years says nothing of them": {"facts": Facts(text_pages=1)},
    "validity to the end of the year is enough": {"valid_until": date(2026, 12, 31)},
    "the same claim elsewhere is itself": {"uses": (use(question="P.1.i.a", slot="laporan"),)},
    "a plan is enough where a plan is asked for": {
        "slot": PLANNED,
        "kind": "rencana",
        "top": True,
        "kinds_beside": frozenset({"rencana"}),
    },
    "a plan beside a report is fine": {"top": True, "kinds_beside": frozenset({"rencana", "laporan"})},
    "a plan behind a lesser answer is fine": {"kinds_beside": frozenset({"rencana"})},
    "counts that agree": {"given": (Decimal(7), Decimal(10)), "register": Finding(done=7, due=10)},
    "an electronic signature": {"slot": SIGNED, "facts": Facts(text_pages=1, years={2026: 1}, signed_words=True)},
    "a scan in which no words can be read may be signed by hand": {"slot": SIGNED, "facts": Facts(pages=1)},
}


@pytest.mark.parametrize("case", PASSING.values(), ids=PASSING)
def test_what_is_all_right_passes(case):
    assert said(replace(GOOD, **case)) == {}


def test_another_unit_is_named_to_assessors_only():
    case = replace(GOOD, uses=(use(unit=2),))
    assert said(case, assessor=False) == {}
    assert "sama-di-unit-lain" in said(case)


def test_a_reason_is_kept_beside_the_complaint():
    found = said(replace(GOOD, withdrawn_why="x"), waived={"ditarik": ("Sudah diganti", "Sari")})
    assert (found["ditarik"].waived, found["ditarik"].waived_by) == ("Sudah diganti", "Sari")


# --- registers


def test_a_register_announces_itself_and_is_asked_about_a_unit_and_a_year(monkeypatch):
    monkeypatch.setattr(ports.providers, "_things", {})

    @ports.provides("complaints.answered_in_time", title="Pengaduan dijawab tepat waktu")
    def answered(unit, period):
        return Finding(done=(period.ends - period.begins).days, due=unit)

    assert ports.finding("complaints.answered_in_time", unit=7, year=2026) == Finding(done=365, due=7)
    assert ports.finding("nobody.knows", unit=7, year=2026) is None


# --- the page of the docs


def test_the_page_of_the_docs_lists_every_check():
    assert DOCS.read_text(encoding="utf-8") == listing.page()
