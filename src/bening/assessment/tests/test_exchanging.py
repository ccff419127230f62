"""A workbook is brought, looked at, decided about; and another is taken away."""

import hashlib
import re
from html import unescape
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl.worksheet.formula import ArrayFormula

from bening.assessment.actions import current
from bening.assessment.editions import instrument_files
from bening.assessment.models import Intake, Revision, Tier
from bening.assessment.tests.factories import NOW, answered, fill, opened, sheet_of
from bening.assessment.workbook import writing
from bening.assessment.workbook.contents import Contents, evidence
from bening.foundation.accounts.models import Role
from bening.foundation.audit.models import Entry
from tests.people import come_in

SHARED = Path(__file__).parents[4].parent / "shared" / "data" / "lke-puskesmas-2021-annex.xlsx"
LAYOUTS = ("lke-zi-2021", "jawaban-2026")
pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(house, sari):
    return opened(house.unit, by=sari)


@pytest.fixture
def desk(as_person, sari):
    return as_person(sari)


def instrument():
    return instrument_files.load(instrument_files.DEFAULT)


def workbook(layout="lke-zi-2021", answers=None, notes=None, proof=None, tier="unit"):
    contents = Contents(answers={tier: answers or {}}, notes={tier: notes or {}}, evidence={tier: proof or {}})
    return writing.filled(instrument(), layout, contents, at=NOW)


def edited(data, sheet, **cells):
    """Return the workbook after somebody typed into it with a spreadsheet program."""
    book = openpyxl.load_workbook(BytesIO(data))
    for address, value in cells.items():
        book[sheet][address] = value
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def address(name, assessment, *more, tier="unit"):
    places = {
        "bring": [assessment.pk, tier],
        "preview": [assessment.pk, *more],
        "download": [assessment.pk, tier, *more],
    }
    return reverse(f"assessment:{name}", args=places[name])


def bring(desk, assessment, data, *, name="LKE kami.xlsx", tier="unit"):
    return desk.post(address("bring", assessment, tier=tier), {"berkas": SimpleUploadedFile(name, data)})


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def without_seal(response):
    """Return the page without the token that is drawn anew for each."""
    return re.sub(rb'"X-CSRFToken": "[^"]+"', b"", response.content)


def ticks(response):
    return re.findall(r'name="ambil" value="([^"]+)"', response.content.decode())


def brought(desk, assessment, data, **more):
    """Bring a workbook that can be read and return its intake and the page about it."""
    response = bring(desk, assessment, data, **more)
    assert response.status_code == 302, text_of(response)
    intake = Intake.objects.latest("pk")
    assert response.headers["Location"] == address("preview", assessment, intake.pk)
    return intake, desk.get(response.headers["Location"])


def decide(desk, intake, *, ticked, decision="ambil", **more):
    where = address("preview", intake.assessment, intake.pk)
    return desk.post(where, {"keputusan": decision, "ambil": ticked, **more})


# --- bringing


def test_the_page_tells_the_two_forms_and_what_will_happen(desk, assessment):
    page = text_of(desk.get(address("bring", assessment)))

    assert "sampai 20 MB" in page
    assert "Lampiran 2021 (LKE ZI)" in page
    assert "Jawaban 2026" in page
    assert "Belum ada. Buku kerja yang Anda impor tercatat di sini" in page


@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_forms_are_read_and_kept_without_the_file(desk, assessment, sari, layout):
    data = workbook(layout, {"P.1.i.a": "Ya", "R.1.i.a": {"agen": 4, "perubahan": 3}}, {"P.1.i.a": "SK Nomor 1"})

    intake, page = brought(desk, assessment, data)

    assert (intake.tier, intake.by, intake.state) == (Tier.UNIT, sari, Intake.State.PREVIEWED)
    assert intake.sha256 == hashlib.sha256(data).hexdigest()
    assert set(intake.content["rows"]) == {"P.1.i.a", "R.1.i.a"}
    assert intake.content["rows"]["P.1.i.a"]["note"] == "SK Nomor 1"
    assert ticks(page) == ["P.1.i.a@0", "R.1.i.a@0"]
    assert Entry.objects.latest("seq").act == "assessment.preview_intake"
    assert not Revision.objects.exists()


