"""Evidence as one story: ten files are dropped, three are complained of and mended, and the score moves."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from bening.assessment import actions
from bening.evidence.models import Claim, Version
from bening.evidence.tests.files import docx, jpg, ods, pdf
from bening.foundation.audit import log
from bening.foundation.jobs.working import run_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
YEAR = timezone.localdate().year
SIGNED = "Dokumen ini ditandatangani secara elektronik"
GOOD = {
    "Uraian tugas anggota tim {y}.docx": lambda y: docx(f"Uraian tugas anggota per area tahun {y}"),
    "SOP kriteria memilih anggota tim {y}.pdf": lambda y: pdf(f"Kriteria memilih anggota {y}"),
    "Notula dan daftar hadir pemilihan anggota {y}.pdf": lambda y: pdf(f"Notula pemilihan anggota, 9 Januari {y}"),
    "Daftar target prioritas dengan alasannya {y}.ods": lambda y: ods(["Target prioritas", f"{y}"]),
    "Foto dokumentasi sosialisasi {y}.jpg": lambda _: jpg(),
    "Laporan realisasi rencana kerja ZI {y}.pdf": lambda y: pdf(f"Realisasi rencana kerja ZI {y}"),
    "SK agen perubahan {y}.pdf": lambda y: pdf(f"SK agen perubahan {y}\n{SIGNED}"),
}
WRONG = {
    "SK surat tugas tim ZI {y}.pdf": lambda y: pdf(f"SK tim ZI {y}"),  # nobody has signed it
    "Laporan internalisasi budaya kerja {y}.pdf": lambda y: pdf(f"Laporan internalisasi {y - 3}"),  # another year
    "Rencana kerja ZI disahkan pimpinan {y}.pdf": lambda y: pdf(f"Rencana kerja ZI {y}\n{SIGNED}", None),  # blank page
}
MENDED = {
    "SK surat tugas tim ZI": lambda y: pdf(f"SK tim ZI {y}\n{SIGNED}"),
    "Laporan internalisasi budaya kerja": lambda y: pdf(f"Laporan internalisasi {y}"),
    "Rencana kerja ZI disahkan pimpinan": lambda y: pdf(f"Rencana kerja ZI {y}\n{SIGNED}", "Lampiran jadwal"),
}


@pytest.fixture
def files(tmp_path):
    """Return ten files as they lie on the officer's disk."""
    kept = []
    for name, make in {**GOOD, **WRONG}.items():
        path = tmp_path / name.format(y=YEAR)
        path.write_bytes(make(YEAR))
        kept.append(path)
    return kept


def score(page, address):
    page.goto(f"{address}unit/hasil/")
    return Decimal(re.search(r"\d+(,\d+)?", page.locator(".figure").first.inner_text()).group().replace(",", "."))


def test_an_officer_drops_ten_files_mends_three_and_the_score_moves(window, house, sari, budi, files, tmp_path):
    now = timezone.now()
    assessment = actions.open_assessment(unit=house.unit, year=YEAR, target="WBK", by=sari, now=now)
    address = f"/penilaian/{assessment.pk}/"
    page = window(budi, f"{address}unit/area/1/")
    page.route(re.compile(r"/uploading[^/]*\.js"), one_at_a_time)
    before = score(page, address)

    # he drops ten files, and what they are is proposed
    page.goto(f"{address}unit/area/1/")
    page.get_by_role("link", name="Unggah dan tempatkan bukti").click()
    page.locator("[data-uploading][data-ready]").wait_for()
    page.set_input_files("#berkas", files)
    page.wait_for_url("**/unggah/keterangan/**", timeout=40_000)
    assert page.locator(".new-file").count() == 10
    page.get_by_role("button", name="Simpan 10 dokumen").click()

    # where they belong is proposed as well
    page.wait_for_url("**/bukti/tempatkan/1/")
    chosen = [one.input_value() for one in page.locator("select").all()]
    assert len(chosen) == 10
    assert all(chosen), chosen
    assert {"P.1.i.a/sk", "P.1.iv.c/budaya", "P.1.ii.a/rencana"} <= set(chosen)
    page.get_by_role("button", name="Simpan sebagai bukti").click()
    page.wait_for_url("**/unit/area/1/")
    assert Claim.objects.count() == 10

    # the files are read, and three of them are complained of
    run_jobs()
    page.reload()
    said = page.locator(".complaint-brief").all_inner_texts()
    assert len(said) == 3, said
    assert any("tanda tangannya tidak ditemukan" in one for one in said)
    assert any(f"menyebut tahun {YEAR - 3}" in one for one in said)
    assert any("1 dari 2 halaman kosong" in one for one in said)

    # he mends the three with newer versions
    for title, make in MENDED.items():
        better = tmp_path / f"{title} baru.pdf"
        better.write_bytes(make(YEAR))
        page.goto(f"{address}unit/area/1/")
        page.get_by_role("link", name=re.compile(f"^{title}")).first.click()
        page.get_by_role("link", name=re.compile(f"^Ganti berkas.*{title}")).click()
        replace_with(page, better)
    run_jobs()
    assert Version.objects.filter(number=2).count() == 3
    page.goto(f"{address}unit/area/1/")
    assert page.locator(".complaint-brief").all_inner_texts() == []

    # the proofs have not touched the score; his answers do
    assert score(page, address) == before
    page.goto(f"{address}unit/area/1/")
    page.get_by_role("radio", name=re.compile("^Ya")).first.check()
    page.get_by_text(re.compile(r"Tersimpan pukul \d\d\.\d\d\.\d\d")).first.wait_for()
    assert score(page, address) > before

    # his leader accepts what he brought; he could not
    theirs = window(sari, f"{address}unit/soal/P.1.i.a/bukti/")
    theirs.get_by_role("button", name=re.compile("^Terima")).first.click()
    theirs.get_by_text("Bukti diterima.").wait_for()
    assert Claim.objects.filter(state="diterima").count() == 1
    assert page.faults == theirs.faults == []
    assert log.verify().whole


def one_at_a_time(route):
    """Let the files come one after the other: the database in memory of the tests takes one writer and no other."""
    given = route.fetch()
    assert "AT_ONCE = 2" in given.text()
    route.fulfill(response=given, body=given.text().replace("AT_ONCE = 2", "AT_ONCE = 1"))


def replace_with(page, path):
    """Bring a newer version on the page of one document, and wait until it stands."""
    page.set_input_files("input[type=file]", path)
    button = page.locator("main form[enctype] button:not([type=button])")
    if button.count() and "/ganti/" in page.url:
        button.last.click()
    page.wait_for_url(re.compile(r"/bukti/\d+/$"), timeout=20_000)
