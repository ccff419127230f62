"""The pages that say what the answers add up to."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bening.assessment import inputs, stored
from bening.assessment.editions import instrument_files
from bening.assessment.models import Assessment, Sheet, Tier
from bening.assessment.tests.factories import NOW, best_answer, opened, sheet_of
from bening.domain.scoring import score
from bening.foundation.audit.models import Entry
from tests.people import come_in

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text())
SHARED = Path(__file__).parents[4].parent / "shared"
INSTRUMENT = instrument_files.load()
HTMX = {"HX-Request": "true"}
FACTS = {"bpk_opinion": "WTP", "sakip": "BB", "spip": "3.25", "core_service": "ya", "revoked_on": "2025-06-01"}


def put(assessment, answers, tier=Tier.UNIT):
    """Lay answers straight into a sheet: these tests are about what is read from it."""
    sheet = sheet_of(assessment, tier)
    sheet.heads = {id: {"n": 1, "id": 0, "a": stored.to_json(answer)} for id, answer in answers.items()}
    sheet.changed_at = NOW
    sheet.save()


@pytest.fixture
def assessment(house, sari):
    found = opened(house.unit, by=sari)
    put(found, inputs.parse_all(GOLDEN[0]["answers"], INSTRUMENT))
    return found


@pytest.fixture
def best(house, sari):
    found = opened(house.unit, by=sari)
    put(found, {id: best_answer(question) for id, question in INSTRUMENT.questions.items()})
    return found


def address(name, assessment, tier="unit", **query):
    return reverse(f"assessment:{name}", args=[assessment.pk, tier], query=query)


def facts_of(assessment):
    return reverse("assessment:facts", args=[assessment.pk])


def words(page):
    """Return what a person reads: the text without its marks, its blanks made one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def without_token(page):
    return re.sub(r'"X-CSRFToken": "\w+"', "", page.text)


# --- who may


@pytest.mark.parametrize("name", ["verdict", "plan", "what_if"])
@pytest.mark.parametrize("reader", ["sari", "budi", "fajar", "gita", "dewi", "eko"])
def test_everybody_of_the_unit_and_its_instansi_reads_the_units_result(name, reader, assessment, request, as_person):
    assert as_person(request.getfixturevalue(reader)).get(address(name, assessment)).status_code == 200


@pytest.mark.parametrize("name", ["verdict", "plan", "what_if"])
def test_a_result_elsewhere_is_not_found_exactly_as_one_that_is_missing(name, assessment, citra, as_person):
    client = as_person(citra)
    foreign = client.get(address(name, assessment))
    missing = client.get(reverse(f"assessment:{name}", args=[999_999, "unit"]))

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert without_token(foreign) == without_token(missing)


@pytest.mark.parametrize("name", ["verdict", "plan", "what_if"])
def test_an_evaluators_result_is_for_evaluators(name, assessment, sari, dewi, as_person):
    assert as_person(sari).get(address(name, assessment, "tpi")).status_code == 404
    assert as_person(dewi).get(address(name, assessment, "tpi")).status_code == 200
    assert as_person(dewi).get(address(name, assessment, "siapa")).status_code == 404


def test_an_evaluator_goes_from_one_tiers_result_to_the_others(assessment, sari, dewi, as_person):
    page = as_person(dewi).get(address("verdict", assessment)).text

    assert f'href="{address("verdict", assessment, "tpi")}"' in page
    assert "jawaban TPI" not in as_person(sari).get(address("verdict", assessment)).text


def test_facts_elsewhere_are_not_found(assessment, citra, as_person):
    assert as_person(citra).get(facts_of(assessment)).status_code == 404


# --- the verdict


def test_the_verdict_shows_total_verdicts_and_every_threshold(assessment, sari, as_person):
    page = as_person(sari).get(address("verdict", assessment))
    text = words(page)

    assert "61,27 / 100" in text
    assert "Tepatnya 61,267500." in text
    assert "9 dari 12 ambang nilai belum tercapai" in text
    assert "10 dari 12 ambang nilai belum tercapai" in text
    assert page.text.count('role="img"') == 13
    assert "kurang 0,63 untuk WBK" in text
    assert text.count("Area 5 Penguatan Pengawasan") >= 3


