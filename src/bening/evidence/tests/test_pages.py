import csv
import io
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from bening.evidence import actions
from bening.evidence.models import Claim, Document, Preview, PreviewState
from bening.evidence.preview import cache
from bening.evidence.tests.papers import NOW, about, added, row_of
from bening.evidence.tests.test_preview import pdf
from bening.foundation.storage.models import Scan, Upload
from tests.people import come_in


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def document(house, sari):
    return added(house.unit, by=sari)


def page(client, address, status=200, **asked):
    response = client.get(address, asked)
    assert response.status_code == status, response.content.decode()[-2000:]
    return response.content.decode()


def titles(html):
    return re.findall(r'<a href="/bukti/\d+/">([^<]+)</a>', html)


def file(name="SK Tim ZI 2026.pdf", content=None):
    return SimpleUploadedFile(name, content or pdf(words=name), content_type="text/html")


def wanted(response):
    return response.status_code, response.headers.get("Location", "")


# --- the list


def test_the_list_shows_what_one_may_see_and_nothing_of_others(house, sari, budi, citra, document, as_person):
    added(house.unit, by=sari, title="Rahasia unit", classification="rahasia")
    added(house.sibling, by=citra, title="Milik tetangga")

    assert titles(page(as_person(sari), "/bukti/")) == ["Rahasia unit", "SK Tim ZI 2026"]
    html = page(as_person(budi), "/bukti/")
    assert titles(html) == ["SK Tim ZI 2026"]
    assert "1 dokumen" in html


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"jenis": "foto"}, ["B"]),
        ({"tahun": "2025"}, ["B"]),
        ({"klasifikasi": "publik"}, ["B"]),
        ({"keadaan": "segera"}, ["A"]),
        ({"keadaan": "lewat"}, ["B"]),
        ({"keadaan": "lepas"}, ["B"]),
        ({"keadaan": "ditarik"}, ["C"]),
        ({"soal": "P.1.i.a"}, ["A"]),
        ({"jenis": "tidak ada"}, ["A", "B"]),
        ({"urut": "-judul"}, ["B", "A"]),
        ({"urut": "unit__instansi"}, ["B", "A"]),
    ],
)
def test_the_list_narrows_and_sorts_by_names_of_ours_alone(house, sari, as_person, asked, found):
    today = timezone.localdate()
    a = added(house.unit, by=sari, title="A", valid_until=today + timedelta(days=9))
    old = {"proves_from": NOW.date().replace(year=2025), "proves_until": NOW.date().replace(year=2025)}
    added(
        house.unit,
        by=sari,
        title="B",
        **{**old, "kind": "foto"},
        classification="publik",
        valid_until=today - timedelta(days=1),
    )
    gone = added(house.unit, by=sari, title="C")
    actions.withdraw(gone, why="salah", by=sari, now=NOW)
    Claim.objects.create(document=a, unit=a.unit, year=2026, question="P.1.i.a", version=a.latest, at=NOW, by=sari)

    shown = titles(page(as_person(sari), "/bukti/", **asked))
    assert shown == found if "urut" in asked else sorted(shown) == found


def test_every_list_asks_as_many_questions_for_one_document_as_for_many(
    house, sari, document, as_person, django_assert_max_num_queries
):
    client = as_person(sari)

    def asked(address):
        with django_assert_max_num_queries(20) as ran:
            page(client, address)
        return len(ran)

    addresses = ("/bukti/", "/bukti/cari/?q=SK", "/bukti/retensi/")
    before = [asked(one) for one in addresses]
    for number in range(4):
        added(house.unit, by=sari, title=f"SK {number}")
    assert [asked(one) for one in addresses] == before


def test_an_empty_list_says_how_to_begin(sari, fajar, as_person):
    assert 'href="/bukti/unggah/"' in page(as_person(sari), "/bukti/")
    assert "/bukti/unggah/" not in page(as_person(fajar), "/bukti/")


def test_the_search_page_shows_hits_with_their_text_and_no_others(house, sari, citra, document, as_person):
    added(house.sibling, by=citra, title="SK tetangga")
    html = page(as_person(sari), "/bukti/cari/", q="sk")
    assert titles(html) == ["SK Tim ZI 2026"]
    assert "1 dokumen cocok" in html
    assert "Tidak ada dokumen" in page(as_person(sari), "/bukti/cari/", q="tetangga")


EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", ";x", "|x", "%x", "\\x", "＝1", "  =1", "\u00a0=1", "=HYPERLINK(0)"]


