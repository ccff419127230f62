import csv
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bening.assessment.models import Assessment
from bening.assessment.tests.factories import answered, fill, opened
from bening.foundation.accounts.models import Role
from bening.foundation.units.models import Unit


@pytest.fixture
def assessment(house, sari):
    return opened(house.unit, by=sari)


def page(client, address, **asked):
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.content.decode()


def names(html):
    return re.findall(r'<a href="/penilaian/\d+/">([^<]+)</a> <span class="quiet list-instansi">', html)


def statements(ran):
    return [one["sql"] for one in ran if one["sql"].split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}]


# --- Pekerjaan saya


def test_before_anything_is_open_the_leader_is_told_how_to_begin(house, sari, as_person):
    html = page(as_person(sari), "/pekerjaan/")

    assert "Belum ada penilaian" in html
    assert f'href="/unit/{house.unit.pk}/penilaian/buka/"' in html


def test_before_anything_is_open_a_pic_is_told_who_opens(budi, as_person):
    html = page(as_person(budi), "/pekerjaan/")

    assert "Ketua tim atau admin instansi membuka penilaian" in html
    assert "penilaian/buka" not in html


def test_the_next_step_is_the_first_open_question_of_ones_own_pages(assessment, sari, budi, as_person):
    answered(assessment, "P.1.i.a", "Ya", by=sari)

    leader, pic = page(as_person(sari), "/pekerjaan/"), page(as_person(budi), "/pekerjaan/")

    for html in (leader, pic):
        assert f'class="button" href="/penilaian/{assessment.pk}/unit/area/1/#soal-P-1-i-b"' in html
    assert "bagian Anda" not in leader
    assert pic.count("bagian Anda") == 1


def test_a_pic_sees_the_own_area_first(house, assessment, as_person):
    hana = house.person("hana", "Hana Puspita", (Role.PIC, house.unit, 4))

    html = page(as_person(hana), "/pekerjaan/")

    assert re.findall(r'/area/(\w+)/">', html) == ["4", "1", "2", "3", "5", "6", "hasil"]


def test_counts_that_are_half_filled_are_named(assessment, sari, as_person):
    answered(assessment, "R.4.i.a", {"sasaran": 8}, by=sari)

    html = page(as_person(sari), "/pekerjaan/")

    assert "Jumlah yang belum lengkap" in html
    assert "Yang belum diisi: Jumlah Sasaran Kinerja yang tercapai 100% atau lebih." in html
    assert "/unit/area/4/#soal-R-4-i-a" in html


def test_the_nearest_thresholds_come_first(assessment, sari, as_person):
    fill(assessment, by=sari, but=("H.1.a",))
    answered(assessment, "H.1.a", "3,5", by=sari)

    html = page(as_person(sari), "/pekerjaan/")

    lacks = html[html.index("Terdekat menuju WBK") :]
    assert "IPAK (survei eksternal)" in lacks
    assert "kurang 0,44 dari 15,75" in lacks  # 3,5 / 4 × 17,5 = 15,3125


def test_a_finished_sheet_leads_to_its_result(assessment, sari, as_person):
    fill(assessment, by=sari)

    html = page(as_person(sari), "/pekerjaan/")

    assert "Semua soal bagian Anda sudah dijawab." in html
    assert "WBK terpenuhi" in html
    assert "Terdekat menuju" not in html


def test_what_others_changed_and_what_was_set_aside_is_shown(assessment, sari, budi, as_person):
    answered(assessment, "P.1.i.b", "A", by=budi)
    answered(assessment, "P.1.i.b", "B", by=sari, seen=0)

    mine, theirs = page(as_person(sari), "/pekerjaan/"), page(as_person(budi), "/pekerjaan/")

    assert "Teks Anda yang disisihkan" in mine
    assert "Baru diubah orang lain" in mine
    assert "Teks Anda yang disisihkan" not in theirs
    assert "Baru diubah orang lain" not in theirs


def test_a_text_set_aside_is_settled_by_the_next_answer(assessment, sari, budi, as_person):
    answered(assessment, "P.1.i.b", "A", by=budi)
    answered(assessment, "P.1.i.b", "B", by=sari, seen=0)
    answered(assessment, "P.1.i.b", "C", by=sari)

    assert "Teks Anda yang disisihkan" not in page(as_person(sari), "/pekerjaan/")


@pytest.mark.parametrize("who", ["fajar", "gita"])
def test_those_who_only_read_are_led_to_the_result(assessment, who, as_person, request):
    html = page(as_person(request.getfixturevalue(who)), "/pekerjaan/")

    assert "Lanjut mengisi" not in html
    assert f"/penilaian/{assessment.pk}/unit/hasil/" in html


