import io
import shutil
from pathlib import Path

import pikepdf
import pytest
from openpyxl import Workbook
from PIL import Image
from reportlab.pdfgen import canvas

from bening.evidence.models import PreviewState
from bening.evidence.preview import cache, making, running
from bening.evidence.tests.papers import NOW, row_of


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def pdf(pages=2, words="Surat Keputusan"):
    made = io.BytesIO()
    paper = canvas.Canvas(made, invariant=1)
    for number in range(pages):
        paper.drawString(100, 700, f"{words} {number + 1}")
        paper.showPage()
    paper.save()
    return made.getvalue()


def made_of(content, kind):
    return making.make(row_of(content, kind=kind), io.BytesIO(content), now=NOW)


def shown(preview, page=1):
    return Image.open(io.BytesIO(cache.picture(preview.blob_id, page)))


@pytest.mark.django_db
def test_every_page_of_a_pdf_becomes_a_picture():
    preview = made_of(pdf(pages=3), "pdf")

    assert (preview.state, preview.pages, preview.drawn) == (PreviewState.READY, 3, 3)
    assert shown(preview).width == 1000
    assert shown(preview).convert("L").getextrema()[0] < 100  # there is ink
    assert cache.picture(preview.blob_id, 4) is None


@pytest.mark.django_db
def test_a_long_pdf_is_drawn_up_to_a_limit_and_says_how_long_it_is():
    preview = made_of(pdf(pages=making.MOST_PAGES + 2), "pdf")
    assert (preview.pages, preview.drawn) == (making.MOST_PAGES + 2, making.MOST_PAGES)


@pytest.mark.django_db
def test_a_picture_is_turned_upright_and_loses_what_the_camera_wrote():
    image, exif = Image.new("RGB", (400, 200), "teal"), Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x010F] = "Kamera Pegawai"
    exif.get_ifd(0x8825)[1] = "S"
    content = io.BytesIO()
    image.save(content, "JPEG", exif=exif)

    preview = made_of(content.getvalue(), "jpg")
    assert preview.state == PreviewState.READY
    assert shown(preview).size == (200, 400)
    assert dict(shown(preview).getexif()) == {}
    assert b"Kamera" not in cache.picture(preview.blob_id, 1)


@pytest.mark.django_db
def test_text_is_kept_as_text():
    preview = made_of(b"nama;jumlah\n<b>Budi</b>;3\n", "csv")
    assert preview.state == PreviewState.READY
    assert cache.text(preview.blob_id) == "nama;jumlah\n<b>Budi</b>;3\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "kind", "why"),
    [
        (b"%PDF-1.7 rusak", "pdf", "broken"),
        (b"\x89PNG\r\n\x1a\n rusak", "png", "broken"),
        (b"....ftypmp42", "mp4", "kind"),
        (b"MZ", "tidak-dikenal", "kind"),
    ],
)
def test_what_cannot_be_shown_says_why(content, kind, why):
    preview = made_of(content, kind)
    assert (preview.state, preview.why) == (PreviewState.UNABLE, why)
    assert str(making.WHY[why])
    assert not cache.folder_of(preview.blob_id).exists()


@pytest.mark.django_db
def test_a_locked_pdf_says_that_it_is_locked():
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(owner="satu", user="dua"))
    assert made_of(locked.getvalue(), "pdf").why == "locked"


@pytest.mark.django_db
def test_a_picture_of_a_million_times_its_size_is_refused():
    bomb = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 200_000
    assert made_of(bomb.getvalue(), "png").state == PreviewState.UNABLE


@pytest.mark.django_db
@pytest.mark.office
def test_an_office_file_is_drawn_by_libreoffice():
    if not (shutil.which("soffice") or shutil.which("libreoffice")):
        pytest.skip("no LibreOffice on this machine; apt-get install libreoffice brings one")
    content, book = io.BytesIO(), Workbook()
    book.active["A1"] = "Rekapitulasi layanan"
    book.save(content)

    preview = made_of(content.getvalue(), "xlsx")
    assert (preview.state, preview.pages) == (PreviewState.READY, 1)
    assert shown(preview).convert("L").getextrema()[0] < 100


@pytest.mark.django_db
def test_without_libreoffice_an_office_file_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert made_of(b"PK", "docx").why == "office"


def test_a_program_that_never_ends_is_ended(tmp_path):
    with pytest.raises(running.Undrawn, match="slow"):
        running.limited(["/bin/sh", "-c", "while :; do :; done"], (1, 512), tmp_path)


def test_a_program_that_only_waits_is_ended_with_its_children(tmp_path):
    with pytest.raises(running.Undrawn, match="slow"):
        running.limited(["/bin/sh", "-c", f"(sleep 3; touch {tmp_path}/late) & sleep 60"], (1, 512), tmp_path)
    assert not Path(tmp_path, "late").exists()


def test_a_program_that_eats_memory_is_stopped(tmp_path):
    with pytest.raises(running.Undrawn, match="broken"):
        running.limited([running.sys.executable, "-c", "x = b'x' * 2**31"], (5, 512), tmp_path)


@pytest.mark.django_db
def test_the_cache_is_kept_small_the_oldest_first(tmp_path):
    kept = [made_of(pdf(words=word), "pdf").blob_id for word in ("satu", "dua", "tiga")]
    size = sum(file.stat().st_size for file in cache.folder_of(kept[0]).iterdir())

    dropped = cache.trim(int(size * 2.5))
    assert len(dropped) == 1
    assert sum(cache.picture(one, 1) is not None for one in kept) == 2
    assert list(Path(tmp_path, "pratinjau", "sementara").iterdir()) == []
