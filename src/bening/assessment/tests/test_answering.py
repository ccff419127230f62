import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bening.assessment import actions
from bening.assessment.editions import instrument_files
from bening.assessment.models import Presence, Revision, Tier
from bening.assessment.tests.factories import answered, fill, opened, sheet_of
from bening.foundation.units.models import Unit
from tests.people import come_in

PART = {"HX-Request": "true"}


@pytest.fixture
def assessment(house, sari):
    return opened(house.unit, by=sari)


def area(assessment, page="1", tier=Tier.UNIT):
    return f"/penilaian/{assessment.pk}/{tier}/area/{page}/"


def question(assessment, question_id="P.1.i.b", tier=Tier.UNIT):
    return f"/penilaian/{assessment.pk}/{tier}/soal/{question_id}/"


def standing(assessment, question_id="P.1.i.b"):
    head = sheet_of(assessment).heads.get(question_id)
    return head["a"] if head else None


def card(response, question_id):
    """Return the markup of one question of a page."""
    slug = question_id.replace(".", "-")
    return re.search(rf'<article class="question" id="soal-{slug}".*?</article>', response.content.decode(), re.DOTALL)[
        0
    ]


def test_a_weight_above_its_questions_is_the_whole_weight(assessment, sari, as_person):
    page = as_person(sari).get(area(assessment, "6")).content.decode()
    questions = instrument_files.load()
    weights = [branch.weight for id, branch in questions.branches.items() if id.startswith(("P.6", "R.6"))]

    shown = re.findall(r'<h[23] (?:id|class)="[^"]+">[^<]+<span class="quiet">([\d,]+) poin</span>', page)
    assert [Decimal(weight.replace(",", ".")) for weight in shown] == weights
    assert not [weight for weight in shown if weight.endswith(",0")]


# --- who may open it


def test_a_team_leader_may_answer_every_page(assessment, sari, as_person):
    client = as_person(sari)

    for page in ("1", "2", "3", "4", "5", "6", "hasil"):
        response = client.get(area(assessment, page))
        assert response.status_code == 200
        assert "question-form" in response.content.decode()


def test_the_pages_ask_every_question_once(assessment, sari, as_person):
    client = as_person(sari)

    asked = [
        found
        for page in ("1", "2", "3", "4", "5", "6", "hasil")
        for found in re.findall(r'data-question="([^"]+)"', client.get(area(assessment, page)).content.decode())
    ]

    assert len(asked) == len(set(asked)) == 113


def test_a_pic_answers_the_own_area_and_reads_the_others(assessment, budi, as_person):
    client = as_person(budi)

    assert "question-form" in client.get(area(assessment, "1")).content.decode()
    for page in ("2", "hasil"):
        read = client.get(area(assessment, page)).content.decode()
        assert "question-form" not in read
        assert "Anda membaca halaman ini" in read


@pytest.mark.parametrize("who", ["fajar", "gita", "eko", "dewi"])
def test_others_of_the_house_read_the_units_sheet(assessment, who, as_person, request):
    response = as_person(request.getfixturevalue(who)).get(area(assessment))

    assert response.status_code == 200
    assert "question-form" not in response.content.decode()


@pytest.mark.parametrize("who", ["fajar", "gita", "eko", "dewi", "budi"])
def test_who_may_not_answer_is_refused_with_a_sentence(assessment, who, as_person, request):
    client = as_person(request.getfixturevalue(who))
    address = question(assessment, "P.2.i.a")

    whole = client.post(address, {"answer": "A", "seen": 0})
    part = client.post(address, {"answer": "A", "seen": 0}, headers=PART)

    assert (whole.status_code, part.status_code) == (403, 403)
    assert "Halaman ini diisi oleh PIC areanya" in whole.content.decode()
    assert "Halaman ini diisi oleh PIC areanya" in part.content.decode()
    assert not Revision.objects.exists()


def test_another_units_page_looks_exactly_like_a_missing_one(assessment, citra, as_person):
    client = as_person(citra)

    def without_token(response):
        return re.sub(r'"X-CSRFToken": "[^"]*"', "", response.content.decode())

    missing = client.get("/penilaian/999999/unit/area/1/")
    for address in (
        area(assessment),
        question(assessment),
        question(assessment) + "riwayat/",
        area(assessment) + "kabar/",
    ):
        found = client.get(address)
        assert (found.status_code, without_token(found)) == (404, without_token(missing))
    assert client.post(question(assessment), {"answer": "A"}).status_code == 404
    assert client.post(question(assessment) + "di-sini/").status_code == 404