def test_an_export_holds_what_the_list_shows_and_no_formula(house, sari, citra, as_person):
    for number, title in enumerate(EVIL):
        Document.objects.filter(pk=added(house.unit, by=sari, title=f"D{number}").pk).update(title=title)
    added(house.sibling, by=citra, title="Milik tetangga")
    client = as_person(sari)

    text = client.get("/bukti/?bentuk=csv").content.decode("utf-8-sig")
    told = [line[1] for line in csv.reader(io.StringIO(text), delimiter=";")][1:]
    assert sorted(told) == sorted(f"'{title}" for title in EVIL)

    book = load_workbook(io.BytesIO(client.get("/bukti/?bentuk=xlsx&urut=judul").content))
    cells = [row[1] for row in book.active.iter_rows(min_row=2)]
    assert len(cells) == len(EVIL)
    assert {cell.data_type for cell in cells} == {"s"}


# --- new documents


def upload(client, unit, *files):
    return client.post("/bukti/unggah/", {"unit": unit.pk, "berkas": list(files)})


class Form(HTMLParser):
    """What a form would send as it stands."""

    def __init__(self, html):
        super().__init__()
        self.fields, self._select, self._first = {}, None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "select":
            self._select, self._first = said["name"], True
        elif tag == "option" and self._select:
            if self._first or "selected" in said:
                self.fields[self._select] = [said.get("value", "")]
            self._first = False
        elif tag == "input" and said.get("name") and said.get("type") not in {"checkbox", "file", "search"}:
            self.fields.setdefault(said["name"], []).append(said.get("value") or "")


def filled(html):
    return Form(html).fields


def plain(response):
    """Return a page without the token that differs from one answer to the next."""
    return re.sub(rb"[A-Za-z0-9]{64}", b"", response.content)


def test_several_files_become_documents_with_one_look_at_each(house, sari, as_person):
    client = as_person(sari)
    response = upload(client, house.unit, file(), file("Notula rapat 3 Maret 2026.pdf"))
    assert wanted(response) == (302, f"/bukti/unggah/keterangan/?unit={house.unit.pk}")
    html = page(client, response.headers["Location"])
    assert 'value="Notula rapat 3 Maret 2026"' in html
    assert html.count("2026-03-03") == 1

    response = client.post("/bukti/unggah/keterangan/", filled(html))

    assert wanted(response) == (302, f"/bukti/?unit={house.unit.pk}")
    made = {one.title: one for one in Document.objects.all()}
    assert sorted(made) == ["Notula rapat 3 Maret 2026", "SK Tim ZI 2026"]
    assert (made["Notula rapat 3 Maret 2026"].kind, made["SK Tim ZI 2026"].kind) == ("notula", "sk")
    assert made["SK Tim ZI 2026"].latest.blob.kind == "pdf"


def test_the_same_form_sent_again_makes_nothing_more_and_says_the_same(house, sari, as_person):
    client = as_person(sari)
    form = filled(page(client, upload(client, house.unit, file()).headers["Location"]))

    first = client.post("/bukti/unggah/keterangan/", form)
    again = client.post("/bukti/unggah/keterangan/", form)
    other_key = client.post("/bukti/unggah/keterangan/", {**form, "kunci": "kunci-lain-sepanjang-ini"})

    assert Document.objects.count() == 1
    assert wanted(first) == wanted(again) == (302, f"/bukti/{Document.objects.get().pk}/")
    assert wanted(other_key)[1].startswith("/bukti/unggah/")


def test_what_is_said_for_all_is_applied_to_each_before_anything_is_kept(house, sari, as_person):
    client = as_person(sari)
    html = page(client, upload(client, house.unit, file("a.pdf"), file("b.pdf")).headers["Location"])
    form = {**filled(html), "semua-kind": "laporan", "semua-classification": "terbatas", "terapkan": "1"}

    response = client.post("/bukti/unggah/keterangan/", form)
    assert response.status_code == 200
    assert not Document.objects.exists()
    again = filled(response.content.decode())
    again.pop("terapkan", None)
    client.post("/bukti/unggah/keterangan/", again)
    assert {(one.kind, one.classification) for one in Document.objects.all()} == {("laporan", "terbatas")}


def test_a_wrong_field_keeps_everything_typed_and_stores_nothing(house, sari, as_person):
    client = as_person(sari)
    form = filled(page(client, upload(client, house.unit, file()).headers["Location"]))
    title = next(name for name in form if name.endswith("-title"))

    response = client.post("/bukti/unggah/keterangan/", {**form, title: "", title.replace("title", "tags"): "monev"})
    assert response.status_code == 422
    assert "Isi judul dokumen." in response.content.decode()
    assert 'value="monev"' in response.content.decode()
    assert not Document.objects.exists()


