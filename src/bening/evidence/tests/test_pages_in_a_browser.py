"""The pages of documents in a real Chromium: accessible, on a phone as on a desk, with the keyboard alone."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from bening.evidence import actions
from bening.evidence.models import Document, Preview, PreviewState, Reading
from bening.evidence.preview import making
from bening.evidence.tests.papers import NOW, added, row_of
from bening.evidence.tests.test_preview import pdf
from bening.foundation.storage import receive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (360, 1280)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def document(house, sari):
    """A document with a picture, two versions, a word that is found, and everything one can say of it."""
    content = pdf(pages=2, words="Keputusan Kepala Balai tentang Tim Kerja")
    blob = row_of(content)
    today = timezone.localdate()
    made = added(house.unit, by=sari, title="SK Tim Kerja ZI 2026", tags=("monev", "tim zi"), valid_until=today)
    with (receive.staging().parent / "asal").open("wb") as file:
        file.write(content)
    with (receive.staging().parent / "asal").open("rb") as file:
        making.make(blob, file, now=NOW)
    Reading.objects.create(blob=blob, text="Keputusan Kepala Balai tentang pembentukan tim kerja ZI", at=NOW)
    actions.add_version(made, blob=blob, name="SK tim revisi.pdf", by=sari, now=NOW, note="Anggota berganti")
    made.refresh_from_db()
    return made


@pytest.fixture
def others(house, sari):
    today = timezone.localdate()
    added(house.unit, by=sari, title="Notula rapat monitoring dan evaluasi triwulan kedua", kind="notula", area=2)
    added(
        house.unit,
        by=sari,
        title="Foto sosialisasi",
        kind="foto",
        classification="publik",
        valid_until=today + timedelta(days=9),
    )
    added(
        house.unit,
        by=sari,
        title="Daftar penerima",
        kind="data",
        classification="rahasia",
        valid_until=today - timedelta(days=9),
    )
    gone = added(house.unit, by=sari, title="Berkas yang salah")
    actions.withdraw(gone, why="Salah unit", by=sari, now=timezone.now())
    return gone


@pytest.fixture
def waiting(sari, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 -- beside its one use

    for name in ("Notula rapat 3 Maret 2026.pdf", "rencana aksi.pdf"):
        receive.receive(SimpleUploadedFile(name, pdf(words=name)), by=sari, now=timezone.now())


def picture(page, name, width):
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits_its_screen(window, house, sari, document, others, waiting, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    own, unit = f"/bukti/{document.pk}/", house.unit.pk
    seen = {
        "list": "/bukti/",
        "narrowed": "/bukti/?keadaan=segera",
        "found": "/bukti/cari/?q=tim",
        "nothing": "/bukti/cari/?q=tidakada",
        "retention": "/bukti/retensi/",
        "upload": f"/bukti/unggah/?unit={unit}",
        "new": f"/bukti/unggah/keterangan/?unit={unit}",
        "document": own,
        "history": f"{own}riwayat/",
        "describe": f"{own}keterangan/",
        "replace": f"{own}ganti/",
        "withdraw": f"{own}tarik/",
        "tombstone": f"/bukti/{others.pk}/",
    }
    page = window(sari, "/bukti/", width)
    for name, address in seen.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        picture(page, name, width)
        found = axe.run(page)
        assert found.violations_count == 0, (address, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    assert page.faults == []


def test_files_are_brought_told_of_and_kept_with_the_keyboard_alone(window, house, sari, waiting, tmp_path):
    file = tmp_path / "SK Tim 2026.pdf"  # one through the script: two at once are too much for a database in memory
    file.write_bytes(pdf(words="SK Tim"))
    page = window(sari, f"/bukti/unggah/?unit={house.unit.pk}")

    page.locator("#berkas").set_input_files(file)
    page.wait_for_url("**/unggah/keterangan/**")
    assert page.locator("fieldset.new-file").count() == 3
    page.get_by_role("button", name="Simpan 3 dokumen").focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/bukti/?unit=*")
    titles = sorted(one.title for one in Document.objects.all())
    assert titles == ["Notula rapat 3 Maret 2026", "Rencana aksi", "SK Tim 2026"]
    assert page.faults == []


def test_a_preview_that_is_being_drawn_comes_by_itself(window, document, sari):
    Preview.objects.update(state=PreviewState.DRAWING)
    page = window(sari, f"/bukti/{document.pk}/")
    assert "sedang dibuat" in page.locator(".preview").inner_text()

    Preview.objects.update(state=PreviewState.READY)
    page.locator(".preview img").first.wait_for()
    assert (
        page.locator(".preview img").first.evaluate(
            "one => one.naturalWidth || one.decode().then(() => one.naturalWidth)"
        )
        == 1000
    )
    assert page.faults == []
