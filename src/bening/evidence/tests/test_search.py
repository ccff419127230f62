import re

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bening.evidence import actions
from bening.evidence.models import Document, Reading
from bening.evidence.search import Found, engines, index_all, search, snippets
from bening.evidence.search.finding import snippet
from bening.evidence.search.words import wanted
from bening.evidence.tests.papers import NOW, about, added, row_of
from bening.foundation.accounts.models import Assignment, Role
from bening.foundation.accounts.queries import forget


def titles(user, typed, documents=None):
    keys = search(user, typed, documents).keys
    found = Document.objects.in_bulk(keys)
    return [found[key].title for key in keys]


def read(document, text):
    Reading.objects.update_or_create(blob_id=document.latest.blob_id, defaults={"text": text, "at": NOW})


def test_a_word_of_title_tag_file_name_or_text_finds_the_document(house, sari):
    document = added(house.unit, by=sari, title="Notula rapat bulanan", tags=("monev",))
    read(document, "Hadir pula perwakilan masyarakat pengguna layanan.")

    for typed in ("notula", "rapat BULANAN", "monev", "pdf", "perwakilan", "notula perwakilan", "perwakil"):
        assert titles(sari, typed) == ["Notula rapat bulanan"], typed
    assert titles(sari, "notula pengaduan") == []


def test_a_quoted_phrase_must_stand_as_it_is(house, sari):
    read(added(house.unit, by=sari, title="A"), "rencana kerja tahunan")
    read(added(house.unit, by=sari, title="B"), "kerja tanpa rencana")

    assert titles(sari, '"rencana kerja"') == ["A"]
    assert titles(sari, "“rencana kerja”") == ["A"]
    assert sorted(titles(sari, "rencana kerja")) == ["A", "B"]


def test_titles_come_first_then_texts_and_the_newest_first(house, sari):
    read(added(house.unit, by=sari, title="Berkas"), "laporan")
    added(house.unit, by=sari, title="Laporan lama")
    added(house.unit, by=sari, title="Laporan baru")

    assert titles(sari, "laporan") == ["Laporan baru", "Laporan lama", "Berkas"]


def test_nobody_finds_or_counts_what_they_may_not_see(house, sari, budi, citra, eko, fajar):
    added(house.unit, by=sari, title="Kenari terbuka")
    added(house.unit, by=sari, title="Kenari terbatas", classification="terbatas", area=1)
    added(house.unit, by=sari, title="Kenari terbatas lain", classification="terbatas", area=2)
    added(house.unit, by=sari, title="Kenari rahasia", classification="rahasia")

    assert len(titles(sari, "kenari")) == 4
    assert titles(budi, "kenari") == ["Kenari terbatas", "Kenari terbuka"]
    assert titles(eko, "kenari") == titles(fajar, "kenari") == ["Kenari terbuka"]
    assert search(citra, "kenari") == Found(())


def test_what_was_revoked_is_found_no_more_at_once(house, sari, budi):
    document = added(house.unit, by=sari, title="Kenari", area=1)
    assert titles(budi, "kenari") == ["Kenari"]

    actions.describe(document, described=about("Kenari", classification="rahasia", area=1), by=sari, now=NOW)
    assert titles(budi, "kenari") == []
    Assignment.objects.filter(user=sari).delete()
    forget(sari)
    assert titles(sari, "kenari") == []


def test_a_new_version_is_found_by_its_own_words_and_no_more_by_the_old_ones(house, sari):
    document = added(house.unit, by=sari)
    read(document, "kuning")
    actions.add_version(document, blob=row_of(b"dua"), name="dua.pdf", by=sari, now=NOW)
    document.refresh_from_db()
    read(document, "hijau")

    assert titles(sari, "hijau") == ["SK Tim ZI 2026"]
    assert titles(sari, "kuning") == []


def test_a_withdrawn_document_is_found_by_its_title_alone(house, sari):
    document = added(house.unit, by=sari)
    read(document, "kuning")
    actions.withdraw(document, why="salah", by=sari, now=NOW)

    assert titles(sari, "tim") == ["SK Tim ZI 2026"]
    assert titles(sari, "kuning") == []