def test_who_came_from_a_question_shows_the_document_there_and_goes_back(house, budi, as_person):
    client = as_person(budi)
    client.post("/bukti/unggah/", {"unit": house.unit.pk, "berkas": file()})
    back = "/penilaian/1/unit/area/1/"
    place = {"unit": house.unit.pk, "tahun": "2026", "soal": "P.1.i.a", "slot": "sk", "kembali": back}
    form = filled(page(client, "/bukti/unggah/keterangan/", **place))

    response = client.post("/bukti/unggah/keterangan/", form)
    assert wanted(response) == (302, back)
    shown = Claim.objects.get()
    assert (shown.question, shown.year, shown.slot, shown.document.area) == ("P.1.i.a", 2026, "sk", 1)


@pytest.mark.parametrize(
    "strange",
    [{"soal": "P.2.i.a"}, {"soal": "H.1.a"}, {"soal": "<b>"}, {"tahun": "x"}, {"soal": "P.1.i.a", "tahun": ""}],
)
def test_nobody_proves_a_question_that_is_not_theirs(house, budi, as_person, strange):
    client = as_person(budi)
    client.post("/bukti/unggah/", {"unit": house.unit.pk, "berkas": file()})
    form = filled(page(client, "/bukti/unggah/keterangan/", unit=house.unit.pk, tahun="2026", soal="P.1.i.a"))
    assert client.post("/bukti/unggah/keterangan/", {**form, **strange}).status_code == 404
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "away", ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:alert(1)"]
)
def test_nobody_is_led_away_from_the_house(house, budi, as_person, away):
    client = as_person(budi)
    client.post("/bukti/unggah/", {"unit": house.unit.pk, "berkas": file()})
    form = filled(page(client, "/bukti/unggah/keterangan/", unit=house.unit.pk, kembali=away))
    assert client.post("/bukti/unggah/keterangan/", form).headers["Location"].startswith("/bukti/")


def test_a_file_can_be_left_out(house, sari, as_person):
    client = as_person(sari)
    form = filled(page(client, upload(client, house.unit, file()).headers["Location"]))
    leave = next(name for name in form if name.endswith("-title")).replace("title", "leave")
    client.post("/bukti/unggah/keterangan/", {**form, leave: "on"})

    assert not Document.objects.exists()
    assert "Tidak ada berkas yang menunggu" in page(client, f"/bukti/unggah/keterangan/?unit={house.unit.pk}")


def test_a_file_that_is_there_already_is_pointed_out_only_to_who_may_see_it(house, sari, budi, as_person):
    content = pdf(words="sama")
    secret = as_person(sari)
    form = filled(page(secret, upload(secret, house.unit, file("Rahasia kita.pdf", content)).headers["Location"]))
    kind = next(name for name in form if name.endswith("-classification"))
    secret.post("/bukti/unggah/keterangan/", {**form, kind: "rahasia"})
    assert Document.objects.get().classification == "rahasia"

    html = page(secret, upload(secret, house.unit, file("lagi.pdf", content)).headers["Location"])
    assert "sudah ada sebagai" in html
    client = as_person(budi)
    html = page(client, upload(client, house.unit, file("punya budi.pdf", content)).headers["Location"])
    assert "sudah ada sebagai" not in html
    assert "Rahasia kita" not in html


def test_a_file_that_is_refused_says_why_and_the_others_come_in(house, sari, as_person):
    response = upload(as_person(sari), house.unit, file(), file("virus.exe", b"MZ"), file("palsu.pdf", b"<html>"))
    html = response.content.decode()

    assert response.status_code == 422
    assert "bukan jenis berkas yang diterima" in html
    assert "palsu.pdf" in html
    assert "1 berkas masuk" in html


def test_nobody_uploads_for_a_unit_that_is_not_theirs(house, sari, fajar, as_person):
    assert upload(as_person(sari), house.sibling, file()).status_code == 404
    assert as_person(fajar).get("/bukti/unggah/").status_code == 404
    assert not Upload.objects.exists()


def test_a_pic_adds_to_the_own_area_alone(house, budi, as_person):
    client = as_person(budi)
    form = filled(page(client, upload(client, house.unit, file()).headers["Location"]))
    area = next(name for name in form if name.endswith("-area"))
    for other in ("0", "2"):
        assert client.post("/bukti/unggah/keterangan/", {**form, area: other}).status_code == 422
    client.post("/bukti/unggah/keterangan/", {**form, area: "1"})
    assert Document.objects.get().area == 1


# --- one document