@pytest.mark.shared
def test_the_real_workbook_scores_exactly_and_its_faults_are_named(desk, assessment):
    if not SHARED.exists():
        pytest.skip("the real workbook does not lie beside the project")

    intake, response = brought(desk, assessment, SHARED.read_bytes(), name=SHARED.name)
    page = text_of(response)

    assert "95,709524" in page
    assert "Buku kerja itu sendiri menghitung 95,576190, yaitu 0,133333 terlalu rendah." in page
    for cell, effect in (("L175", "+0,133333"), ("K185", "−0,076923"), ("J8", "–")):
        assert re.search(rf"LKE ZI {cell} .{{0,300}}? {re.escape(effect)} ", page), cell
    assert "#REF!" in page
    assert "113 dari 113 soal dijawab" in page

    done = decide(desk, intake, ticked=ticks(response))

    assert done.headers["Location"] == reverse("assessment:verdict", args=[assessment.pk, "unit"])
    sheet = sheet_of(assessment)
    assert (f"{sheet.total:.6f}", sheet.answered, sheet.passes_wbk) == ("95.709524", 113, True)


def test_bad_cells_are_all_listed_and_nothing_is_taken_from_such_a_file(desk, assessment):
    data = edited(workbook(answers={"P.1.i.a": "Ya"}), "LKE ZI", K9="Z", K129=-2, K130=1.5, K11="Tidak")
    intake, response = brought(desk, assessment, data)
    page = text_of(response)

    assert "3 sel tidak dapat diimpor" in page
    for cell in ("K9", "K129", "K130"):
        assert f"LKE ZI {cell}" in page
    refused = decide(desk, intake, ticked=ticks(response))

    assert refused.status_code == 422
    assert "Buku kerja ini berisi sel yang salah." in text_of(refused)
    assert not Revision.objects.exists()

    assert decide(desk, intake, ticked=ticks(response), hanya_benar="1").status_code == 302
    assert {one.question for one in Revision.objects.all()} == {"P.1.i.a", "P.1.ii.a"}


HOSTILE = {
    "not a workbook": b"bukan buku kerja",
    "an empty file": b"",
    "a zip of something else": b"PK\x05\x06" + bytes(18),
    "a page": b"<html><script>alert(1)</script></html>",
    "an encrypted or old workbook": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_cannot_be_used_gets_a_sentence_and_nothing_is_stored(desk, assessment, data):
    response = bring(desk, assessment, data)

    assert response.status_code == 422
    assert re.search(r'role="alert"[^>]*><p>[A-Z“][^<]{20,}', response.content.decode())
    assert not Intake.objects.exists()


def test_another_workbook_than_an_lke_is_refused_with_the_names_of_the_sheets(desk, assessment):
    book = openpyxl.Workbook()
    book.active.title = "Anggaran"
    saved = BytesIO()
    book.save(saved)

    response = bring(desk, assessment, saved.getvalue())

    assert response.status_code == 422
    assert "LKE ZI" in text_of(response)


def test_a_file_above_the_limit_is_refused_before_it_is_stored(desk, assessment, settings, tmp_path):
    settings.LARGEST_UPLOAD = 3 * 1024 * 1024
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)

    response = bring(desk, assessment, bytes(settings.LARGEST_UPLOAD + 1))

    assert response.status_code == 413
    assert "Berkas ini lebih besar dari 3 MB." in text_of(response)
    assert list(tmp_path.iterdir()) == []
    assert not Intake.objects.exists()


def test_a_form_without_a_file_says_so(desk, assessment):
    response = desk.post(address("bring", assessment))

    assert response.status_code == 422
    assert "Belum ada berkas." in text_of(response)


def test_a_file_name_is_only_a_name(desk, assessment):
    intake, page = brought(desk, assessment, workbook(answers={"P.1.i.a": "Ya"}), name='<b>"x".xlsx')

    assert "<b>" not in page.content.decode()
    assert len(intake.name) <= 200


# --- deciding