def test_the_verdict_explains_every_question_and_links_to_it(assessment, sari, as_person):
    page = as_person(sari).get(address("verdict", assessment))
    area = reverse("assessment:area", args=[assessment.pk, "unit", "1"])

    assert page.text.count('class="reason-question"') == 113
    assert f'href="{area}#soal-P-1-i-a"' in page.text
    assert "Jawaban B bernilai 0,5." in words(page)


def test_both_readings_of_a_blank_stand_side_by_side(house, sari, as_person):
    found = opened(house.unit, by=sari)
    put(found, {"P.1.i.a": "Ya"})
    text = words(as_person(sari).get(address("verdict", found)))

    assert "1 dari 113 soal dijawab" in text
    assert "Nilai total 0,25 0,50" in text


def test_an_empty_sheet_says_how_to_begin(house, sari, as_person):
    page = as_person(sari).get(address("verdict", opened(house.unit, by=sari))).text

    assert "Mulai dari area 1" in page
    assert "Cari jalan termurah" not in page


def test_a_default_of_ours_is_marked(best, sari, as_person):
    sheet = sheet_of(best)
    sheet.heads["R.5.ii.a"]["a"] = dict.fromkeys(INSTRUMENT.questions["R.5.ii.a"].scale.keys, 0)
    sheet.save()
    text = words(as_person(sari).get(address("verdict", best)))

    assert "Nilai bawaan yang dipakai" in text
    assert "bukan ketentuan" in text


def test_prerequisites_stand_apart_from_the_figures(best, sari, as_person):
    Assessment.objects.filter(pk=best.pk).update(facts=FACTS)
    text = words(as_person(sari).get(address("verdict", best)))

    assert text.count("Semua 12 ambang nilai terpenuhi.") == 2
    assert "Belum terpenuhi: Masa tunggu setelah predikat dicabut. 6 prasyarat belum diketahui." in text
    assert "dapat diusulkan lagi mulai 1 Juni 2027" in text
    assert "praktik seleksi kementerian, bukan ketentuan" in text


def test_the_printed_view_lies_open(assessment, sari, as_person):
    closed = as_person(sari).get(address("verdict", assessment)).text
    opened_ = as_person(sari).get(address("verdict", assessment, cetak=1)).text

    assert closed.count("<details") == opened_.count("<details")
    assert opened_.count("<details") == len(re.findall(r"<details[^>]* open>", opened_))
    assert len(re.findall(r"<details[^>]* open>", closed)) == 1


def test_the_main_action_is_the_way_until_the_target_is_reached(assessment, sari, as_person):
    client = as_person(sari)
    before = client.get(address("verdict", assessment)).text
    put(assessment, {id: best_answer(question) for id, question in INSTRUMENT.questions.items()})
    after = client.get(address("verdict", assessment)).text

    assert "Cari jalan termurah ke WBK" in before
    assert "Cari jalan termurah" not in after
    assert "Unduh buku kerja" in after


@pytest.mark.parametrize("name", ["verdict", "plan", "what_if"])
def test_a_result_costs_few_queries_however_much_there_is(name, assessment, house, sari, as_person):
    client = as_person(sari)
    client.get(address(name, assessment))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address(name, assessment))
    for year in range(2027, 2031):
        opened(house.unit, by=sari, year=year)
    with CaptureQueriesContext(connection) as more:
        client.get(address(name, assessment))

    assert len(few) == len(more)
    assert len(more) <= 10


def test_looking_writes_nothing(assessment, sari, as_person):
    client = as_person(sari)
    before = list(Sheet.objects.order_by("pk").values()), Entry.objects.count()
    for name in ("verdict", "plan", "what_if"):
        client.get(address(name, assessment))
    client.get(facts_of(assessment))

    assert (list(Sheet.objects.order_by("pk").values()), Entry.objects.count()) == before