def test_a_document_shows_what_it_is_and_what_may_be_done(house, sari, document, as_person):
    html = page(as_person(sari), f"/bukti/{document.pk}/")
    for words in ("SK Tim ZI 2026", "tahun 2026", document.latest.sha256, "Ganti berkas", "Tarik dokumen"):
        assert words in html
    assert "Dokumen ditambahkan" in page(as_person(sari), f"/bukti/{document.pk}/riwayat/")


def test_a_foreign_document_is_not_found_as_a_missing_one_is(document, citra, as_person):
    client = as_person(citra)
    for tail in ("", "riwayat/", "pratinjau/", "versi/1/unduh/", "versi/1/halaman/1/"):
        foreign = client.get(f"/bukti/{document.pk}/{tail}")
        missing = client.get(f"/bukti/{document.pk + 999}/{tail}")
        assert foreign.status_code == missing.status_code == 404, tail
        assert plain(foreign) == plain(missing)
    for tail in ("keterangan/", "ganti/", "tarik/", "kembalikan/"):
        assert client.post(f"/bukti/{document.pk}/{tail}").status_code == 404


def test_another_area_is_seen_but_not_changed(house, sari, budi, as_person):
    other = added(house.unit, by=sari, title="Milik area 2", area=2)
    client = as_person(budi)

    assert "PIC area itu" in page(client, f"/bukti/{other.pk}/")
    for tail in ("keterangan/", "ganti/", "tarik/", "kembalikan/"):
        response = client.post(f"/bukti/{other.pk}/{tail}", {"classification": "publik", "why": "x"})
        assert response.status_code == 403, tail
    other.refresh_from_db()
    assert (other.classification, other.withdrawn_at) == ("internal", None)


def test_a_pic_does_not_move_a_document_to_another_area(house, budi, as_person):
    own = added(house.unit, by=budi, title="Milik area 1", area=1)
    client = as_person(budi)
    form = filled(page(client, f"/bukti/{own.pk}/keterangan/"))
    assert client.post(f"/bukti/{own.pk}/keterangan/", {**form, "area": "2"}).status_code == 422
    assert client.post(f"/bukti/{own.pk}/keterangan/", {**form, "title": "Lain"}).status_code == 302