def test_only_what_is_ticked_is_taken_with_history_and_audit(desk, assessment, sari):
    answered(assessment, "P.1.i.b", "C", by=sari, note="lama")
    intake, page = brought(desk, assessment, workbook(answers={"P.1.i.a": "Ya", "P.1.i.b": "A", "P.1.ii.a": "Ya"}))
    assert ticks(page) == ["P.1.i.a@0", "P.1.i.b@1", "P.1.ii.a@0"]

    decide(desk, intake, ticked=["P.1.i.a@0", "P.1.i.b@1"])

    sheet = sheet_of(assessment)
    assert {id: head["a"] for id, head in sheet.heads.items()} == {"P.1.i.a": "Ya", "P.1.i.b": "A"}
    newest = current(sheet).get(question="P.1.i.b")
    assert (newest.number, newest.note, newest.source, newest.by) == (2, "lama", "LKE kami.xlsx", sari)
    entry = Entry.objects.latest("seq")
    assert entry.act == "assessment.take_in"
    assert entry.data["answers"] == {"P.1.i.a": "Ya", "P.1.i.b": "A"}
    assert Intake.objects.get().state == Intake.State.TAKEN


def test_the_page_shows_what_stands_by_whom_and_what_the_file_says(desk, assessment, budi):
    answered(assessment, "P.1.i.b", "C", by=budi, note="dipilih <i>langsung</i>")
    _intake, response = brought(desk, assessment, workbook(answers={"P.1.i.b": "A"}, notes={"P.1.i.b": "lewat SOP"}))
    page = text_of(response)

    assert re.search(
        r"P\.1\.i\.b Seleksi anggota tim K9 C Catatan: dipilih .*? Budi Hartono, .*? A Catatan: lewat SOP", page
    )
    assert "+0,25" in page
    assert "<i>" not in response.content.decode()
    assert "Bila semua diimpor" in page


def test_blank_cells_never_erase(desk, assessment, sari):
    answered(assessment, "P.1.i.a", "Ya", by=sari, note="SK", link="https://bukti.invalid/1")
    answered(assessment, "R.1.i.a", {"agen": 5, "perubahan": 4}, by=sari)
    half = edited(workbook(), "LKE ZI", K129=6)

    intake, page = brought(desk, assessment, half)
    assert ticks(page) == ["R.1.i.a@1"]
    decide(desk, intake, ticked=ticks(page))

    heads = sheet_of(assessment).heads
    assert heads["P.1.i.a"]["a"] == "Ya"
    assert heads["R.1.i.a"]["a"] == {"agen": 6, "perubahan": 4}


def test_a_note_alone_leaves_answer_and_link_as_they_stand(desk, assessment, sari):
    answered(assessment, "P.1.i.a", "Ya", by=sari, note="lama", link="https://bukti.invalid/1")

    intake, page = brought(desk, assessment, edited(workbook(), "LKE ZI", O8="baru"))
    decide(desk, intake, ticked=ticks(page))

    newest = current(sheet_of(assessment)).get()
    assert (newest.answer, newest.note, newest.link) == ("Ya", "baru", "https://bukti.invalid/1")


@pytest.mark.parametrize("name", ["LKE.xlsm", "LKE.csv", "LKE"])
def test_a_file_that_is_not_called_xlsx_is_refused(desk, assessment, name):
    refused = bring(desk, assessment, workbook(), name=name)

    assert (refused.status_code, Intake.objects.count()) == (422, 0)
    assert "Simpan sebagai Buku Kerja Excel (.xlsx), lalu pakai berkas yang baru." in text_of(refused)


def test_note_and_link_beside_a_wrong_cell_are_left_as_they_stand(desk, assessment, sari):
    answered(assessment, "P.1.i.a", "Ya", by=sari, note="lama", link="https://bukti.invalid/1")
    beside = edited(workbook(), "LKE ZI", K8="X", O8="baru", P8="https://bukti.invalid/2", K9="A")

    intake, page = brought(desk, assessment, beside)
    assert ticks(page) == ["P.1.i.b@0"]
    assert "1 soal berbeda" in text_of(page)
    done = decide(desk, intake, ticked=["P.1.i.a@1", "P.1.i.b@0"], hanya_benar="1")

    assert "1 soal diimpor" in text_of(desk.get(done.headers["Location"]))
    newest = current(sheet_of(assessment)).get(question="P.1.i.a")
    assert (newest.number, newest.answer, newest.note, newest.link) == (1, "Ya", "lama", "https://bukti.invalid/1")
    assert sheet_of(assessment).heads["P.1.i.b"]["a"] == "A"