# --- the result as a file


def test_the_json_has_the_shape_of_the_command_line_and_can_be_scored_again(assessment, sari, as_person, tmp_path):
    response = as_person(sari).get(address("verdict", assessment, format="json"))
    found = json.loads(response.content)
    file = tmp_path / "hasil.json"
    file.write_bytes(response.content)
    again = inputs.read_input(file, INSTRUMENT)

    assert response["Content-Disposition"] == 'attachment; filename="nilai-balai-sertifikat-2026-unit.json"'
    assert set(found) >= {"source", "instrument", "tier", "blank", "completeness", "scores", "gates", "findings"}
    assert set(found["source"]) == {"name", "sha256", "layout"}
    assert set(found["gates"]["WBK"]["checks"][0]) == {"id", "value", "minimum", "pass", "missing"}
    assert score(INSTRUMENT.root, again.answers).earned == Decimal(found["scores"]["total"])


def test_the_json_of_an_evaluator_is_read_as_the_evaluators(assessment, dewi, as_person, tmp_path):
    put(assessment, {"P.1.i.a": "Ya"}, Tier.TPI)
    file = tmp_path / "hasil.json"
    file.write_bytes(as_person(dewi).get(address("verdict", assessment, "tpi", format="json")).content)

    assert inputs.read_input(file, INSTRUMENT, tier="tpi").answers == {"P.1.i.a": "Ya"}


def test_the_csv_holds_every_node_and_every_check_and_no_formula(assessment, sari, as_person):
    response = as_person(sari).get(address("verdict", assessment, format="csv"))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    scores = [row for row in rows if row["kind"] == "score"]
    gates = [row for row in rows if row["kind"] == "gate"]

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert len(scores) == len(list(INSTRUMENT.root.walk()))
    assert len(gates) == 24
    assert next(row["value"] for row in scores if row["id"] == "total").startswith("61.267")
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


# --- the cheapest way


def test_the_plan_aims_where_the_unit_aims(house, sari, as_person):
    found = opened(house.unit, by=sari, target="WBBM")

    assert "menjadi 8" in words(as_person(sari).get(address("plan", found)))
    assert re.search(r'value="WBBM" checked', as_person(sari).get(address("plan", found)).text)


def test_the_plan_lists_steps_and_what_becomes_of_every_gate(assessment, sari, as_person):
    page = as_person(sari).get(address("plan", assessment, sasaran="WBK", buka="R.3.iii.a"))
    text = words(page)

    assert "Naikkan 16 soal dengan usaha 29" in text
    assert "WBK: Semua 12 ambang nilai terpenuhi." in text
    assert "kini terpenuhi" in text
    assert "setelan Bening, bukan ketentuan" in text


def test_the_steps_can_be_tried_in_the_what_if_and_lead_to_the_same_total(assessment, sari, as_person):
    client = as_person(sari)
    page = client.get(address("plan", assessment))
    total = re.search(r"nilai total menjadi ([\d,]+)", words(page)).group(1)
    tried = re.search(r'href="([^"]*andai/\?[^"]+)"', page.text).group(1).replace("&amp;", "&")
    supposed = client.get(tried)

    assert supposed.status_code == 200
    assert f"61,27 → {total}" in words(supposed)


def test_a_form_with_empty_fields_leads_to_the_shortest_address(assessment, sari, as_person):
    client = as_person(sari)
    response = client.get(address("plan", assessment) + "?usaha=&usaha.P.1.i.a=&kunci=H.1.b&sasaran=WBK&usaha.H.1.a=3")

    assert response.status_code == 302
    assert parse_qsl(urlsplit(response["Location"]).query) == [
        ("sasaran", "WBK"),
        ("usaha.H.1.a", "3"),
        ("kunci", "H.1.b"),
    ]
    assert client.get(response["Location"]).status_code == 200


