"""The proofs of a question: what is asked, what is shown, who judges it, and that the answer stays a person's."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bening.assessment.tests.factories import NOW, answered, opened, sheet_of
from bening.evidence import actions as evidence
from bening.evidence import claims
from bening.evidence.models import Claim, ClaimState, Reading, Waiver
from bening.evidence.tests.papers import added, row_of

QUESTION = "P.1.i.a"


@pytest.fixture
def assessment(house, sari):
    return opened(house.unit, by=sari)


def shown(document, by, *, slot="sk", question=QUESTION, year=2026):
    return claims.claim(document, unit=document.unit, year=year, question=question, slot=slot, by=by, now=NOW)


@pytest.fixture
def offered(house, assessment, budi):
    return shown(added(house.unit, by=budi, area=1), budi)


def page(client, assessment, *, tier="unit", question=QUESTION, query=""):
    return client.get(reverse("assessment:proofs", args=[assessment.pk, tier, question]) + query)


def act(client, assessment, claim, act, *, tier="unit", **said):
    address = reverse("assessment:judge_proof", args=[assessment.pk, tier, claim.pk])
    return client.post(address, {"act": act, **said}, follow=False)


def read(claim, text="", **facts):
    return Reading.objects.create(blob=claim.version.blob, text=text, pages=1, facts=facts, at=NOW)


# --- what is shown


def test_the_page_names_what_is_asked_and_what_is_missing(as_person, assessment, budi):
    text = page(as_person(budi), assessment).content.decode()

    assert "SK atau surat tugas tim ZI" in text
    assert "bertanda tangan" in text
    assert "0 dari 2 bukti ada" in text
    assert "belum ada" in text


def test_a_complaint_is_told_with_its_place_and_the_way_to_clear_it(as_person, assessment, offered, budi):
    read(offered, pages=2, blank_pages=[2], text_pages=1, years={"2026": 1})
    text = page(as_person(budi), assessment).content.decode()

    assert "1 dari 2 halaman kosong." in text
    assert "(halaman 2)" in text
    assert "Pindai ulang halaman itu" in text


def test_the_area_page_tells_how_the_proofs_stand(as_person, assessment, offered, budi):
    text = as_person(budi).get(reverse("assessment:area", args=[assessment.pk, "unit", "1"])).content.decode()

    assert "menunggu pemeriksaan" in text
    assert "SK Tim ZI 2026" in text
    assert "bukti ada, 0 diterima" in text


def test_an_unknown_question_and_another_units_page_are_not_found(as_person, assessment, budi, citra):
    assert page(as_person(budi), assessment, question="P.9.z").status_code == 404
    assert page(as_person(citra), assessment).status_code == 404


def test_who_may_not_see_a_document_learns_nothing_of_it(as_person, house, assessment, budi, fajar):
    shown(added(house.unit, by=budi, title="Nama pelapor", classification="rahasia", area=1), budi)
    text = page(as_person(fajar), assessment).content.decode()

    assert "Nama pelapor" not in text
    assert "Dokumen yang tidak dapat Anda lihat" in text


# --- showing documents


def test_documents_of_the_unit_are_shown_as_proof_from_the_list(as_person, house, assessment, budi):
    document = added(house.unit, by=budi, area=1)
    client = as_person(budi)
    assert document.title in page(client, assessment).content.decode()

    address = reverse("assessment:proofs", args=[assessment.pk, "unit", QUESTION])
    client.post(address, {"slot": "sk", "dokumen": [document.pk]})
    assert list(Claim.objects.values_list("document", "slot", "question")) == [(document.pk, "sk", QUESTION)]


def test_another_units_document_cannot_be_shown(as_person, house, assessment, budi, citra):
    foreign = added(house.sibling, by=citra)
    address = reverse("assessment:proofs", args=[assessment.pk, "unit", QUESTION])

    assert as_person(budi).post(address, {"slot": "sk", "dokumen": [foreign.pk]}).status_code == 404
    assert not Claim.objects.exists()


def test_a_pic_of_another_area_shows_nothing_here(as_person, house, assessment, budi):
    document = added(house.unit, by=budi, area=1)
    address = reverse("assessment:proofs", args=[assessment.pk, "unit", "P.2.i.a"])

    assert as_person(budi).post(address, {"slot": "peta", "dokumen": [document.pk]}).status_code == 403


def test_new_files_go_to_the_form_that_makes_document_and_claim_in_one_step(as_person, assessment, budi):
    text = page(as_person(budi), assessment, query="?slot=uraian").content.decode()

    assert "soal=P.1.i.a" in text
    assert "slot=uraian" in text
    assert "tahun=2026" in text


# --- judging


def test_another_person_accepts(as_person, assessment, offered, sari):
    assert act(as_person(sari), assessment, offered, "terima").status_code == 302
    offered.refresh_from_db()
    assert offered.state == ClaimState.ACCEPTED


def test_the_uploader_sees_why_not_before_the_button(as_person, house, assessment, sari):
    own = shown(added(house.unit, by=sari, area=1), sari)
    client = as_person(sari)
    text = page(client, assessment).content.decode()

    assert "mengunggah bukti ini, jadi orang lain yang menerimanya" in text
    assert 'value="terima" disabled' in text
    refused = act(client, assessment, own, "terima")
    assert refused.status_code == 403
    own.refresh_from_db()
    assert own.state == ClaimState.OFFERED


def test_a_refusal_shows_its_reason_to_the_unit(as_person, assessment, offered, sari, budi):
    act(as_person(sari), assessment, offered, "tolak", why="Halaman kedua terpotong")
    assert "Halaman kedua terpotong" in page(as_person(budi), assessment).content.decode()


def test_a_refusal_without_a_reason_changes_nothing(as_person, assessment, offered, sari):
    act(as_person(sari), assessment, offered, "tolak", why=" ")
    offered.refresh_from_db()
    assert offered.state == ClaimState.OFFERED


def test_a_pic_does_not_judge_and_a_pegawai_does_nothing(as_person, assessment, offered, budi, fajar):
    for person, what in ((budi, "terima"), (fajar, "terima"), (fajar, "lepas"), (fajar, "jelaskan")):
        said = {"why": "x", "check": "lebih-tua"}
        assert act(as_person(person), assessment, offered, what, **said).status_code == 403
    assert not Waiver.objects.exists()


def test_an_evaluator_judges_on_the_evaluators_sheet(as_person, assessment, offered, dewi):
    assert act(as_person(dewi), assessment, offered, "terima", tier="tpi").status_code == 302
    offered.refresh_from_db()
    assert offered.decided_by == dewi
    assert page(as_person(dewi), assessment, tier="tpi").status_code == 200


def test_a_claim_of_another_assessment_is_not_found(as_person, house, assessment, offered, sari, citra):
    other = opened(house.sibling, by=citra)
    assert act(as_person(citra), other, offered, "terima").status_code == 404
    assert act(as_person(sari), assessment, Claim(pk=999_999), "terima").status_code == 404


def test_a_proof_is_let_go_with_a_reason(as_person, assessment, offered, budi):
    act(as_person(budi), assessment, offered, "lepas", why="Salah tempat")
    offered.refresh_from_db()
    assert (offered.state, offered.why) == (ClaimState.RETIRED, "Salah tempat")


def test_an_explained_complaint_no_longer_weighs(as_person, assessment, offered, budi):
    read(offered, pages=1, text_pages=1, years={"2024": 1}, signed_words=True)
    client = as_person(budi)
    assert "ada catatan" in page(client, assessment).content.decode()

    act(client, assessment, offered, "jelaskan", check="tahun-lain", why="SK lama masih berlaku")
    text = page(client, assessment).content.decode()
    assert "menunggu pemeriksaan" in text
    assert "Dijelaskan Budi Hartono: SK lama masih berlaku" in text
    evidence.add_version(offered.document, blob=row_of(b"baru"), name="v2.pdf", by=budi, now=NOW)
    assert "Dijelaskan" not in page(client, assessment).content.decode()


def test_an_unknown_check_is_not_explained(as_person, assessment, offered, budi):
    assert act(as_person(budi), assessment, offered, "jelaskan", check="entah", why="x").status_code == 404


# --- the answer stays a person's


def test_no_proof_ever_changes_an_answer(as_person, assessment, offered, sari):
    answered(assessment, QUESTION, "Tidak", by=sari)
    before = sheet_of(assessment)
    act(as_person(sari), assessment, offered, "terima")

    after = sheet_of(assessment)
    assert (after.heads, after.total) == (before.heads, before.total)


def test_the_best_answer_with_only_a_plan_behind_it_is_complained_of(as_person, house, assessment, sari, budi):
    shown(
        added(house.unit, by=budi, title="Rencana sosialisasi", kind="rencana", area=1),
        budi,
        question="P.1.ii.c",
        slot="laporan",
    )
    client = as_person(budi)
    assert "baru rencana" not in page(client, assessment, question="P.1.ii.c").content.decode()
    answered(assessment, "P.1.ii.c", "A", by=sari)
    assert "baru rencana" in page(client, assessment, question="P.1.ii.c").content.decode()


def test_the_same_file_in_another_unit_is_told_to_the_assessor_only(
    as_person, house, assessment, offered, citra, sari, dewi
):
    twin = added(house.sibling, by=citra, title="SK mereka", blob=offered.version.blob)
    shown(twin, citra)

    assert "Balai Pelatihan" not in page(as_person(sari), assessment).content.decode()
    assert "Balai Pelatihan 2026" in page(as_person(dewi), assessment, tier="tpi").content.decode()


# --- how much it costs


@pytest.mark.parametrize("tier", ["unit", "tpi"])
def test_an_area_page_asks_no_more_for_many_proofs_than_for_one(
    as_person, house, assessment, budi, dewi, tier, django_assert_max_num_queries
):
    client = as_person(budi if tier == "unit" else dewi)
    address = reverse("assessment:area", args=[assessment.pk, tier, "1"])
    for number in range(6):
        shown(
            added(house.unit, by=budi, title=f"SK {number}", area=1), budi, question=("P.1.i.a", "P.1.i.b")[number % 2]
        )
    client.get(address)
    with django_assert_max_num_queries(17 if tier == "tpi" else 15):
        assert client.get(address).status_code == 200


def test_old_documents_are_told_to_be_stale(as_person, house, assessment, budi):
    old = {"proves_from": date(2025, 1, 1), "proves_until": date(2025, 12, 31)}
    shown(added(house.unit, by=budi, area=1, **old), budi)
    assert "usang" in page(as_person(budi), assessment).content.decode()


# --- many documents at once


def place_page(client, assessment, page="1"):
    return client.get(reverse("assessment:place_proofs", args=[assessment.pk, page]))


def test_loose_documents_get_a_proposed_place_and_become_proofs_at_once(as_person, house, assessment, budi):
    decree = added(house.unit, by=budi, title="SK tim ZI 2026", area=1)
    other = added(house.unit, by=budi, title="Foto", kind="foto", area=1)
    client = as_person(budi)
    text = place_page(client, assessment).content.decode()
    assert '<option value="P.1.i.a/sk" selected>' in text

    address = reverse("assessment:place_proofs", args=[assessment.pk, "1"])
    client.post(address, {f"d{decree.pk}": "P.1.i.a/sk", f"d{other.pk}": ""})
    assert list(Claim.objects.values_list("document", "question", "slot")) == [(decree.pk, "P.1.i.a", "sk")]
    assert f"d{other.pk}" in (left := place_page(client, assessment).content.decode())
    assert f"d{decree.pk}" not in left


def test_a_place_of_another_page_is_not_taken(as_person, house, assessment, budi):
    document = added(house.unit, by=budi, area=1)
    address = reverse("assessment:place_proofs", args=[assessment.pk, "1"])
    as_person(budi).post(address, {f"d{document.pk}": "P.2.i.a/peta"})

    assert not Claim.objects.exists()


def test_only_who_keeps_the_page_places_there(as_person, assessment, budi, fajar, citra):
    assert place_page(as_person(budi), assessment, "2").status_code == 403
    assert place_page(as_person(fajar), assessment).status_code == 403
    assert place_page(as_person(citra), assessment).status_code == 404


# --- another year


def test_last_years_proofs_are_brought_over_by_choice(as_person, house, assessment, budi, sari):
    kept = shown(
        added(house.unit, by=budi, title="SOP pemilihan", area=1), budi, year=2025, question="P.1.i.b", slot="cara"
    )
    gone = shown(
        added(house.unit, by=budi, title="Notula lama", area=1), budi, year=2025, question="P.1.i.b", slot="rapat"
    )
    client = as_person(budi)
    address = reverse("assessment:carry_proofs", args=[assessment.pk])
    assert "SOP pemilihan" in client.get(address).content.decode()

    client.post(address, {f"b{kept.pk}": "bawa", f"b{gone.pk}": "lepas"})
    assert not Claim.objects.filter(year=2026).exists()  # no reason was given for the one, so nothing happened
    client.post(address, {f"b{kept.pk}": "bawa", f"b{gone.pk}": "lepas", f"why{gone.pk}": "Tidak dipakai lagi"})
    states = dict(Claim.objects.filter(year=2026).values_list("document__title", "state"))
    assert states == {"SOP pemilihan": ClaimState.OFFERED, "Notula lama": ClaimState.RETIRED}
    assert "Tidak ada bukti lama" in client.get(address).content.decode()
    assert "sama dengan tahun 2025" in page(client, assessment, question="P.1.i.b").content.decode()


# --- what is still owed


def test_my_work_lists_what_was_refused_and_what_is_missing(as_person, assessment, offered, sari, budi):
    claims.reject(offered, why="Kabur", by=sari, now=NOW)
    text = as_person(budi).get(reverse("assessment:work")).content.decode()

    assert "Bukti yang perlu diperbaiki" in text
    assert "ditolak" in text
    assert "bukti belum ada" in text


def test_the_verdict_counts_answers_without_proof(as_person, assessment, offered, sari, budi):
    answered(assessment, QUESTION, "Ya", by=sari)
    answered(assessment, "P.1.i.b", "A", by=sari)
    text = as_person(budi).get(reverse("assessment:verdict", args=[assessment.pk, "unit"])).content.decode()

    assert "1 jawaban tanpa bukti" in text


# --- what an instansi asks for


def test_an_admin_changes_what_is_asked_and_goes_back_to_the_list(as_person, assessment, budi, eko):
    client, address = as_person(eko), reverse("assessment:change_wanted", args=[QUESTION])
    assert "SK atau surat tugas tim ZI" in client.get(address).content.decode()

    said = {"name0": "SK tim ZI terbaru", "every0": "tahun", "kinds0": ["sk"], "name2": "Foto tim", "every2": "tahun"}
    assert client.post(address, said).status_code == 302
    text = page(as_person(budi), assessment).content.decode()
    assert "SK tim ZI terbaru" in text
    assert "Foto tim" in text
    assert "Uraian tugas anggota" not in text
    assert "Eko Prasetyo" in client.get(reverse("assessment:wanted")).content.decode()

    client.post(address, {"kembali": "1"})
    assert "Uraian tugas anggota" in page(as_person(budi), assessment).content.decode()


def test_an_empty_list_is_refused_and_nobody_else_changes_it(as_person, assessment, budi, eko):
    address = reverse("assessment:change_wanted", args=[QUESTION])
    assert as_person(eko).post(address, {}).status_code == 422
    assert as_person(budi).get(address).status_code == 404


def test_a_proof_whose_slot_is_gone_stays_beside_the_list(as_person, assessment, offered, budi, eko):
    address = reverse("assessment:change_wanted", args=[QUESTION])
    as_person(eko).post(address, {"name1": "Uraian tugas", "every1": "tahun"})
    text = page(as_person(budi), assessment).content.decode()

    assert "Di luar daftar" in text
    assert "SK Tim ZI 2026" in text


# --- the page of the document itself


def of_document(client, claim):
    return client.get(f"/bukti/{claim.document_id}/").content.decode()


def test_the_page_of_a_document_tells_what_the_checks_say_and_how_to_clear_it(as_person, offered, budi):
    read(offered, pages=2, blank_pages=[2], text_pages=1, years={"2026": 1})
    text = of_document(as_person(budi), offered)

    assert "1 dari 2 halaman kosong." in text
    assert f"#bukti-{offered.pk}" in text
    assert "Bereskan atau jelaskan di soal P.1.i.a" in text


def test_a_reason_given_at_the_question_stands_on_the_page_of_the_document(as_person, assessment, offered, budi):
    read(offered, pages=2, blank_pages=[2], text_pages=1, years={"2026": 1})
    act(as_person(budi), assessment, offered, "jelaskan", check="pindaian-kosong", why="Pemisah bagian")
    text = of_document(as_person(budi), offered)

    assert Waiver.objects.exists()
    assert "Dijelaskan Budi Hartono: Pemisah bagian" in text


def test_the_page_of_a_document_asks_no_more_for_three_questions_than_for_one(
    as_person, assessment, offered, budi, django_assert_num_queries
):
    client = as_person(budi)
    of_document(client, offered)
    with CaptureQueriesContext(connection) as one:
        of_document(client, offered)
    for question in ("P.1.i.b", "P.1.ii.a"):
        shown(offered.document, budi, slot="", question=question)
    with django_assert_num_queries(len(one)):
        of_document(client, offered)