def test_a_link_that_only_reads_otherwise_is_no_change(desk, assessment, sari):
    answered(assessment, "P.1.i.a", "Ya", by=sari, link="https://bukti.invalid/1\n\n  https://bukti.invalid/1 ")
    proof = {"P.1.i.a": evidence("https://bukti.invalid/1")}

    _intake, page = brought(desk, assessment, workbook(answers={"P.1.i.a": "Ya"}, proof=proof))

    assert ticks(page) == []


def test_counts_given_as_a_whole_take_the_place_of_a_typed_total(desk, assessment, sari):
    answered(assessment, "R.5.iii.b", counts_with_total(), by=sari)
    whole = {key: count for key, count in counts_with_total().items() if key != "wajib"}

    intake, page = brought(desk, assessment, workbook("jawaban-2026", {"R.5.iii.b": whole}))
    decide(desk, intake, ticked=ticks(page))

    assert sheet_of(assessment).heads["R.5.iii.b"]["a"] == whole


def test_counts_that_do_not_fit_what_stands_are_left_alone(desk, assessment, sari):
    answered(assessment, "R.6.i.b", {"terdaftar": 9, "dipermudah": 6}, by=sari)

    _intake, page = brought(desk, assessment, edited(workbook(), "LKE ZI", K194=3))

    assert ticks(page) == []


def test_a_newer_answer_of_somebody_else_is_shown_again_before_anything_is_taken(desk, assessment, budi):
    intake, page = brought(desk, assessment, workbook(answers={"P.1.i.a": "Ya", "P.1.i.b": "A"}))
    answered(assessment, "P.1.i.b", "B", by=budi, note="baru saja")

    again = decide(desk, intake, ticked=ticks(page))

    assert again.status_code == 409
    shown = text_of(again)
    assert "Ada jawaban yang berubah sejak pratinjau dibuka." in shown
    assert re.search(r"P\.1\.i\.b Seleksi anggota tim K9 baru berubah B Budi Hartono", shown)
    assert sheet_of(assessment).heads["P.1.i.b"]["a"] == "B"
    assert "P.1.i.a" not in sheet_of(assessment).heads
    assert ticks(again) == ["P.1.i.a@0", "P.1.i.b@1"]

    assert decide(desk, intake, ticked=ticks(again)).status_code == 302
    assert sheet_of(assessment).heads["P.1.i.b"]["a"] == "A"


def test_a_newer_answer_elsewhere_does_not_stand_in_the_way(desk, assessment, budi):
    intake, page = brought(desk, assessment, workbook(answers={"P.1.i.a": "Ya"}))
    answered(assessment, "P.1.iv.b", "B", by=budi)

    assert decide(desk, intake, ticked=ticks(page)).status_code == 302


def test_a_workbook_is_decided_about_once(desk, assessment):
    intake, page = brought(desk, assessment, workbook(answers={"P.1.i.a": "Ya"}))
    decide(desk, intake, ticked=ticks(page))
    entries = Entry.objects.count()

    for decision in ("ambil", "buang"):
        again = decide(desk, intake, ticked=ticks(page), decision=decision)
        assert again.headers["Location"] == address("preview", assessment, intake.pk)

    page = text_of(desk.get(address("preview", assessment, intake.pk)))
    assert "sudah diputuskan sebelumnya" in page
    assert "Buku kerja ini sudah diimpor." in page
    assert Entry.objects.count() == entries
    assert Revision.objects.count() == 1


def test_dropping_changes_nothing_and_is_on_record(desk, assessment):
    intake, page = brought(desk, assessment, workbook(answers={"P.1.i.a": "Ya"}))

    decide(desk, intake, ticked=ticks(page), decision="buang")

    assert Intake.objects.get().state == Intake.State.DROPPED
    assert not Revision.objects.exists()
    assert Entry.objects.latest("seq").act == "assessment.drop_intake"
    assert "dibatalkan" in text_of(desk.get(address("bring", assessment)))


