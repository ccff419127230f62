from datetime import date, timedelta

import pytest

from bening.evidence import actions, queries
from bening.evidence.actions import Newer, Refused
from bening.evidence.models import Claim, Document
from bening.evidence.tests.papers import NOW, about, added, row_of
from bening.foundation.audit import log
from bening.foundation.audit.models import Entry


@pytest.fixture
def document(house, sari):
    return added(house.unit, by=sari)


def last():
    return Entry.objects.first()


def cite(document, by):
    return Claim.objects.create(
        document=document,
        unit=document.unit,
        year=2026,
        question="P.1.i.a",
        version=document.latest,
        at=NOW,
        by=by,
        cited_at=NOW,
    )


# --- adding and replacing


def test_a_document_begins_with_its_first_version_and_a_line_in_the_record(document, sari):
    assert (document.versions_count, document.latest.number, document.latest.name) == (1, 1, "SK Tim ZI 2026.pdf")
    assert last().act == "evidence.add"
    assert last().data["sha256"] == document.latest.blob_id
    assert log.verify().whole


def test_a_new_version_stands_before_the_old_one_which_stays(document, sari):
    actions.add_version(document, blob=row_of(b"baru"), name="SK revisi.pdf", by=sari, now=NOW, note="Anggota berganti")

    names = [one.name for one in queries.versions_of(document)]
    document.refresh_from_db()
    assert names == ["SK revisi.pdf", "SK Tim ZI 2026.pdf"]
    assert document.latest.number == document.versions_count == 2


def test_the_same_content_is_no_new_version(document, sari):
    with pytest.raises(Refused, match="sama persis"):
        actions.add_version(document, blob=document.latest.blob, name="lagi.pdf", by=sari, now=NOW)


def test_a_period_that_ends_before_it_begins_is_refused(house, sari):
    with pytest.raises(Refused, match="Akhir periode"):
        added(house.unit, by=sari, proves_from=date(2026, 2, 1), proves_until=date(2026, 1, 1))
    assert not Document.objects.exists()


def test_tags_are_short_lower_case_words_each_once(house, sari):
    assert added(house.unit, by=sari, tags=("Tim  ZI", "tim zi", "2026", "")).tags == ["2026", "tim zi"]
    with pytest.raises(Refused, match="paling banyak"):
        added(house.unit, by=sari, title="Lain", tags=tuple(str(one) for one in range(13)))


# --- describing


def test_describing_keeps_what_changed_and_what_was_before(document, sari):
    actions.describe(document, described=about("SK Tim ZI", classification="terbatas"), by=sari, now=NOW)

    assert last().data == {
        "before": {"classification": "internal", "title": "SK Tim ZI 2026"},
        "after": {"classification": "terbatas", "title": "SK Tim ZI"},
        "bound": last().data["bound"],
    }


def test_saying_the_same_again_writes_nothing(document, sari):
    before = last().seq
    actions.describe(document, described=about(), by=sari, now=NOW)
    assert last().seq == before


def test_an_edit_that_rests_on_an_older_state_is_refused_and_shows_the_newer_one(document, sari, budi):
    seen = document.changed_at
    actions.describe(document, described=about("Dari Sari"), by=sari, now=NOW, seen=seen)

    with pytest.raises(Newer) as met:
        actions.describe(document, described=about("Dari Budi"), by=budi, now=NOW, seen=seen)
    assert met.value.document.title == "Dari Sari"


# --- withdrawing, holding


def test_a_withdrawn_document_leaves_a_tombstone_and_can_be_taken_back_within_the_day(document, sari):
    actions.withdraw(document, why="Salah berkas", by=sari, now=NOW)
    document.refresh_from_db()
    assert (document.title, document.withdrawn_why) == ("SK Tim ZI 2026", "Salah berkas")
    assert not queries.may_read_file(document)

    actions.restore(document, by=sari, now=NOW + timedelta(hours=23))
    document.refresh_from_db()
    assert queries.may_read_file(document)


def test_after_a_day_a_withdrawal_stays(document, sari):
    actions.withdraw(document, why="Salah berkas", by=sari, now=NOW)
    with pytest.raises(Refused, match="24 jam"):
        actions.restore(document, by=sari, now=NOW + timedelta(hours=24))


def test_a_withdrawal_without_a_reason_is_refused(document, sari):
    with pytest.raises(Refused, match="alasan"):
        actions.withdraw(document, why="  ", by=sari, now=NOW)


def test_what_is_held_or_cited_is_not_withdrawn(document, sari, gita):
    actions.hold(document, why="Surat Inspektorat 12/2026", by=gita, now=NOW)
    with pytest.raises(Refused, match="Surat Inspektorat 12/2026"):
        actions.withdraw(document, why="Salah", by=sari, now=NOW)
    actions.release(document, by=gita, now=NOW)
    cite(document, sari)
    with pytest.raises(Refused, match="mengutip"):
        actions.withdraw(document, why="Salah", by=sari, now=NOW)


def test_nothing_is_done_to_a_withdrawn_document(document, sari, gita):
    actions.withdraw(document, why="Salah berkas", by=sari, now=NOW)

    for attempt in (
        lambda: actions.describe(document, described=about("Lain"), by=sari, now=NOW),
        lambda: actions.add_version(document, blob=row_of(b"lain"), name="x.pdf", by=sari, now=NOW),
        lambda: actions.withdraw(document, why="lagi", by=sari, now=NOW),
        lambda: actions.hold(document, why="surat", by=gita, now=NOW),
    ):
        with pytest.raises(Refused, match="sudah ditarik"):
            attempt()