def test_a_lock_can_make_the_target_unreachable_and_the_page_says_why(assessment, sari, as_person):
    text = words(as_person(sari).get(address("plan", assessment, sasaran="WBK", kunci="H.1.b")))

    assert "WBK tidak dapat dicapai" in text
    assert "Capaian kinerja lebih baik: paling tinggi 0, minimum 2,5, kurang 2,50" in text


def test_what_has_happened_is_no_step_until_somebody_says_that_it_has_not(assessment, sari, as_person):
    client = as_person(sari)
    usual = client.get(address("plan", assessment, sasaran="WBK"))
    opened = client.get(address("plan", assessment, sasaran="WBK", buka="R.3.iii.a"))

    assert "R.3.iii.a Penurunan pelanggaran disiplin dikunci" in words(usual)
    assert "hanya bila belum terjadi" in words(usual)
    assert 'href="#usaha-R.3.iii.a"' not in usual.text
    way_in = re.search(r'href="([^"]*buka=R\.3\.iii\.a)"', usual.text).group(1).replace("&amp;", "&")
    assert words(client.get(way_in)) == words(opened)
    assert 'href="#usaha-R.3.iii.a"' in opened.text
    assert "dikunci: soal ini" not in words(opened)


def test_effort_changes_the_way(assessment, sari, as_person):
    client = as_person(sari)
    usual = words(client.get(address("plan", assessment, sasaran="WBK", buka="R.3.iii.a")))
    double = words(client.get(address("plan", assessment, sasaran="WBK", usaha="2", buka="R.3.iii.a")))

    assert "dengan usaha 29" in usual
    assert "dengan usaha 58" in double


def test_wrong_settings_get_sentences_and_the_page_still_answers(assessment, sari, as_person):
    query = {"usaha": "banyak", "kunci": "X.1", "sasaran": "WBX"}
    page = as_person(sari).get(address("plan", assessment, **query))
    text = words(page)

    assert page.status_code == 200
    assert "Sasaran “WBX” tidak dikenal" in text
    assert "Soal “X.1” yang dikunci tidak ada" in text
    assert "Usaha per langkah harus satu angka" in text
    assert 'value="banyak"' in page.text
    assert 'aria-invalid="true"' in page.text


def test_wbbm_without_wbk_is_warned_of(assessment, sari, as_person):
    client = as_person(sari)
    sentence = "belum tercatat memilikinya"

    assert sentence in words(client.get(address("plan", assessment, sasaran="WBBM")))
    assert sentence not in words(client.get(address("plan", assessment, sasaran="WBK")))
    Assessment.objects.filter(pk=assessment.pk).update(facts={"holds": "WBK"})
    assert sentence not in words(client.get(address("plan", assessment, sasaran="WBBM")))


def test_htmx_gets_only_what_changed_and_the_address_to_share(assessment, sari, as_person):
    page = as_person(sari).get(address("plan", assessment) + "?usaha=&sasaran=WBBM", headers=HTMX)

    assert "<html" not in page.text
    assert 'hx-swap-oob="true"' in page.text
    assert page["HX-Replace-Url"] == address("plan", assessment, sasaran="WBBM")


# --- what if


def test_a_supposed_answer_moves_total_and_gates_and_stores_nothing(assessment, sari, as_person):
    before = Sheet.objects.get(assessment=assessment, tier="unit").heads
    text = words(as_person(sari).get(address("what_if", assessment, **{"H.1.b": "A"})))

    assert "61,27 → 66,27 ↑ naik 5,00" in text
    assert "1 jawaban diandaikan" in text
    assert "Capaian kinerja lebih baik: E → A" in text
    assert "kini terpenuhi" in text
    assert Sheet.objects.get(assessment=assessment, tier="unit").heads == before