def test_the_evaluators_sheet_is_not_found_by_the_unit(assessment, sari, dewi, as_person):
    assert as_person(sari).get(area(assessment, tier=Tier.TPI)).status_code == 404
    assert as_person(dewi).get(area(assessment, tier=Tier.TPI)).status_code == 200


def test_an_evaluator_sees_the_units_answer_beside_the_own_fields(assessment, sari, dewi, as_person):
    answered(assessment, "P.1.i.b", "A", by=sari, note="Notula seleksi", link="https://arsip.contoh.example/1")

    page = as_person(dewi).get(area(assessment, tier=Tier.TPI))

    shown = card(page, "P.1.i.b")
    assert "Jawaban unit:" in shown
    assert "Notula seleksi" in shown
    assert '<a href="https://arsip.contoh.example/1"' in shown
    assert 'value="A" id="P-1-i-b-A" checked' not in shown


@pytest.mark.parametrize(
    "address", ["area/7/", "area/hasil%20/", "soal/P.9.i.a/", "soal/x/riwayat/", "soal/x/di-sini/"]
)
def test_a_page_or_question_that_does_not_exist_is_not_found(assessment, sari, as_person, address):
    client = as_person(sari)

    assert client.get(f"/penilaian/{assessment.pk}/unit/{address}").status_code in {404, 405}
    assert client.post(f"/penilaian/{assessment.pk}/unit/{address}").status_code in {404, 405}


def test_a_stranger_is_sent_to_sign_in(assessment, anon):
    assert anon.get(area(assessment)).status_code == 302
    assert anon.get(area(assessment)).headers["Location"].startswith("/masuk/")


# --- answering without a script


def test_without_a_script_an_answer_is_saved_and_leads_back_to_its_question(assessment, sari, as_person):
    client = as_person(sari)

    response = client.post(
        question(assessment), {"answer": "B", "note": "Notula", "link": "", "seen": "0"}, follow=True
    )

    assert response.redirect_chain == [(area(assessment) + "#soal-P-1-i-b", 302)]
    assert "Seleksi anggota tim tersimpan." in response.content.decode()
    shown = card(response, "P.1.i.b")
    assert 'id="P-1-i-b-B" checked' in shown
    assert "Disimpan Sari Wulandari" in shown
    assert "Jawaban B bernilai 0,5." in shown
    assert (standing(assessment), Revision.objects.get().note) == ("B", "Notula")


def test_without_a_script_a_refused_answer_keeps_what_was_typed(assessment, sari, as_person):
    form = {"count.agen": "tiga", "count.perubahan": "4", "note": "Catatan panjang", "seen": "0"}

    response = as_person(sari).post(question(assessment, "R.1.i.a"), form)

    shown = card(response, "R.1.i.a")
    assert response.status_code == 422
    assert "“tiga” bukan bilangan (Jumlah Agen Perubahan). Ketik angka saja" in shown
    assert 'value="tiga"' in shown
    assert 'value="4"' in shown
    assert "Catatan panjang" in shown
    assert "data-unsaved" in shown
    assert not Revision.objects.exists()


def test_counts_and_an_index_are_read_as_people_write_them(assessment, sari, as_person):
    client = as_person(sari)

    client.post(question(assessment, "R.4.i.a"), {"count.sasaran": "1.000", "count.tercapai": "750", "seen": 0})
    client.post(question(assessment, "H.1.a"), {"answer": "3,64", "seen": 0})

    assert standing(assessment, "R.4.i.a") == {"sasaran": 1000, "tercapai": 750}
    assert standing(assessment, "H.1.a") == "3.64"
    assert "750 dari 1000 = 75 %." in card(client.get(area(assessment, "4")), "R.4.i.a")
    assert 'value="3,64"' in card(client.get(area(assessment, "hasil")), "H.1.a")


@pytest.mark.parametrize("given", ["1,000", "-1", "2,5", "99999999999", "１２ ", "nan", "<b>"])
def test_a_count_that_is_none_stores_nothing(assessment, sari, as_person, given):
    response = as_person(sari).post(question(assessment, "R.4.i.a"), {"count.sasaran": given, "seen": 0}, headers=PART)

    assert response.status_code == (200 if given == "１２ " else 422)  # full-width digits are digits
    assert "<b>" not in response.content.decode()


def test_more_done_than_due_is_said_at_the_count(assessment, sari, as_person):
    form = {"count.sasaran": "4", "count.tercapai": "5", "seen": 0}

    response = as_person(sari).post(question(assessment, "R.4.i.a"), form)

    assert "lebih banyak daripada yang seharusnya, yaitu 4" in card(response, "R.4.i.a")


