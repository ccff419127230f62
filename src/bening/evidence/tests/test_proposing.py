from datetime import date

import pytest

from bening.evidence.models import DocumentKind
from bening.evidence.proposing import propose

TODAY = date(2026, 11, 20)


def proposed(name, text="", **known):
    return propose(name, text, today=TODAY, **known)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SK_Tim_ZI_2026.pdf", "sk"),
        ("daftar hadir rapat.pdf", "hadir"),
        ("notulen-rapat-monev.docx", "notula"),
        ("Laporan Monev TW II 2025.pdf", "laporan"),
        ("Rencana Aksi.xlsx", "rencana"),
        ("SOP pelayanan.pdf", "sop"),
        ("undangan sosialisasi.pdf", "surat"),
        ("skema layanan.pdf", "lain"),
    ],
)
def test_the_name_says_what_a_file_is(name, kind):
    assert proposed(name).kind == kind


@pytest.mark.parametrize(
    ("name", "begins", "ends"),
    [
        ("Notula 3 Maret 2026.pdf", date(2026, 3, 3), date(2026, 3, 3)),
        ("2026-03-03 notula.pdf", date(2026, 3, 3), date(2026, 3, 3)),
        ("IMG_20260303_101500.jpg", date(2026, 3, 3), date(2026, 3, 3)),
        ("foto 03-03-2026.jpg", date(2026, 3, 3), date(2026, 3, 3)),
        ("rekap februari 2028.xlsx", date(2028, 2, 1), date(2028, 2, 29)),
        ("Laporan_TW_III_2025.pdf", date(2025, 7, 1), date(2025, 9, 30)),
        ("laporan semester 2 2025.pdf", date(2025, 7, 1), date(2025, 12, 31)),
        ("SK 2025.pdf", date(2025, 1, 1), date(2025, 12, 31)),
        ("2026-13-45 aneh.pdf", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_name_says_which_period_it_proves(name, begins, ends):
    found = proposed(name)
    assert (found.proves_from, found.proves_until, found.dated) == (begins, ends, True)


def test_without_a_date_the_text_speaks_and_else_the_year_that_runs():
    assert proposed("notula.pdf", "Rapat pada hari Selasa, 3 Maret 2026 di aula").proves_from == date(2026, 3, 3)
    found = proposed("notula.pdf")
    assert (found.proves_from, found.proves_until, found.dated) == (date(2026, 1, 1), date(2026, 12, 31), False)


def test_a_title_is_the_name_made_readable():
    assert proposed("sk_tim-zi__2026.pdf").title == "Sk tim zi 2026"
    assert proposed("Laporan TW-2.pdf").title == "Laporan TW-2"
    assert proposed("x" * 300 + ".pdf").title == "X" + "x" * 199


def test_a_photo_without_a_telling_name_is_a_photo():
    assert proposed("a.jpg", file="jpg").kind == DocumentKind.PHOTO