def test_two_people_who_describe_at_once_lose_nothing(house, sari, document, as_person):
    one, other = as_person(sari), as_person(sari)
    address = f"/bukti/{document.pk}/keterangan/"
    form = filled(page(one, address))
    one.post(address, {**form, "title": "Judul pertama"})

    response = other.post(address, {**form, "title": "Judul kedua"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Judul pertama" in html
    assert "Judul kedua" in html
    document.refresh_from_db()
    assert document.title == "Judul pertama"
    other.post(address, {**filled(html), "title": "Judul kedua"})
    document.refresh_from_db()
    assert document.title == "Judul kedua"


def test_a_form_without_what_was_seen_changes_nothing(sari, document, as_person):
    form = filled(page(as_person(sari), f"/bukti/{document.pk}/keterangan/"))
    for seen in ("", "kemarin", "2026-13-45T00:00:00", "2026-01-01T00:00:00"):
        response = as_person(sari).post(f"/bukti/{document.pk}/keterangan/", {**form, "title": "x", "seen": seen})
        assert response.status_code == 409


def test_a_file_is_replaced_once_however_often_the_form_is_sent(house, sari, document, as_person):
    client, address = as_person(sari), f"/bukti/{document.pk}/ganti/"
    form = filled(page(client, address))
    for _ in range(3):
        assert client.post(address, {**form, "note": "revisi", "berkas": file("baru.pdf")}).status_code == 302
    document.refresh_from_db()
    assert (document.versions_count, document.latest.name) == (2, "baru.pdf")


def test_withdrawing_asks_why_and_can_be_undone(sari, document, as_person):
    client, address = as_person(sari), f"/bukti/{document.pk}/"
    assert client.post(f"{address}tarik/", {"why": " "}).status_code == 422
    assert client.post(f"{address}tarik/", {"why": "Salah berkas"}).status_code == 302
    html = page(client, address)
    assert "Salah berkas" in html
    assert document.latest.sha256 in html
    assert client.get(f"{address}versi/1/unduh/").status_code == 404

    Document.objects.update(withdrawn_at=timezone.now())  # the page's clock is the real one
    client.post(f"{address}kembalikan/")
    document.refresh_from_db()
    assert document.withdrawn_at is None


def test_the_head_of_the_unit_and_evaluators_hold_and_release(sari, gita, document, as_person):
    address = f"/bukti/{document.pk}/"
    assert as_person(sari).post(f"{address}tahan/", {"why": "x"}).status_code == 404  # holds no such permission
    as_person(gita).post(f"{address}tahan/", {"why": "Surat Inspektorat 12"})
    assert "Surat Inspektorat 12" in page(as_person(sari), address)
    as_person(gita).post(f"{address}lepas/")
    document.refresh_from_db()
    assert document.hold_why == ""


# --- pictures and files


def draw_state(document, **said):
    Preview.objects.update_or_create(blob=document.latest.blob, defaults={"at": NOW, **said})


@pytest.fixture
def drawn(document, tmp_path):
    made = tmp_path / "jadi"
    made.mkdir()
    (made / "1.webp").write_bytes(b"RIFF....WEBP")
    cache.keep(document.latest.sha256, made)
    draw_state(document, state=PreviewState.READY, pages=1, drawn=1, at=NOW)
    return document


def test_a_drawn_page_is_shown_and_asked_for_anew_each_time(drawn, sari, as_person):
    client, address = as_person(sari), f"/bukti/{drawn.pk}/versi/1/halaman/1/"
    assert f'src="{address}"' in page(client, f"/bukti/{drawn.pk}/")
    response = client.get(address)
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert client.get(f"/bukti/{drawn.pk}/versi/1/halaman/2/").status_code == 404


def test_what_became_secret_is_gone_at_once_pictures_and_file_too(drawn, sari, budi, as_person):
    client = as_person(budi)
    address = f"/bukti/{drawn.pk}/versi/1/halaman/1/"
    tag = client.get(address).headers["ETag"]

    actions.describe(drawn, described=about(classification="rahasia"), by=sari, now=timezone.now())

    for one in (address, f"/bukti/{drawn.pk}/", f"/bukti/{drawn.pk}/pratinjau/", f"/bukti/{drawn.pk}/versi/1/unduh/"):
        assert client.get(one, headers={"If-None-Match": tag}).status_code == 404


@pytest.mark.parametrize(("scan", "words"), [(Scan.WAITING, "menunggu pindai"), (Scan.INFECTED, "malware")])
def test_a_file_that_is_not_known_to_be_clean_is_neither_shown_nor_given(drawn, sari, as_person, scan, words):
    client = as_person(sari)
    drawn.latest.blob.scan = scan
    drawn.latest.blob.save()

    assert words in page(client, f"/bukti/{drawn.pk}/pratinjau/")
    assert client.get(f"/bukti/{drawn.pk}/versi/1/halaman/1/").status_code == 404
    assert client.get(f"/bukti/{drawn.pk}/versi/1/unduh/").status_code == 403


@pytest.mark.parametrize(
    ("state", "why", "words"),
    [
        (PreviewState.WAITING, "", "menunggu giliran"),
        (PreviewState.DRAWING, "", "sedang dibuat"),
        (PreviewState.UNABLE, "locked", "terkunci sandi"),
    ],
)
def test_a_preview_says_how_far_it_is(document, sari, as_person, state, why, words):
    draw_state(document, state=state, why=why, at=NOW)
    html = page(as_person(sari), f"/bukti/{document.pk}/pratinjau/")
    assert words in html
    assert ("hx-get" in html) == (state in {PreviewState.WAITING, PreviewState.DRAWING})


def test_text_is_shown_as_text(house, sari, tmp_path, as_person):
    content = b"<script>alert(1)</script>"
    document = added(house.unit, by=sari, blob=row_of(content, kind="txt"))
    made = tmp_path / "teks"
    made.mkdir()
    (made / "text").write_bytes(content)
    cache.keep(document.latest.sha256, made)
    draw_state(document, state=PreviewState.READY, at=NOW)

    html = page(as_person(sari), f"/bukti/{document.pk}/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html


def test_a_download_is_the_very_file_and_never_runs_in_a_browser(house, sari, as_person):
    client, content = as_person(sari), pdf(words="asli")
    form = filled(page(client, upload(client, house.unit, file("asli.pdf", content)).headers["Location"]))
    client.post("/bukti/unggah/keterangan/", form)

    response = client.get(f"/bukti/{Document.objects.get().pk}/versi/1/unduh/")
    assert b"".join(response.streaming_content) == content
    assert response.headers["Content-Disposition"] == 'attachment; filename="asli.pdf"'
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_the_forms_ask_for_their_token(house, sari, document):
    client = Client(enforce_csrf_checks=True)
    come_in(client, sari)
    for tail in ("unggah/", "unggah/keterangan/", f"{document.pk}/tarik/", f"{document.pk}/kembalikan/"):
        assert client.post(f"/bukti/{tail}", {"unit": house.unit.pk}).status_code == 403
