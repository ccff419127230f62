"""Files from unknown hands: each is read, or refused with the rule it breaks and a sentence."""

import io
import struct
import time
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from bening.assessment.workbook import package, sheet_xml
from bening.assessment.workbook.cells import CellError
from bening.assessment.workbook.opening import WorkbookRefused, open_book, open_file
from bening.assessment.workbook.tests.making import edited, part, reading, rezipped, written

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="module")
def good() -> bytes:
    return written()


def rule_of(data: bytes) -> str:
    with pytest.raises(WorkbookRefused) as refused:
        reading(data)
    assert refused.value.message.endswith(".")
    assert refused.value.fix.endswith(".")
    return refused.value.rule


def test_a_file_over_20_mb_is_refused_before_it_is_looked_at():
    assert rule_of(b"PK\x03\x04" + bytes(30 * 1024 * 1024)) == "too_large"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty"),
        (b"No,Soal,Jawaban\n1,Tim ZI,Ya\n", "not_xlsx"),
        (b"<html><table><tr><td>Ya</td></tr></table></html>", "not_xlsx"),
        (b"%PDF-1.7 ...", "not_xlsx"),
        (OLE + bytes(4096), "not_xlsx"),
        (OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512), "encrypted"),
        (b"PK\x03\x04" + bytes(100), "broken"),
    ],
    ids=["nothing", "csv", "html", "pdf", "xls", "password", "only-a-zip-header"],
)
def test_what_is_no_workbook_is_refused(data, rule):
    assert rule_of(data) == rule


def test_an_open_document_sheet_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as ods:
        ods.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        ods.writestr("content.xml", "<office/>")
    assert rule_of(target.getvalue()) == "not_xlsx"


def test_a_word_document_is_refused(good):
    types = part(good, TYPES).replace(b"spreadsheetml.sheet.main+xml", b"wordprocessingml.document.main+xml")
    assert rule_of(rezipped(good, {TYPES: types})) == "not_xlsx"


@pytest.mark.parametrize("length", [0.3, 0.7, 0.999])
def test_a_file_that_was_cut_off_is_refused(good, length):
    assert rule_of(good[: int(len(good) * length)]) == "broken"


def test_a_byte_that_flipped_in_the_sheet_is_refused(good):
    with zipfile.ZipFile(io.BytesIO(good)) as whole:
        start = whole.getinfo(SHEET).header_offset
    at = start + 300
    assert rule_of(good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :]) == "broken"


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/activeX1.xml"])
def test_macros_and_controls_are_refused(good, name):
    assert rule_of(rezipped(good, {name: b"x"})) == "macros"


def test_a_macro_workbook_under_another_name_is_refused(good):
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert rule_of(rezipped(good, {TYPES: part(good, TYPES).replace(plain, macro)})) == "macros"


@pytest.mark.parametrize("name", ["xl/externalLinks/externalLink1.xml", "xl/connections.xml"])
def test_figures_from_elsewhere_are_refused(good, name):
    assert rule_of(rezipped(good, {name: b"<x/>"})) == "external_links"


@pytest.mark.parametrize("name", ["xl/embeddings/oleObject1.bin", "xl/media/isi.zip", "lain.xlsx"])
def test_files_inside_the_file_are_refused(good, name):
    assert rule_of(rezipped(good, {name: b"PK"})) == "nested"


def test_an_encrypted_part_is_refused(good):
    data = bytearray(good)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 4)
    assert rule_of(bytes(data)) == "encrypted"


def test_a_bomb_is_refused_quickly(good):
    head, _rows, tail = part(good, SHEET).partition(b"<sheetData>")
    bomb = rezipped(good, {SHEET: head + b"<sheetData>" + b" " * 60_000_000 + tail})
    assert len(bomb) < 200_000
    started = time.perf_counter()
    assert rule_of(bomb) == "bomb"
    assert time.perf_counter() - started < 1


def test_a_bomb_that_lies_about_its_size_is_refused(good):
    head, _rows, tail = part(good, SHEET).partition(b"<sheetData>")
    data = bytearray(rezipped(good, {SHEET: head + b"<sheetData>" + b" " * 60_000_000 + tail}))
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        entry = whole.getinfo(SHEET)
    real = struct.pack("<I", entry.file_size)
    while (at := data.find(real)) >= 0:
        data[at : at + 4] = struct.pack("<I", 5_000)
    assert rule_of(bytes(data)) == "broken"


def test_many_parts_are_refused(good):
    assert rule_of(rezipped(good, {f"xl/media/{n}.png": b"" for n in range(package.MOST_PARTS)})) == "bomb"


def test_overlapping_parts_are_refused(good):
    target = io.BytesIO(good)
    with zipfile.ZipFile(target, "a") as whole:
        first = whole.getinfo(SHEET)
        for n in range(200):
            copy = zipfile.ZipInfo(f"xl/media/{n}.png")
            copy.header_offset, copy.compress_size = first.header_offset, first.compress_size
            copy.file_size, copy.CRC, copy.compress_type = first.file_size, first.CRC, first.compress_type
            whole.filelist.append(copy)
        whole._didModify = True  # noqa: SLF001 -- zipfile offers no other way to write a lie
    assert rule_of(target.getvalue()) == "bomb"


