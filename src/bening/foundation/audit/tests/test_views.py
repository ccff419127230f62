"""The record as a reader sees it: one's own scope, the newest first, narrowed at will."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Q

from bening.foundation.audit import forms, log, models, queries, telling
from bening.foundation.registry import Registry

AT = datetime(2026, 11, 20, 7, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _named(monkeypatch):
    """Give the acts of these tests words of their own."""
    named = Registry("act")
    for place in (models, log, forms):
        monkeypatch.setattr(place, "acts", named)
    log.name("test.answer", "Menjawab pertanyaan")
    log.name("test.open", "Membuka penilaian")


@pytest.fixture
def written(house, sari, citra):
    for number, (unit, by, act) in enumerate(
        [(house.unit, sari, "test.answer"), (house.sibling, citra, "test.open"), (None, None, "test.setup")]
    ):
        log.record(act, on=("x", f"benda-{number}"), by=by, at=AT + timedelta(days=number), unit=unit)
    foreign = house.person("asing", "Asing")
    log.record("test.answer", on=("x", "benda-asing"), by=foreign, at=AT, unit=house.foreign)


def seen(browser, **query):
    page = browser.get("/jejak/", query).content.decode()
    return [name for name in ("benda-0", "benda-1", "benda-2", "benda-asing") if name in page]


def test_each_reader_sees_their_own_scope(written, sari, citra, eko, as_person):
    assert seen(as_person(sari)) == ["benda-0"]
    assert seen(as_person(citra)) == ["benda-1"]
    assert seen(as_person(eko)) == ["benda-0", "benda-1"]


@pytest.mark.parametrize("person", ["budi", "fajar", "gita"])
def test_others_have_no_such_page(request, written, as_person, person):
    assert as_person(request.getfixturevalue(person)).get("/jejak/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"oleh": "sari"}, ["benda-0"]),
        ({"tindakan": "test.open"}, ["benda-1"]),
        ({"tanggal": "2026-11-20"}, ["benda-0"]),
        ({"tanggal": "2026-11-21", "oleh": "citra"}, ["benda-1"]),
        ({"tanggal": "bukan tanggal"}, ["benda-0", "benda-1"]),
        ({"tanggal": "0001-01-01"}, ["benda-0", "benda-1"]),
        ({"tanggal": "9999-12-31"}, ["benda-0", "benda-1"]),
        ({"page": "999"}, ["benda-0", "benda-1"]),
        ({"page": "x"}, ["benda-0", "benda-1"]),
    ],
)
def test_a_reader_narrows_the_record(written, eko, as_person, query, found):
    assert seen(as_person(eko), **query) == found


def test_a_day_begins_at_midnight_here(house, sari, as_person):
    log.record(
        "test.answer", on=("x", "benda-0"), by=sari, at=datetime(2026, 11, 19, 17, 0, tzinfo=UTC), unit=house.unit
    )
    log.record(
        "test.answer", on=("x", "benda-1"), by=sari, at=datetime(2026, 11, 20, 17, 0, tzinfo=UTC), unit=house.unit
    )

    assert seen(as_person(sari), tanggal="2026-11-20") == ["benda-0"]


def test_an_act_is_called_by_its_announced_words_and_chosen_by_them(house, sari, as_person):
    log.record("test.answer", on=("x", "benda-0"), by=sari, at=AT, unit=house.unit)

    page = as_person(sari).get("/jejak/").content.decode()
    assert "<strong>Menjawab pertanyaan</strong>" in page
    assert '<option value="test.answer">Menjawab pertanyaan</option>' in page


def test_a_package_tells_what_its_entries_are_about_and_keeps_some_from_some(house, sari, eko, as_person, monkeypatch):
    monkeypatch.setattr(telling, "tellers", Registry("subject"))
    monkeypatch.setattr(queries, "veils", Registry("veil"))
    telling.tellers.add(
        "x", lambda _user, entries: {one.seq: telling.Thing("Benda & co", "/di-sana/") for one in entries}
    )
    queries.veils.add("x", lambda user: Q(written__contains='"rahasia":1', by__isnull=False) & ~Q(by=user))
    log.record("test.answer", on=("x", "1"), by=sari, at=AT, unit=house.unit, data={"rahasia": 1})
    log.record("test.open", on=("y", "benda-1"), by=sari, at=AT, unit=house.unit, data={"kata": '"rahasia":1'})

    assert '<a href="/di-sana/">Benda &amp; co</a>' in as_person(sari).get("/jejak/").content.decode()
    others = as_person(eko).get("/jejak/").content.decode()
    assert "Benda &amp; co" not in others
    assert "benda-1" in others


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"tanggal": "kemarin"}, "Pilih tanggal, misalnya 20 November 2026."),
        ({"tindakan": "test.tiada"}, "Pilih tindakan dari daftar."),
    ],
)
def test_what_cannot_narrow_is_told(written, eko, as_person, query, sentence):
    assert sentence in as_person(eko).get("/jejak/", query).content.decode()


def test_nothing_found_is_not_nothing_written(written, eko, as_person):
    page = as_person(eko).get("/jejak/", {"oleh": "tiada orangnya"}).content.decode()

    assert "Tidak ada catatan yang cocok" in page
    assert 'href="/jejak/"' in page


def test_the_page_costs_the_same_for_few_and_many(house, sari, as_person, django_assert_max_num_queries):
    browser = as_person(sari)
    for count in (1, 30):
        for number in range(count):
            log.record("test.answer", on=("x", str(number)), by=sari, at=AT, unit=house.unit)
        with django_assert_max_num_queries(6):
            page = browser.get("/jejak/").content.decode()
    assert "Halaman 1 dari 2" in page
    assert 'href="?page=2"' in page


def test_what_was_typed_by_an_attacker_is_only_text(house, sari, as_person):
    log.record("test.answer", on=("x", '"><script>alert(1)</script>'), by=sari, at=AT, unit=house.unit)

    page = as_person(sari).get("/jejak/", {"oleh": '"><script>'}).content.decode()
    assert "<script>alert" not in page
    assert '"><script>' not in page
