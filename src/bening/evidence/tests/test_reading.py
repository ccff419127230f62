"""What a program finds in real files, and that nothing a file holds can hurt the asker."""

import io
import shutil
from datetime import UTC, datetime

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from bening.evidence.models import Reading
from bening.evidence.reading import facts, finding, keeping
from bening.evidence.reading.extracting import extract
from bening.evidence.tests import files
from bening.evidence.tests.papers import row_of
from bening.foundation.storage import receive

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def read(tmp_path):
    """Return what the reader says of a content, as it would in its own process."""

    def reading(content, kind="pdf"):
        path = tmp_path / f"berkas.{kind}"
        path.write_bytes(content)
        told = extract(path=str(path), kind=kind)
        return told["text"], facts.from_json(told["facts"])

    return reading


# --- words


def test_the_words_of_a_pdf_come_with_years_days_and_pages(read):
    text, found = read(files.pdf("Surat Keputusan Nomor 14\n9 Januari 2026", "Lampiran 2025"))

    assert "Surat Keputusan" in text
    assert (found.pages, found.blank_pages, found.text_pages) == (2, (), 2)
    assert found.years == {2025: 2, 2026: 1}
    assert found.dates == ("2026-01-09",)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("docx", files.docx("Notula rapat", "3 Maret 2026")),
        ("odt", files.odt("Notula rapat", "3 Maret 2026")),
        ("ods", files.ods(["Notula rapat"], ["3 Maret 2026"])),
        ("csv", b"Notula rapat;3 Maret 2026\r\n"),
        ("txt", "\ufeffNotula rapat\n3 Maret 2026".encode()),
    ],
)
def test_the_words_of_office_files_and_texts_are_found(read, kind, content):
    text, found = read(content, kind)

    assert "Notula rapat" in text
    assert found.dates == ("2026-03-03",)


def test_words_of_two_paragraphs_do_not_run_together(read):
    assert "satu\ndua" in read(files.docx("satu", "dua"), "docx")[0]


# --- pages


def test_an_empty_sheet_of_a_scan_is_blank_and_a_written_one_is_not(read):
    _text, found = read(files.pdf(None, files.scribbled(), None))

    assert found.blank_pages == (1, 3)
    assert not found.blank


def test_a_black_or_grey_sheet_is_as_blank_as_a_white_one(read):
    from PIL import Image  # noqa: PLC0415 -- here only

    assert read(files.jpg(Image.new("L", (600, 800), 0)), "jpg")[1].blank
    assert read(files.jpg(Image.new("L", (600, 800), 120)), "jpg")[1].blank
    assert not read(files.jpg(), "jpg")[1].blank


# --- signatures


def test_the_words_of_an_electronic_signature_count(read):
    said = "Dokumen ini telah ditandatangani secara\nelektronik oleh Kepala Balai"
    assert read(files.pdf(said))[1].signed_words
    assert not read(files.pdf("Kepala Balai"))[1].signed


def test_a_signed_field_of_a_pdf_counts_and_an_empty_one_does_not(read):
    def with_field(signed):
        pdf = pikepdf.open(io.BytesIO(files.pdf("SK")))
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="ttd")
        if signed:
            field.V = pikepdf.Dictionary(Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)])
        kept = io.BytesIO()
        pdf.save(kept)
        return kept.getvalue()

    assert read(with_field(signed=True))[1].signatures == 1
    assert read(with_field(signed=False))[1].signatures == 0


# --- what cannot be read


def test_a_locked_pdf_and_a_torn_one_say_why(read):
    assert "sandi" in read(files.pdf("rahasia", encrypt="kunci"))[1].unreadable
    assert "rusak" in read(files.pdf("SK")[:300])[1].unreadable
    assert "rusak" in read(b"PK\x03\x04 bukan", "docx")[1].unreadable
    assert "rusak" in read(b"PK\x03\x04 bukan", "xlsx")[1].unreadable


# --- years and days in a text


def test_the_year_of_a_cited_regulation_is_not_the_documents_own():
    text = "Berdasarkan Permenpan RB Nomor 90 Tahun 2021 dan UU No. 14/2008, laporan tahun 2026"
    assert finding.years_in([text]) == {2026: 1}


def test_amounts_and_numbers_are_no_years():
    assert finding.years_in(["Rp2.025.000 dan 20251 serta 2024,5"]) == {}


def test_days_are_found_however_they_are_written():
    text = "17 Agustus 2026, 2026-08-18, 19/08/2026, 20-8-2026, 31/19/2026"
    assert finding.dates_in([text]) == ["2026-08-17", "2026-08-18", "2026-08-19", "2026-08-20"]


def test_facts_survive_the_journey_through_json():
    found = facts.Facts(pages=2, blank_pages=(1,), years={2026: 1}, dates=("2026-01-02",), signatures=1)
    assert facts.from_json(facts.to_json(found)) == found


# --- keeping


@pytest.mark.django_db
def test_a_stored_file_is_read_once_in_a_process_of_its_own():
    blob = receive.keep(files.pdf("Laporan triwulan I 2026"), name="laporan.pdf", now=NOW)

    first, second = keeping.read(blob, now=NOW), keeping.read(blob, now=NOW)
    assert first == second
    assert "Laporan triwulan" in first.text
    assert (first.pages, first.facts["years"], first.unreadable) == (1, {"2026": 1}, "")


@pytest.mark.django_db
def test_a_file_that_is_gone_is_kept_as_unreadable():
    lost = keeping.read(row_of(b"tidak ada"), now=NOW)

    assert "tidak ditemukan" in lost.unreadable
    assert Reading.objects.count() == 1


# --- words in pictures


@pytest.mark.slow
def test_the_words_of_a_scan_are_found_by_a_real_reader(read):
    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed")
    page = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(page)
    pen.text((150, 200), "NOTULA RAPAT ZONA INTEGRITAS", fill=0, font=ImageFont.load_default(size=64))
    pen.text((150, 320), "Jakarta, 12 Maret 2026", fill=0, font=ImageFont.load_default(size=64))
    made = io.BytesIO()
    page.save(made, "PDF", resolution=200)

    text, found = read(made.getvalue())

    assert "NOTULA RAPAT" in text
    assert 2026 in found.years