def test_a_text_that_is_too_long_is_refused_with_the_limit(assessment, sari, as_person):
    note = "x" * (actions.LONGEST_TEXT + 1)

    response = as_person(sari).post(question(assessment), {"answer": "A", "note": note, "seen": 0}, headers=PART)

    assert response.status_code == 422
    assert "Teks ini lebih dari 10.000 huruf" in response.content.decode()
    assert not Revision.objects.exists()


def test_text_is_shown_as_text(assessment, sari, as_person):
    evil = "</textarea><script>alert(1)</script>\"'javascript:alert(2)"
    client = as_person(sari)
    client.post(question(assessment), {"answer": "A", "note": evil, "link": f"javascript:alert(3) {evil}", "seen": 0})

    for response in (client.get(area(assessment)), client.get(question(assessment) + "riwayat/")):
        page = response.content.decode()
        assert "<script>alert" not in page
        assert 'href="javascript' not in page


def test_only_web_addresses_become_links(assessment, sari, as_person):
    client = as_person(sari)
    link = "https://arsip.contoh.example/a javascript:alert(1) http://lama.contoh.example ftp://x.example //y.example"
    client.post(question(assessment), {"answer": "A", "link": link, "seen": 0})

    hrefs = re.findall(
        r'<a href="([^"]+)" target="_blank" rel="noopener noreferrer">', card(client.get(area(assessment)), "P.1.i.b")
    )

    assert hrefs == ["https://arsip.contoh.example/a", "http://lama.contoh.example"]


def test_a_form_of_another_site_is_refused(assessment, sari):
    client = Client(enforce_csrf_checks=True)
    come_in(client, sari)

    refused = client.post(question(assessment), {"answer": "A", "seen": 0})
    client.get(area(assessment))
    token = client.cookies["csrf"].value
    taken = client.post(question(assessment), {"answer": "A", "seen": 0, "csrfmiddlewaretoken": token})

    assert (refused.status_code, taken.status_code) == (403, 302)


def test_looking_changes_nothing(assessment, sari, as_person):
    client = as_person(sari)
    for address in (
        area(assessment),
        question(assessment),
        question(assessment) + "riwayat/",
        area(assessment) + "kabar/",
    ):
        with CaptureQueriesContext(connection) as ran:
            client.get(address)
        assert [one["sql"] for one in ran if one["sql"].split()[0] != "SELECT"] == []


# --- answering with htmx


def test_a_save_swaps_status_points_and_head_but_no_field(assessment, sari, as_person):
    response = as_person(sari).post(question(assessment), {"answer": "A", "note": "Notula", "seen": 0}, headers=PART)

    part = response.content.decode()
    assert (response.status_code, response.headers["Bening-Soal"]) == (200, "1")
    assert re.search(r"Tersimpan pukul \d\d\.\d\d\.\d\d", part)
    assert set(re.findall(r'<(?:div|input)[^>]* id="([^"]+)"', part)) == {
        "dilihat-P-1-i-b",
        "poin-P-1-i-b",
        "kepala",
        "bentrok-P-1-i-b",
        "tautan-P-1-i-b",
        "galat-P-1-i-b-answer",
        "galat-P-1-i-b-note",
        "galat-P-1-i-b-link",
    }
    assert "<textarea" not in part
    assert 'type="radio"' not in part
    assert "1 dari 16 dijawab" in part
    assert "0,25</strong> dari 8 poin" in part


def test_two_people_on_one_question_see_both_texts_and_choose(assessment, sari, budi, as_person):
    answered(assessment, "P.1.i.b", "C", by=sari)
    answered(assessment, "P.1.i.b", "A", by=budi, seen=1)
    client = as_person(sari)
    mine = {"answer": "B", "note": "Menurut saya B", "seen": "1"}

    clash = client.post(question(assessment), mine, headers=PART)

    part = clash.content.decode()
    assert clash.status_code == 409
    assert "Budi Hartono sudah mengubah soal ini pukul" in part
    assert "A: Seleksi lewat prosedur jelas" in part
    assert "Menurut saya B" in part
    assert '<button name="over" value="2">Pakai punya saya</button>' in part
    assert standing(assessment) == "A"

    chosen = client.post(question(assessment), {**mine, "over": "2"}, headers=PART)

    assert chosen.status_code == 200
    assert standing(assessment) == "B"