def test_an_evaluator_sees_who_waits(assessment, sari, dewi, as_person):
    client = as_person(dewi)
    assert "Tidak ada yang menunggu" in page(client, "/pekerjaan/")

    answered(assessment, "P.1.i.a", "Ya", by=sari)

    html = page(client, "/pekerjaan/")
    assert f'href="/penilaian/{assessment.pk}/tpi/area/1/"' in html


def test_an_admin_sees_how_many_units_have_begun(house, sari, eko, as_person):
    opened(house.unit, by=sari)

    html = page(as_person(eko), "/pekerjaan/")

    assert "unit sudah dibuka penilaiannya." in html


def test_my_work_costs_the_same_for_one_sheet_and_for_three(house, sari, as_person):
    opened(house.unit, by=sari)
    client = as_person(sari)
    client.get("/pekerjaan/")
    with CaptureQueriesContext(connection) as one:
        client.get("/pekerjaan/")
    for year in (2024, 2025):
        opened(house.unit, by=sari, year=year)

    with CaptureQueriesContext(connection) as three:
        client.get("/pekerjaan/")

    assert len(statements(three)) == len(statements(one)) <= 9


# --- the list


@pytest.fixture
def three(house, sari, citra, eko):
    """One good, one middling, one blank, in two years and two units."""
    fill(opened(house.unit, by=sari, target="WBBM"), by=sari)
    fill(opened(house.sibling, by=citra), by=citra, but=("H.1.a", "P.1.i.a"))
    opened(house.unit, by=sari, year=2025)


def test_each_sees_the_own_part_of_the_list(three, house, sari, citra, dewi, as_person):
    other = Assessment.objects.get(unit=house.sibling)

    assert names(page(as_person(sari), "/penilaian/")) == ["Balai Sertifikat Contoh"] * 2
    assert names(page(as_person(citra), "/penilaian/")) == ["Balai Pelatihan Contoh"]
    assert len(names(page(as_person(dewi), "/penilaian/"))) == 3
    assert as_person(sari).get(f"/penilaian/{other.pk}/").status_code == 404


def test_another_instansi_is_not_in_the_list(three, house, as_person):
    gani = house.person("gani", "Gani Saputra")
    gani.assignments.create(role=Role.ADMIN, instansi=house.other_instansi, since="2020-01-01")

    assert names(page(as_person(gani), "/penilaian/")) == []
    assert "Belum ada penilaian" in page(as_person(gani), "/penilaian/")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"cari": "pelatihan balai"}, 1),
        ({"cari": "zzz"}, 0),
        ({"tahun": "2025"}, 1),
        ({"lulus": "WBBM"}, 1),
        ({"lulus": "belum"}, 2),
        ({"lulus": "entah", "tahun": "x", "bagian": "y", "urut": "z"}, 3),
    ],
)
def test_the_list_narrows(three, eko, as_person, asked, found):
    assert len(names(page(as_person(eko), "/penilaian/", **asked))) == found


def test_the_list_narrows_to_a_part_of_the_instansi(three, house, eko, as_person):
    part = Unit.objects.create(instansi=house.instansi, parent=house.top, name="Bagian Lain", short_name="Bagian")
    below = Unit.objects.create(instansi=house.instansi, parent=part, name="Seksi Contoh", short_name="Seksi")
    opened(below, by=eko)

    assert len(names(page(as_person(eko), "/penilaian/", bagian=house.top.pk))) == 4
    assert names(page(as_person(eko), "/penilaian/", bagian=part.pk)) == ["Seksi Contoh"]


def test_the_list_sorts_both_ways(three, eko, as_person):
    client = as_person(eko)
    falling = names(page(client, "/penilaian/", urut="-total"))
    rising = names(page(client, "/penilaian/", urut="total"))

    assert falling == ["Balai Sertifikat Contoh", "Balai Pelatihan Contoh", "Balai Sertifikat Contoh"]
    assert rising == falling[::-1]
    assert 'aria-sort="descending"' in page(client, "/penilaian/", urut="-total")


def test_nothing_found_says_what_to_do(three, eko, as_person):
    assert "Tidak ada penilaian yang cocok" in page(as_person(eko), "/penilaian/", cari="zzz")


def test_the_list_pages_and_costs_the_same_for_one_row_and_thirty(house, eko, as_person):
    client = as_person(eko)
    opened(house.unit, by=eko)
    client.get("/penilaian/")
    with CaptureQueriesContext(connection) as one:
        client.get("/penilaian/")
    for number in range(30):
        unit = Unit.objects.create(instansi=house.instansi, name=f"Kantor {number:02}", short_name=f"K{number}")
        opened(unit, by=eko)

    with CaptureQueriesContext(connection) as many:
        html = page(client, "/penilaian/")

    assert len(names(html)) == 25
    assert len(names(page(client, "/penilaian/", page=2))) == 6
    assert len(statements(many)) == len(statements(one)) <= 8


