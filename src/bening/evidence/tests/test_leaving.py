import hashlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bening.evidence import actions
from bening.evidence.leaving import let_leave
from bening.evidence.models import Preview, Reading, Version
from bening.evidence.retention import may_go
from bening.evidence.tests.papers import NOW, about, added
from bening.evidence.tests.test_actions import cite, last
from bening.evidence.tests.test_preview import pdf
from bening.foundation.audit import log
from bening.foundation.storage import receive
from bening.foundation.storage.collecting import clear_orphans, collect
from bening.foundation.storage.models import Blob
from bening.foundation.storage.stores import store

LATER = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def document(house, sari):
    upload = receive.receive(SimpleUploadedFile("SK.pdf", pdf()), by=sari, now=NOW)
    made = actions.add_document(unit=house.unit, described=about(), upload=upload, by=sari, now=NOW)
    Reading.objects.get_or_create(blob=upload.blob, defaults={"text": "isi", "at": NOW})
    return made


def test_the_file_of_a_withdrawn_document_leaves_after_a_day_and_its_hash_stays(document, sari):
    sha256 = document.latest.sha256
    actions.withdraw(document, why="Salah berkas", by=sari, now=NOW)
    assert let_leave(now=NOW + timedelta(hours=23)) == 0
    assert collect(now=NOW + timedelta(hours=25)) == 0

    assert let_leave(now=LATER) == 1
    assert last().act == "evidence.file_left"
    assert collect(now=LATER) == 1
    version = Version.objects.get()
    assert (version.blob_id, version.sha256, version.name) == (None, sha256, "SK.pdf")
    assert store().size(sha256) is None
    assert not Blob.objects.exists()
    assert let_leave(now=LATER) == 0
    assert log.verify().whole


def test_a_content_that_another_document_has_stays(document, house, sari):
    added(house.unit, by=sari, title="Lain", blob=document.latest.blob)
    actions.withdraw(document, why="Kembar", by=sari, now=NOW)

    assert let_leave(now=LATER) == 1
    assert collect(now=LATER) == 0
    assert store().size(document.latest.sha256)
    assert Reading.objects.exists()


def test_what_is_in_use_is_never_collected(document):
    assert collect(now=LATER) == 0


def test_old_documents_may_go_and_what_is_held_cited_or_of_others_never(house, sari, gita, citra):
    old = {"proves_from": NOW.date().replace(year=2014), "proves_until": NOW.date().replace(year=2014)}
    first = added(house.unit, by=sari, title="Lama", **old)
    held = added(house.unit, by=sari, title="Ditahan", **old)
    cited = added(house.unit, by=sari, title="Dikutip", **old)
    added(house.unit, by=sari, title="Baru")
    added(house.sibling, by=citra, title="Lama milik tetangga", **old)
    kept = added(house.unit, by=sari, title="Disimpan lebih lama", **old)
    type(kept).objects.filter(pk=kept.pk).update(keep_until=NOW.date() + timedelta(days=1))
    actions.hold(held, why="Surat", by=gita, now=NOW)
    cite(cited, sari)

    assert list(may_go(sari, today=NOW.date())) == [first]


def test_a_reading_that_came_late_does_not_keep_a_file_that_nobody_needs(document, sari):
    blob = document.latest.blob
    actions.withdraw(document, why="Salah berkas", by=sari, now=NOW)
    assert let_leave(now=LATER) == 1
    Reading.objects.create(blob=blob, text="isi", at=LATER)
    Preview.objects.create(blob=blob, at=LATER)

    assert collect(now=LATER) == 1
    assert not Reading.objects.exists()
    assert not Preview.objects.exists()
    assert store().size(blob.pk) is None


def test_an_object_without_a_row_goes_and_a_document_keeps_its_own(document, tmp_path):
    left = tmp_path / "left"
    left.write_bytes(b"dibunuh di tengah jalan")
    sha256 = hashlib.sha256(left.read_bytes()).hexdigest()
    store().put(left, sha256=sha256, size=left.stat().st_size)

    assert clear_orphans(now=LATER) == 1
    assert list(store().keys()) == [document.latest.sha256]