def test_without_a_script_a_clash_keeps_the_text_and_offers_both_ways(assessment, sari, budi, as_person):
    answered(assessment, "P.1.i.b", "A", by=budi)

    response = as_person(sari).post(question(assessment), {"answer": "B", "note": "Menurut saya B", "seen": "0"})

    shown = card(response, "P.1.i.b")
    assert response.status_code == 409
    assert "Budi Hartono sudah mengubah soal ini" in shown
    assert 'id="P-1-i-b-B" checked' in shown
    assert ">Menurut saya B</textarea>" in shown
    assert '<input type="hidden" name="seen" id="dilihat-P-1-i-b" value="0">' in shown
    assert "Pakai punya saya" in shown
    assert "Pakai yang ada" in shown
    assert as_person(sari).get(question(assessment)).headers["Location"].endswith("#soal-P-1-i-b")


def test_changes_of_different_fields_are_joined_and_said(assessment, sari, budi, as_person):
    answered(assessment, "P.1.i.b", "C", by=sari)
    answered(assessment, "P.1.i.b", "C", by=budi, note="Catatan Budi", seen=1)

    response = as_person(sari).post(question(assessment), {"answer": "A", "note": "", "seen": "1"}, headers=PART)

    part = response.content.decode()
    assert "Perubahan orang lain di bagian lain soal ini ikut disimpan." in part
    assert '<data class="merged-field" data-field="note" value="Catatan Budi"></data>' in part
    assert standing(assessment) == "A"


def test_one_question_can_be_asked_for_alone(assessment, sari, as_person):
    answered(assessment, "P.1.i.b", "B", by=sari)

    response = as_person(sari).get(question(assessment), headers=PART)

    assert response.content.decode().startswith('<article class="question" id="soal-P-1-i-b"')
    assert 'id="P-1-i-b-B" checked' in response.content.decode()


# --- what a question shows


def test_a_stated_total_is_asked_for_only_where_one_is_stated(assessment, sari, as_person):
    client = as_person(sari)
    parts = {"kepala_satker": 1, "pejabat_wajib": 2, "lainnya": 0, "sudah": 3}
    answered(assessment, "R.5.iii.a", parts, by=sari)

    assert "Jumlah yang harus melaporkan" not in card(client.get(area(assessment, "5")), "R.5.iii.a")

    answered(assessment, "R.5.iii.a", parts | {"wajib": 4}, by=sari)

    shown = card(client.get(area(assessment, "5")), "R.5.iii.a")
    assert "Jumlah yang harus melaporkan" in shown
    assert "Kosongkan supaya dihitung dari bagian-bagiannya." in shown
    assert "Jumlah bagiannya 3, yang dinyatakan 4. Perhitungan memakai yang dinyatakan." in shown
    assert "3 dari 4 = 75 %." in shown


def test_nothing_due_is_marked_as_no_rule(assessment, sari, as_person):
    answered(assessment, "R.5.ii.a", {"harus": 0, "proses": 0, "selesai": 0}, by=sari)

    shown = card(as_person(sari).get(area(assessment, "5")), "R.5.ii.a")

    assert '<span class="badge badge-warn">bukan ketentuan</span>' in shown


def test_the_head_of_a_full_page_says_that_both_minima_are_reached(assessment, sari, as_person):
    fill(assessment, by=sari)

    page = as_person(sari).get(area(assessment, "hasil")).content.decode()

    assert "3 dari 3 dijawab" in page
    assert page.count('<span class="badge badge-good">') == 2


# --- history


def test_history_tells_who_when_what_changed_and_what_was_set_aside(assessment, sari, budi, as_person):
    answered(assessment, "P.1.i.b", "C", by=sari, note="Draf")
    answered(assessment, "P.1.i.b", "A", by=budi, note="Draf", seen=1)
    answered(assessment, "P.1.i.b", "B", by=sari, note="Draf", seen=1)

    page = as_person(sari).get(question(assessment) + "riwayat/").content.decode()

    assert re.findall(r"<strong>(Sari Wulandari|Budi Hartono)</strong>", page) == [
        "Sari Wulandari",
        "Budi Hartono",
        "Sari Wulandari",
    ]
    assert page.count("disisihkan") == 1
    assert page.count(">berlaku<") == 1
    assert "<del" in page
    assert page.count("Pulihkan nilai ini") == 2


def test_an_old_value_is_restored_as_a_new_answer(assessment, sari, as_person):
    counts = {"agen": 2, "perubahan": 3}
    answered(assessment, "R.1.i.a", counts, by=sari, note="Semula\ndua baris")
    answered(assessment, "R.1.i.a", {"agen": 9, "perubahan": 3}, by=sari)
    client = as_person(sari)
    page = client.get(question(assessment, "R.1.i.a") + "riwayat/").content.decode()
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))

    client.post(question(assessment, "R.1.i.a"), form)

    newest = Revision.objects.order_by("-number").first()
    assert (newest.number, newest.answer, newest.note) == (3, counts, "Semula\ndua baris")