def test_an_evaluator_of_the_nation_finds_open_and_limited_documents_of_every_unit(house, sari, citra):
    hana = house.person("hana", "Hana Pertiwi")
    Assignment.objects.create(user=hana, role=Role.TPN, since=NOW.date())
    forget(hana)
    added(house.unit, by=sari, title="Kenari satu")
    added(house.sibling, by=citra, title="Kenari dua", classification="terbatas")
    added(house.sibling, by=citra, title="Kenari tiga", classification="rahasia")

    assert titles(hana, "kenari") == ["Kenari dua", "Kenari satu"]


def test_the_whole_index_can_be_made_anew(house, sari):
    added(house.unit, by=sari)
    Document.objects.update(title="Diganti dari luar")
    assert titles(sari, "luar") == []

    assert index_all() == 1
    assert titles(sari, "luar") == ["Diganti dari luar"]


def test_a_filter_narrows_and_never_widens(house, sari, citra):
    added(house.unit, by=sari, title="Kenari satu")
    added(house.sibling, by=citra, title="Kenari dua")

    assert titles(sari, "kenari", Document.objects.all()) == ["Kenari satu"]
    assert titles(sari, "kenari", Document.objects.filter(kind="foto")) == []


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "* OR title:x",
        "NEAR(a b)",
        "a AND NOT b",
        "places: qzu1p",
        "'; DROP TABLE x; --",
        "a:* & !b",
        "\\",
        "({[^",
        "-",
        "kenari*" * 300,
    ],
)
def test_nothing_typed_is_spoken_to_the_engine(house, sari, typed):
    added(house.unit, by=sari, title="Kenari")
    assert isinstance(search(sari, typed), Found)


@given(typed=st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_answered(sari, typed):
    assert search(sari, typed) == Found(())
    assert all(re.fullmatch(r"[^\W_]+", word) for one in wanted(typed) for word in one.words)


def test_a_snippet_is_escaped_and_marks_the_word(house, sari):
    document = added(house.unit, by=sari)
    read(document, "awal <script>alert(1)</script> kenari & lain")

    shown = snippets([document], "kenari")[document.pk]
    assert "<mark>kenari</mark> &amp; lain" in shown
    assert "<script>" not in shown
    assert snippet("tidak ada", wanted("kenari")) == ""


def test_a_search_asks_the_same_number_of_questions_for_one_hit_and_for_many(house, sari, django_assert_num_queries):
    added(house.unit, by=sari, title="Kenari")
    search(sari, "kenari")  # reads who Sari is, once
    with django_assert_num_queries(2):
        search(sari, "kenari")
    for number in range(5):
        added(house.unit, by=sari, title=f"Kenari {number}")
    with django_assert_num_queries(2):
        search(sari, "kenari")


def test_a_long_beginning_of_too_many_words_is_looked_for_as_far_as_it_goes_and_says_so(house, sari, monkeypatch):
    """Spell out on SQLite alone; PostgreSQL reads every word."""
    monkeypatch.setattr(engines, "MOST_ENDINGS", 3)
    for number in range(5):
        added(house.unit, by=sari, title=f"19800101{number}")

    found = search(sari, "19800101")
    if connection.vendor == "sqlite":
        assert titles(sari, "19800101") == ["198001012", "198001011", "198001010"]
        assert found.more
    assert titles(sari, "198001014") == ["198001014"]
    assert len(titles(sari, "198001")) == 5
    assert not search(sari, "198001").more


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the beginnings are kept by FTS5")
def test_no_beginning_costs_more_the_more_words_it_fits(house, sari):
    """Hold the plan: short beginnings have an index, long ones are spelled out up to a bound."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'evidence_search'")
        assert f"prefix = '3 4 5 {engines.INDEXED_BEGINNING}'" in cursor.fetchone()[0]
    asked = engines.Sqlite().bound(wanted("abc abcdef abcdefg"))
    assert [one.endings for one in asked] == [(), (), ()]