def test_a_whole_form_leads_to_the_address_of_its_changes(assessment, sari, as_person):
    client = as_person(sari)
    form = client.get(address("what_if", assessment)).text
    chosen = dict(re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected', form))
    typed = dict(re.findall(r'<input type="text"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
    response = client.get(address("what_if", assessment, **(chosen | typed | {"H.1.b": "A"})))

    assert len(chosen) + len(typed) > 113
    assert response.status_code == 302
    assert parse_qsl(urlsplit(response["Location"]).query) == [("H.1.b", "A")]


def test_an_impossible_supposition_is_refused_beside_its_field(assessment, sari, as_person):
    page = as_person(sari).get(address("what_if", assessment, **{"H.1.a": "9", "X": "1"}))
    text = words(page)

    assert page.status_code == 200
    assert text.count("Indeks 9 di luar 0 sampai 4.") == 2
    assert "“X” bukan soal atau masukan instrumen ini." in text
    assert 'id="coba-H.1.a" value="9"' in page.text
    assert "61,27 → 61,27" in text


def test_a_flood_of_names_gets_a_sentence(assessment, sari, as_person):
    page = as_person(sari).get(address("what_if", assessment, **{f"x{n}": "1" for n in range(400)}))

    assert page.status_code == 200
    assert "Terlalu banyak isian: 400" in words(page)


def test_markup_in_a_supposition_is_text(assessment, sari, as_person):
    page = as_person(sari).get(address("what_if", assessment, **{"H.1.a": "<script>alert(1)</script>"}))

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


def test_what_if_answers_htmx_with_the_part_alone(assessment, sari, as_person):
    page = as_person(sari).get(address("what_if", assessment, **{"H.1.b": "A", "P.1.i.a": "Ya"}), headers=HTMX)

    assert "<html" not in page.text
    assert page["HX-Replace-Url"] == address("what_if", assessment, **{"H.1.b": "A"})


# --- the facts of the prerequisites


def typed_facts(client, assessment, **given):
    """Return the form as the page holds it, with what is typed over it."""
    form = client.get(facts_of(assessment)).context["form"]
    return {"target": assessment.target, "seen": form["seen"].value(), **given}


@pytest.mark.parametrize("person", ["sari", "eko"])
def test_a_team_lead_or_admin_states_facts(person, assessment, request, as_person):
    client = as_person(request.getfixturevalue(person))
    given = {"target": "WBBM", "spip": "3,25", "core_service": "ya", "revoked_on": "2025-06-01", "holds": "WBK"}
    response = client.post(facts_of(assessment), typed_facts(client, assessment, **given), follow=True)
    assessment.refresh_from_db()
    entry = Entry.objects.get(act="assessment.state_facts")

    assert response.redirect_chain == [(facts_of(assessment), 302)]
    assert assessment.facts == {"spip": "3.25", "core_service": "ya", "revoked_on": "2025-06-01", "holds": "WBK"}
    assert assessment.target == "WBBM"
    assert (entry.data["before"], entry.data["after"]) == ({}, assessment.facts)
    assert "Prasyarat tersimpan." in words(response)
    assert "Maturitas SPIP: belum diketahui → 3,25" in words(response)
    assert "1 Juni 2025" in words(response)


@pytest.mark.parametrize("person", ["budi", "fajar", "gita", "dewi"])
def test_others_read_the_facts_and_may_not_state_them(person, assessment, request, as_person):
    client = as_person(request.getfixturevalue(person))
    page = client.get(facts_of(assessment))

    assert page.status_code == 200
    assert "<form method" not in page.text
    assert "ketua tim ZI unit atau admin instansi" in words(page)
    assert client.post(facts_of(assessment), {"target": "WBK"}).status_code == 403
    assert not Entry.objects.filter(act="assessment.state_facts").exists()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("spip", "5,1", "paling tinggi 5"),
        ("spip", "tiga", "Ketik angka saja"),
        ("spip", "NaN", "Ketik angka saja"),
        ("tlhp_percent", "-1", "tidak bisa kurang dari 0"),
        ("tlhp_percent", "100,5", "paling tinggi 100"),
        ("years_built", "1e400", "terlalu panjang"),
        ("held_since", "2999-01-01", "belum tiba"),
        ("revoked_on", "kemarin", "Ketik tanggal"),
        ("held_since", "2024-01-01", "Pilih predikatnya"),
        ("sakip", "Z", "Z"),
        ("target", "WBX", "WBX"),
    ],
)
def test_a_wrong_fact_is_refused_with_a_sentence(name, text, sentence, assessment, sari, as_person):
    client = as_person(sari)
    page = client.post(facts_of(assessment), typed_facts(client, assessment, **{name: text}))
    assessment.refresh_from_db()

    assert page.status_code == 200
    assert sentence in words(page)
    assert assessment.facts == {}


def test_facts_that_somebody_else_changed_meanwhile_are_not_overwritten(assessment, sari, as_person):
    client = as_person(sari)
    form = typed_facts(client, assessment, sakip="A")
    Assessment.objects.filter(pk=assessment.pk).update(facts={"sakip": "CC"})
    page = client.post(facts_of(assessment), form)
    assessment.refresh_from_db()

    assert "Orang lain baru saja mengubah prasyarat ini." in words(page)
    assert assessment.facts == {"sakip": "CC"}


def test_an_indonesian_date_and_the_stored_facts_come_back(assessment, sari, as_person):
    client = as_person(sari)
    client.post(facts_of(assessment), typed_facts(client, assessment, revoked_on="01-06-2025", spip="3,125"))
    page = client.get(facts_of(assessment)).text

    assert 'value="2025-06-01"' in page
    assert 'value="3,125"' in page


def test_a_forged_form_is_refused(assessment, sari):
    client = Client(enforce_csrf_checks=True)
    come_in(client, sari)

    assert client.post(facts_of(assessment), {"target": "WBBM"}).status_code == 403
    assert not Entry.objects.filter(act="assessment.state_facts").exists()


def test_the_wait_after_a_revocation_ends(assessment, sari, as_person, monkeypatch):
    Assessment.objects.filter(pk=assessment.pk).update(facts={"revoked_on": "2025-06-01"})
    client = as_person(sari)
    monkeypatch.setattr(timezone, "localdate", lambda *_: datetime(2027, 6, 1, tzinfo=UTC).date())

    assert "Belum terpenuhi: Masa tunggu" not in words(client.get(facts_of(assessment)))


# --- the real workbook's answers


@pytest.mark.shared
def test_the_real_workbook_reads_95_71_and_exactly_95_709524(house, sari, as_person):
    file = SHARED / "data" / "lke-puskesmas-2021-annex.xlsx"
    if not file.exists():
        pytest.skip("the real workbook does not lie beside the project")
    found = opened(house.unit, by=sari)
    put(found, inputs.read_input(file, INSTRUMENT).answers)
    client = as_person(sari)
    text = words(client.get(address("verdict", found)))

    assert "95,71 / 100" in text
    assert "Tepatnya 95,709524." in text
    assert text.count("Semua 12 ambang nilai terpenuhi.") == 2
    assert "tidak ada yang perlu dinaikkan" in words(client.get(address("plan", found)))
    total = client.get(address("verdict", found, format="json")).json()["scores"]["total"]
    assert round(Decimal(total), 6) == Decimal("95.709524")


def test_a_plan_that_would_take_too_long_is_shown_with_plain_efforts_and_says_so(house, sari, as_person, monkeypatch):
    monkeypatch.setattr("bening.assessment.planning.solver.LONGEST_SEARCH", 0.1)
    found = opened(house.unit, by=sari, target="WBBM")
    near = {f"usaha.{id}": str(9929 + 7 * (place * 37 % 11)) for place, id in enumerate(INSTRUMENT.questions)}

    page = as_person(sari).get(address("plan", found), near, headers=HTMX)

    assert page.status_code == 200
    assert "tidak selesai dihitung" in words(page)
    assert "Naikkan" in words(page)


@pytest.mark.parametrize("name", ["verdict", "plan", "what_if"])
def test_a_page_that_only_shows_takes_no_form(assessment, sari, as_person, name):
    assert as_person(sari).post(address(name, assessment)).status_code == 405