def test_the_list_comes_as_a_table_for_a_spreadsheet(three, house, eko, as_person):
    Unit.objects.filter(pk=house.sibling.pk).update(name="=HYPERLINK(1)")

    response = as_person(eko).get("/penilaian/", {"bentuk": "csv", "lulus": "WBBM", "urut": "unit"})
    every = as_person(eko).get("/penilaian/", {"bentuk": "csv", "urut": "unit"})

    text = response.content.decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert rows[1] == [
        *("Kementerian Contoh", "Balai Sertifikat Contoh", "2026", "WBBM", "113", "113", "100,000000000"),
        *("60,000000000", "terpenuhi", "terpenuhi"),
    ]
    assert len(rows) == 2
    assert "'=HYPERLINK" in every.content.decode()


# --- opening


def test_a_leader_opens_a_year(house, sari, as_person):
    response = as_person(sari).post(
        f"/unit/{house.unit.pk}/penilaian/buka/", {"year": 2026, "target": "WBBM"}, follow=True
    )

    opened_one = Assessment.objects.get()
    assert response.redirect_chain == [(f"/penilaian/{opened_one.pk}/", 302)]
    assert (opened_one.year, opened_one.target, opened_one.opened_by) == (2026, "WBBM", sari)
    assert "Penilaian 2026 dibuka." in response.content.decode()


def test_a_year_that_is_open_is_said_with_the_way_there(assessment, house, sari, as_person):
    response = as_person(sari).post(f"/unit/{house.unit.pk}/penilaian/buka/", {"year": 2026, "target": "WBK"})

    assert response.status_code == 422
    assert "Penilaian 2026 unit ini sudah dibuka." in response.content.decode()
    assert f'href="/penilaian/{assessment.pk}/"' in response.content.decode()


@pytest.mark.parametrize(
    "form", [{}, {"year": "1999", "target": "WBK"}, {"year": "x", "target": "WBK"}, {"year": "2026", "target": "emas"}]
)
def test_nonsense_opens_nothing(house, sari, as_person, form):
    response = as_person(sari).post(f"/unit/{house.unit.pk}/penilaian/buka/", form)

    assert response.status_code == 422
    assert not Assessment.objects.exists()


def test_who_may_open_where(house, sari, budi, citra, eko, as_person):
    address, foreign = (f"/unit/{unit.pk}/penilaian/buka/" for unit in (house.unit, house.foreign))

    assert [as_person(who).get(address).status_code for who in (sari, eko, budi, citra)] == [200, 200, 404, 404]
    assert as_person(eko).get(foreign).status_code == 404


def test_the_unit_page_shows_its_years_and_how_to_open_one(assessment, house, sari, fajar, as_person):
    leader = page(as_person(sari), f"/unit/{house.unit.pk}/")
    reader = page(as_person(fajar), f"/unit/{house.unit.pk}/")

    for html in (leader, reader):
        assert f'href="/penilaian/{assessment.pk}/">2026</a>' in html
    assert "Buka penilaian baru" in leader
    assert "Buka penilaian baru" not in reader


# --- one assessment


def test_the_overview_tells_where_it_stands_who_works_and_what_changed(assessment, sari, budi, as_person):
    answered(assessment, "P.1.i.b", "A", by=budi)

    html = page(as_person(sari), f"/penilaian/{assessment.pk}/")

    assert "1 dari 113 soal dijawab" in html
    assert html.count('class="gate-bar"') == 9
    assert "PIC area 1" in html
    assert "Perubahan terakhir" in html
    assert "Seleksi anggota tim" in html
    for name in ("verdict", "plan", "what_if"):
        assert reverse(f"assessment:{name}", args=[assessment.pk, "unit"]) in html


def test_the_overview_offers_only_what_a_person_may_do(assessment, sari, fajar, dewi, as_person):
    bring = reverse("assessment:bring", args=[assessment.pk, "unit"])
    evaluators = f"/penilaian/{assessment.pk}/tpi/area/1/"

    leader, reader, evaluator = (page(as_person(who), f"/penilaian/{assessment.pk}/") for who in (sari, fajar, dewi))

    assert bring in leader
    assert bring not in reader
    assert "Mulai mengisi" in leader
    assert "Mulai mengisi" not in reader
    assert evaluators in evaluator
    assert evaluators not in leader


def test_the_overview_costs_the_same_blank_or_full(assessment, sari, as_person):
    client = as_person(sari)
    client.get(f"/penilaian/{assessment.pk}/")
    with CaptureQueriesContext(connection) as blank:
        client.get(f"/penilaian/{assessment.pk}/")
    fill(assessment, by=sari)

    with CaptureQueriesContext(connection) as full:
        client.get(f"/penilaian/{assessment.pk}/")

    assert len(statements(full)) == len(statements(blank)) <= 8