def test_nothing_ticked_is_said_and_keeps_the_choice(desk, assessment):
    intake, _page = brought(desk, assessment, workbook(answers={"P.1.i.a": "Ya"}))

    refused = decide(desk, intake, ticked=[])

    assert refused.status_code == 422
    assert "Belum ada yang dicentang." in text_of(refused)
    assert "checked" not in refused.content.decode()


@pytest.mark.parametrize("tick", ["P.1.i.a", "P.1.i.a@x", "@0", "X" * 9999, "P.9.z.z@0", "P.1.i.a@99999999999"])
def test_ticks_that_nobody_was_shown_take_nothing(desk, assessment, tick):
    intake, _page = brought(desk, assessment, workbook(answers={"P.1.i.a": "Ya"}))

    decide(desk, intake, ticked=[tick])

    assert not Revision.objects.exists()


def test_the_page_asks_the_database_as_often_for_one_change_as_for_many(
    desk, assessment, sari, django_assert_max_num_queries, django_assert_num_queries
):
    one, _page = brought(desk, assessment, workbook(answers={"P.1.i.a": "Ya"}))
    fill(assessment, by=sari)
    many, _page = brought(desk, assessment, workbook(answers=dict.fromkeys(("P.1.i.b", "P.1.ii.b", "P.1.ii.c"), "C")))
    with django_assert_max_num_queries(20) as first:
        desk.get(address("preview", assessment, one.pk))

    with django_assert_num_queries(len(first)):
        desk.get(address("preview", assessment, many.pk))


# --- taking away


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_downloaded_and_brought_back_changes_nothing(desk, assessment, sari, layout):
    fill(assessment, by=sari)
    answered(
        assessment,
        "P.1.i.a",
        "Ya",
        by=sari,
        note="baris satu\r\nbaris dua ",
        link="Map biru\nhttps://bukti.invalid/a?b=1",
    )
    answered(assessment, "R.5.iii.b", counts_with_total(), by=sari, note="=1+1", link="https://bukti.invalid/2")

    response = desk.get(address("download", assessment, layout))
    _intake, page = brought(desk, assessment, response.content)

    assert re.fullmatch(
        rf'attachment; filename="{layout}-balai-sertifikat-2026-unit-\d{{8}}-\d{{4}}\.xlsx"',
        response.headers["Content-Disposition"],
    )
    assert "no-store" in response.headers["Cache-Control"]
    assert ticks(page) == []
    assert "Tidak ada perubahan" in text_of(page)
    assert "0 sel" not in text_of(page)


def counts_with_total():
    return {"administrator": 0, "pengawas": 1, "fungsional_pelaksana": 12, "sudah": 12, "wajib": 12}


@pytest.mark.parametrize(
    ("layout", "sheet", "cells"),
    [
        ("lke-zi-2021", "LKE ZI", {"K9": "B", "O9": "kata baru", "K130": 1}),
        ("jawaban-2026", "Jawaban", {"K7": "B", "L7": "kata baru", "K127": 1}),
    ],
)
def test_an_offline_edit_is_shown_exactly(desk, assessment, sari, layout, sheet, cells):
    fill(assessment, by=sari)
    data = desk.get(address("download", assessment, layout)).content

    intake, page = brought(desk, assessment, edited(data, sheet, **cells))

    assert ticks(page) == ["P.1.i.b@1", "R.1.i.a@1"]
    assert intake.content["problems"] == []
    shown = text_of(page)
    assert re.search(rf"P\.1\.i\.b Seleksi anggota tim {next(iter(cells))} A .*? B Catatan: kata baru", shown)
    assert re.search(r"R\.1\.i\.a .*?Perubahan yang dibuat: 2 .*?Perubahan yang dibuat: 1", shown)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_blank_workbook_holds_nobodys_answers(desk, assessment, sari, layout):
    answered(assessment, "P.1.i.a", "Ya", by=sari, note="rahasia kami")

    response = desk.get(address("download", assessment, layout) + "?kosong=1")
    _intake, page = brought(desk, assessment, response.content)

    assert f"{layout}-kosong.xlsx" in response.headers["Content-Disposition"]
    assert ticks(page) == []
    assert "0 dari 113 soal dijawab" in text_of(page)