def test_history_of_a_question_that_nobody_touched_says_how_to_begin(assessment, sari, as_person):
    page = as_person(sari).get(question(assessment) + "riwayat/").content.decode()

    assert "Belum ada riwayat" in page


def test_a_reader_of_history_is_not_offered_to_restore(assessment, sari, fajar, as_person):
    answered(assessment, "P.1.i.b", "C", by=sari)
    answered(assessment, "P.1.i.b", "A", by=sari)

    assert "Pulihkan" not in as_person(fajar).get(question(assessment) + "riwayat/").content.decode()


# --- who is where


def test_people_at_one_page_see_each_other(assessment, sari, budi, as_person):
    there = as_person(budi).post(question(assessment) + "di-sini/")

    news = as_person(sari).get(area(assessment) + "kabar/").json()

    assert there.status_code == 204
    assert news == {"here": {"P.1.i.b": "Budi Hartono sedang di soal ini"}, "changed": {}}
    assert as_person(budi).get(area(assessment) + "kabar/").json()["here"] == {}


def test_who_may_not_answer_is_nowhere(assessment, fajar, as_person):
    assert as_person(fajar).post(question(assessment) + "di-sini/").status_code == 403
    assert not Presence.objects.exists()


def test_being_somewhere_is_forgotten_after_a_minute(assessment, sari, budi, as_person):
    sheet = sheet_of(assessment)
    actions.be_at(sheet=sheet, question_id="P.1.i.b", by=budi, now=timezone.now() - timedelta(seconds=61))

    assert as_person(sari).get(area(assessment) + "kabar/").json()["here"] == {}


def test_news_tells_only_what_the_page_does_not_know(assessment, sari, budi, as_person):
    answered(assessment, "P.1.i.a", "Ya", by=sari)
    answered(assessment, "P.1.i.b", "A", by=budi)
    client = as_person(sari)

    fresh = client.get(area(assessment) + "kabar/", {"tahu": "P.1.i.a:1 P.1.i.b:0 P.1.ii.a:0"}).json()
    known = client.get(area(assessment) + "kabar/", {"tahu": "P.1.i.a:1 P.1.i.b:1"}).json()

    assert list(fresh["changed"]) == ["P.1.i.b"]
    assert fresh["changed"]["P.1.i.b"]["number"] == 1
    assert fresh["changed"]["P.1.i.b"]["says"].startswith("Budi Hartono mengubah soal ini pukul")
    assert known["changed"] == {}


@pytest.mark.parametrize("known", ["", "x", ":", "P.1.i.a:", "P.1.i.a:-1 🙂:9", "P.1.i.a:" + "9" * 5000])
def test_news_bears_nonsense(assessment, sari, as_person, known):
    assert as_person(sari).get(area(assessment) + "kabar/", {"tahu": known}).status_code == 200


# --- how much it costs


def statements(ran):
    return [one["sql"] for one in ran if one["sql"].split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}]


def test_a_save_costs_six_look_ups_by_key_and_six_statements_under_its_lock(assessment, sari, as_person):
    client = as_person(sari)
    client.get(area(assessment))

    with CaptureQueriesContext(connection) as ran:
        client.post(question(assessment), {"answer": "A", "note": "", "link": "", "seen": "0"}, headers=PART)

    assert len(statements(ran)) == 12


def test_a_page_costs_the_same_however_full_it_is(assessment, house, sari, as_person):
    client = as_person(sari)
    with CaptureQueriesContext(connection) as empty:
        client.get(area(assessment, "6"))
    fill(assessment, by=sari)
    Unit.objects.bulk_create(
        Unit(instansi=house.instansi, parent=house.top, name=f"Kantor {n}", short_name=f"K{n}") for n in range(1000)
    )

    with CaptureQueriesContext(connection) as full:
        response = client.get(area(assessment, "6"), headers={"Accept-Encoding": "gzip"})

    assert len(statements(full)) <= len(statements(empty)) + 1 <= 10
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.content) < 30_000


def test_news_costs_seven_reads(assessment, sari, as_person):
    client = as_person(sari)

    with CaptureQueriesContext(connection) as ran:
        answer = client.get(area(assessment) + "kabar/", {"tahu": "P.1.i.a:0"})

    assert len(statements(ran)) == 7
    assert len(json.dumps(answer.json())) < 100
