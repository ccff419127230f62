"""The tree, and the page of one unit."""

import pytest

from bening.foundation.accounts.models import Assignment, Role
from bening.foundation.registry import Registry
from bening.foundation.units import parts


def test_the_tree_shows_own_units_and_a_way_to_each(house, dewi, as_person):
    page = as_person(dewi).get("/unit/").content.decode()

    assert [name for name in ("Ditjen", "Direktorat Jenderal Contoh", "Balai Sertifikat Contoh") if name in page] == [
        "Direktorat Jenderal Contoh",
        "Balai Sertifikat Contoh",
    ]
    assert f'href="/unit/{house.unit.pk}/"' in page
    assert "Dinas Layanan Misal" not in page


def test_a_search_finds_by_name_and_by_short_name(dewi, as_person):
    browser = as_person(dewi)

    for words in ("pelatihan", "PELATIHAN CONTOH", "Balai Pel"):
        page = browser.get("/unit/", {"cari": words}).content.decode()
        assert "Balai Pelatihan Contoh" in page
        assert "Balai Sertifikat Contoh" not in page


def test_a_search_without_a_find_says_how_to_go_on(dewi, as_person):
    page = as_person(dewi).get("/unit/", {"cari": '<script>"%'}).content.decode()

    assert "Tidak ada unit dengan nama itu" in page
    assert "&lt;script&gt;" in page
    assert "<script>&quot;" not in page


@pytest.mark.parametrize(
    ("person", "status"), [("sari", 200), ("budi", 200), ("fajar", 200), ("dewi", 200), ("citra", 404)]
)
def test_a_unit_is_found_by_its_own_people(request, house, as_person, person, status):
    browser = as_person(request.getfixturevalue(person))

    assert browser.get(f"/unit/{house.unit.pk}/").status_code == status


def test_a_unit_of_others_looks_like_one_that_does_not_exist(house, citra, as_person):
    browser = as_person(citra)

    def body(pk):
        page = browser.get(f"/unit/{pk}/")
        return page.status_code, page.content.replace(page.context["csrf_token"].encode(), b"")

    assert body(house.unit.pk) == body(house.foreign.pk) == body(999_999)


def test_a_package_above_hangs_its_part_on_the_page(house, sari, as_person, monkeypatch):
    monkeypatch.setattr(parts, "parts", Registry("part"))
    browser = as_person(sari)
    assert "Belum ada penilaian" in browser.get(f"/unit/{house.unit.pk}/").content.decode()

    @parts.unit_page_part("second", template="second.html", order=2)
    def second(_request, _unit):
        return None

    @parts.unit_page_part("first", template="first.html", order=1)
    def first(_request, unit):
        return {"kind": "good", "text": f"Bagian untuk {unit.short_name}"}

    assert parts.parts_for(None, house.unit) == [
        {"template": "first.html", "context": {"kind": "good", "text": "Bagian untuk Balai Sertifikat"}}
    ]


def test_the_tree_costs_the_same_for_one_unit_and_many(house, dewi, sari, as_person, django_assert_max_num_queries):
    for person in (sari, dewi):
        browser = as_person(person)
        with django_assert_max_num_queries(5):
            browser.get("/unit/")


def test_the_nation_sees_every_instansi_and_narrows_them(house, as_person, django_assert_max_num_queries):
    kirana = house.person("kirana", "Kirana Adisurya")
    Assignment.objects.create(user=kirana, role=Role.TPN, since="2020-01-01")
    browser = as_person(kirana)

    def shown(**narrowed):
        page = browser.get("/unit/", narrowed).content.decode()
        return house.unit.name in page, house.foreign.name in page

    assert shown() == (True, True)
    assert shown(instansi=house.other_instansi.pk) == (False, True)
    assert shown(jenis="kl") == (True, False)
    assert shown(instansi="999999", jenis="x") == (True, True)
    with django_assert_max_num_queries(7):
        browser.get("/unit/")


def test_others_cannot_widen_what_they_see(house, dewi, as_person):
    page = as_person(dewi).get("/unit/", {"instansi": house.other_instansi.pk, "jenis": "pemda"}).content.decode()

    assert house.foreign.name not in page
    assert house.unit.name in page