def test_the_audit_of_a_workbook_travels_as_a_sheet(desk, assessment):
    data = edited(workbook(answers={"P.1.i.a": "Ya"}), "LKE ZI", L9=0.5)
    intake, page = brought(desk, assessment, data)
    assert "L9" in text_of(page)

    response = desk.get(address("download", assessment, "jawaban-2026") + f"?audit={intake.pk}")

    book = openpyxl.load_workbook(BytesIO(response.content))
    cells = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert "L9" in cells
    for strange in ("999999", "x", "-1", "²"):
        assert desk.get(address("download", assessment, "jawaban-2026"), {"audit": strange}).status_code == 404


def test_nothing_a_person_typed_becomes_a_formula(desk, assessment, sari):
    answered(assessment, "P.1.i.a", "Ya", by=sari, note='=HYPERLINK("http://jahat.invalid")', link="@SUM(1)")

    for layout in LAYOUTS:
        book = openpyxl.load_workbook(BytesIO(desk.get(address("download", assessment, layout)).content))
        typed = [
            cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type != "f"
        ]
        formulas = [
            cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
        assert any(cell.value == '=HYPERLINK("http://jahat.invalid")' for cell in typed)
        assert not any("jahat" in formula for formula in formulas)


def test_a_form_that_does_not_exist_is_not_found(desk, assessment):
    assert desk.get(address("download", assessment, "lke-1999")).status_code == 404


# --- who may


def test_another_units_workbooks_are_not_found(as_person, assessment, desk, citra):
    intake, page = brought(desk, assessment, workbook(answers={"P.1.i.a": "Ya"}))
    elsewhere = as_person(citra)
    missing = elsewhere.get(reverse("assessment:bring", args=[987654, "unit"]))

    for response in (
        elsewhere.get(address("bring", assessment)),
        bring(elsewhere, assessment, workbook()),
        elsewhere.get(address("preview", assessment, intake.pk)),
        decide(elsewhere, intake, ticked=ticks(page)),
        elsewhere.get(address("download", assessment, "jawaban-2026")),
    ):
        assert response.status_code == 404
        assert without_seal(response) == without_seal(missing)
    assert not Revision.objects.exists()


def test_an_intake_is_reached_only_through_its_own_assessment(desk, assessment, house, sari):
    other = opened(house.unit, by=sari, year=2025)
    intake, _page = brought(desk, assessment, workbook(answers={"P.1.i.a": "Ya"}))

    assert desk.get(address("preview", other, intake.pk)).status_code == 404


def test_people_who_only_read_may_download_and_not_import(as_person, assessment, fajar, gita, eko, budi):
    for person in (fajar, gita, eko, budi):
        reader = as_person(person)
        assert reader.get(address("download", assessment, "jawaban-2026")).status_code == 200
        assert reader.get(address("bring", assessment)).status_code in {403, 404}
        assert bring(reader, assessment, workbook(answers={"P.1.i.a": "Ya"})).status_code in {403, 404}
    assert not Intake.objects.exists()


def test_leading_a_team_elsewhere_does_not_help_here(as_person, assessment, house):
    both = house.person("hana", "Hana Pertiwi", (Role.KETUA, house.sibling), (Role.PIC, house.unit, 1))

    assert as_person(both).get(address("bring", assessment)).status_code == 403


def test_a_bad_cell_of_the_other_tier_is_not_this_persons_business(desk, assessment):
    data = edited(workbook("jawaban-2026", {"P.1.i.a": "Ya"}), "Jawaban", N7="Z")

    intake, page = brought(desk, assessment, data)

    assert intake.content["problems"] == []
    assert decide(desk, intake, ticked=ticks(page)).status_code == 302


def test_the_audit_of_an_evaluators_workbook_is_not_the_units(as_person, desk, assessment, dewi):
    evaluator = as_person(dewi)
    data = writing.filled(instrument(), "jawaban-2026", Contents(answers={"tpi": {"P.1.i.b": "B"}}), at=NOW)
    intake, _page = brought(evaluator, assessment, data, tier="tpi")
    query = f"?audit={intake.pk}"

    assert desk.get(address("download", assessment, "jawaban-2026") + query).status_code == 404
    assert evaluator.get(address("download", assessment, "jawaban-2026", tier="tpi") + query).status_code == 200


def test_evaluators_read_their_own_columns_and_never_the_units(as_person, assessment, sari, dewi):
    answered(assessment, "P.1.i.b", "A", by=sari)
    answers = Contents(
        answers={"unit": {"P.1.i.b": "C"}, "tpi": {"P.1.i.b": "B"}},
        notes={"unit": {}, "tpi": {"P.1.i.b": "bukti kurang"}},
    )
    data = writing.filled(instrument(), "jawaban-2026", answers, at=NOW)
    evaluator = as_person(dewi)

    assert bring(evaluator, assessment, data, tier="unit").status_code == 403
    intake, page = brought(evaluator, assessment, data, tier="tpi")
    decide(evaluator, intake, ticked=ticks(page))

    assert sheet_of(assessment, Tier.TPI).heads["P.1.i.b"]["a"] == "B"
    assert sheet_of(assessment).heads["P.1.i.b"]["a"] == "A"
    assert current(sheet_of(assessment, Tier.TPI)).get().note == "bukti kurang"


def test_the_unit_reads_its_own_columns_and_never_sees_the_evaluators(as_person, desk, assessment, sari, dewi):
    answered(assessment, "P.1.i.b", "C", by=dewi, tier=Tier.TPI, note="catatan penilai")
    answers = Contents(answers={"unit": {"P.1.i.a": "Ya"}, "tpi": {"P.1.i.a": "Tidak"}})
    data = writing.filled(instrument(), "jawaban-2026", answers, at=NOW)

    intake, page = brought(desk, assessment, data)
    decide(desk, intake, ticked=ticks(page))
    own = desk.get(address("download", assessment, "jawaban-2026")).content

    assert sheet_of(assessment, Tier.TPI).heads.keys() == {"P.1.i.b"}
    shown = [cell.value for row in openpyxl.load_workbook(BytesIO(own))["Jawaban"].iter_rows() for cell in row]
    assert "catatan penilai" not in shown
    assert desk.get(address("download", assessment, "jawaban-2026", tier="tpi")).status_code == 404
    assert desk.get(address("bring", assessment, tier="tpi")).status_code == 404

    both = as_person(dewi).get(address("download", assessment, "jawaban-2026", tier="tpi")).content
    shown = [cell.value for row in openpyxl.load_workbook(BytesIO(both))["Jawaban"].iter_rows() for cell in row]
    assert {"catatan penilai", "Ya", "C"} <= set(shown)


def test_an_evaluator_cannot_take_in_the_annex_which_has_no_column_for_them(as_person, assessment, dewi):
    response = bring(as_person(dewi), assessment, workbook(answers={"P.1.i.a": "Ya"}), tier="tpi")

    assert response.status_code == 422
    assert "tidak ada kolom TPI" in text_of(response)


def test_forms_are_sealed_against_other_sites(assessment, sari):
    desk = Client(enforce_csrf_checks=True)
    come_in(desk, sari)

    assert bring(desk, assessment, workbook(answers={"P.1.i.a": "Ya"})).status_code == 403
    assert not Intake.objects.exists()


def test_notes_longer_than_an_answer_may_have_are_named(desk, assessment):
    data = workbook(answers={"P.1.i.a": "Ya"}, notes={"P.1.i.a": "x" * 10_001})

    intake, page = brought(desk, assessment, data)

    assert "lebih panjang dari 10.000 huruf" in text_of(page)
    assert intake.content["rows"]["P.1.i.a"]["note"] == ""


def test_characters_that_no_database_keeps_are_left_out(desk, assessment):
    data = workbook(
        answers={"P.1.i.a": "Ya"}, notes={"P.1.i.a": "a_x0000_b_x0007_c"}, proof={"P.1.i.a": evidence("d\x0be")}
    )

    intake, page = brought(desk, assessment, data)
    decide(desk, intake, ticked=ticks(page))

    assert "\x00" not in current(sheet_of(assessment)).get().note