def test_two_parts_of_one_name_are_refused(good):
    target = io.BytesIO(good)
    with zipfile.ZipFile(target, "a") as whole, pytest.warns(UserWarning, match="Duplicate name"):
        whole.writestr(SHEET, b"<worksheet/>")
    assert rule_of(target.getvalue()) == "broken"


@pytest.mark.parametrize("name", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "docProps/core.xml", TYPES])
@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "http://contoh.invalid/x.dtd">',
    ],
    ids=["external-entity", "billion-laughs", "remote-dtd"],
)
def test_a_dtd_is_refused_wherever_it_stands(good, name, declaration):
    head, mark, rest = part(good, name).partition(b"?>")
    assert rule_of(rezipped(good, {name: head + mark + declaration + rest})) == "dtd"


def test_xml_that_is_not_well_formed_is_refused(good):
    assert rule_of(rezipped(good, {SHEET: part(good, SHEET)[:-20]})) == "broken"


def test_a_string_that_is_not_there_is_refused(good):
    sheet = part(good, SHEET).replace(b't="s"><v>0</v>', b't="s"><v>99999</v>', 1)
    assert rule_of(rezipped(good, {SHEET: sheet})) == "broken"


def test_a_missing_sheet_is_refused(good):
    assert rule_of(rezipped(good, {SHEET: None})) == "broken"


def test_more_cells_than_any_lke_has_are_refused():
    row = b'<c t="n"><v>1</v></c>' * 400
    rows = b"".join(b'<row r="%d">%s</row>' % (n + 300, row) for n in range(800))
    good = written()
    sheet = part(good, SHEET).replace(b"</sheetData>", rows + b"</sheetData>")
    assert rule_of(rezipped(good, {SHEET: sheet}, compress=zipfile.ZIP_STORED)) == "too_many_cells"


def test_a_workbook_without_the_worksheet_names_the_sheets_it_has():
    book = openpyxl.Workbook()
    book.active.title = "Anggaran"
    book.active["B2"] = "Belanja barang"
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(WorkbookRefused, match="Anggaran") as refused:
        reading(target.getvalue())
    assert refused.value.rule == "no_sheet"


def test_an_empty_sheet_of_the_right_name_is_refused():
    book = openpyxl.Workbook()
    book.active.title = "Jawaban"
    target = io.BytesIO()
    book.save(target)
    assert rule_of(target.getvalue()) == "no_questions"


def test_both_worksheets_at_once_are_refused(good):
    def copy(book):
        book.copy_worksheet(book["LKE ZI"]).title = "Jawaban"

    assert rule_of(edited(good, copy)) == "two_sheets"


def test_a_file_that_cannot_be_read_says_so(tmp_path):
    with pytest.raises(WorkbookRefused) as refused:
        open_file(tmp_path / "tidak-ada.xlsx")
    assert refused.value.rule == "unreadable"


def test_values_are_read_as_they_were_typed():
    def type_in(book):
        sheet = book.active
        sheet["A1"], sheet["A2"], sheet["A3"], sheet["A4"] = 3.77, True, "=1+1", " é\n  tepi "
        sheet["A5"], sheet["A6"] = "#N/A", 1e300
        sheet["A5"].data_type = "e"

    book = openpyxl.Workbook()
    type_in(book)
    target = io.BytesIO()
    book.save(target)
    sheet = open_book(target.getvalue()).sheets["Sheet"]
    assert sheet.cell(1, "A").value == Decimal("3.77")
    assert sheet.cell(2, "A").value is True
    assert sheet.cell(3, "A").formula == "1+1"
    assert sheet.cell(3, "A").value is None
    assert sheet.cell(5, "A").value == CellError("#N/A")
    assert sheet.cell(6, "A").value == Decimal("1E+300")
    assert sheet.cell(4, "A").value == " é\n  tepi "


@pytest.mark.parametrize(
    ("written_as", "meant"),
    [
        ("3.7700000000000000", "3.77"),
        ("0.10000000000000001", "0.1"),
        ("12", "12"),
        ("1e309", "1E+309"),
        ("1e-99999999", "0"),
        ("0e-99999999", "0"),
        ("0e99999999", "0"),
        ("1.5E-3", "0.0015"),
    ],
)
def test_a_number_is_what_the_spreadsheet_shows(written_as, meant):
    assert sheet_xml.number(written_as) == Decimal(meant)


def test_a_shared_formula_is_shifted_to_each_of_its_cells(good):
    rows = (
        b'<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1+$C$1+\'A1\'!D1&amp;"E1"</f><v>9</v></c></row>'
        b'<row r="2"><c r="A2"><f t="shared" si="0"/><v>9</v></c></row>'
    )
    head, _mark, tail = part(good, SHEET).partition(b"<sheetData>")
    sheet = head + b"<sheetData>" + rows + b"</sheetData>" + tail.partition(b"</sheetData>")[2]
    read = open_book(rezipped(good, {SHEET: sheet})).sheets["LKE ZI"]
    assert read.cell(2, "A").formula == "B2+$C$1+'A1'!D2&\"E1\""


def test_the_file_says_who_saved_it_and_when():
    def sign(book):
        book.properties.creator = "Rina Penyusun"
        book.properties.lastModifiedBy = "Dewi Contoh"

    origin = reading(edited(written(), sign)).origin
    assert (origin.author, origin.modified_by) == ("Rina Penyusun", "Dewi Contoh")
    assert origin.modified.startswith("20")
