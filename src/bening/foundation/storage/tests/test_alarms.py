"""What nobody can mend from a page is told to those who can, and once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bening.foundation.accounts.models import Assignment, Role
from bening.foundation.audit.models import Entry
from bening.foundation.notices.models import Notice
from bening.foundation.storage import alarms, deliver, receive, scrub, waiting
from bening.foundation.storage.failures import Damaged, Missing, Refused
from bening.foundation.storage.models import Blob, Scan
from bening.foundation.storage.stores import store
from bening.foundation.storage.tests.test_scanning import fake

NOW = timezone.now()


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def hadi(house):
    """Keeps the platform running."""
    person = house.person("hadi", "Hadi Nugraha")
    Assignment.objects.create(user=person, role=Role.PLATFORM, since=timezone.localdate() - timedelta(days=9))
    return person


@pytest.fixture
def former(house):
    """Kept the platform running until yesterday."""
    person, today = house.person("indah", "Indah Permata"), timezone.localdate()
    Assignment.objects.create(
        user=person, role=Role.PLATFORM, since=today - timedelta(days=9), until=today - timedelta(days=1)
    )
    return person


def brought(by, content=b"Notula rapat\n"):
    return receive.receive(SimpleUploadedFile("notula.txt", content), by=by, now=NOW).blob


def flip(blob, tmp_path, at=0):
    (file,) = tmp_path.rglob(blob.sha256)
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


def told(person):
    return list(Notice.objects.filter(person=person).values_list("subject", flat=True))


@pytest.mark.usefixtures("former")
def test_damage_is_told_once_to_those_who_keep_the_platform_now(budi, hadi, tmp_path):
    blob = brought(budi)
    flip(blob, tmp_path)

    for _ in range(3):
        scrub.scrub(now=NOW, blobs=Blob.objects.all())

    assert told(hadi) == ["Berkas rusak di penyimpanan"]
    assert Notice.objects.count() == 1
    assert Entry.objects.filter(act="storage.damaged").count() == 1


def test_damage_that_a_reader_meets_first_is_refused_and_told(budi, hadi, tmp_path):
    blob = brought(budi)
    flip(blob, tmp_path)

    with pytest.raises(Refused, match="rusak"):
        deliver.download(blob, name="notula.txt")

    blob.refresh_from_db()
    assert blob.damaged_at
    assert told(hadi) == ["Berkas rusak di penyimpanan"]


def test_a_large_damaged_file_breaks_off_before_its_end_and_is_told(budi, hadi, tmp_path):
    blob = brought(budi, b"Laporan\n" * 400_000)
    flip(blob, tmp_path)
    given = []

    with pytest.raises(Damaged):
        given.extend(deliver.download(blob, name="laporan.txt").streaming_content)

    assert sum(map(len, given)) < blob.size
    assert told(hadi) == ["Berkas rusak di penyimpanan"]


def test_a_file_that_is_gone_is_told(budi, hadi):
    blob = brought(budi)
    store().delete(blob.sha256)

    with pytest.raises(Missing):
        deliver.download(blob, name="notula.txt")
    assert told(hadi) == ["Berkas rusak di penyimpanan"]


def test_a_scanner_that_is_down_is_told_once_a_day(budi, hadi, settings):
    settings.CLAMAV = "127.0.0.1:9"
    brought(budi)

    for hours in (0, 1, 25):
        waiting.scan_again(now=NOW + timedelta(hours=hours))

    assert told(hadi) == ["Pemindai malware tidak menjawab"] * 2


def test_malware_in_a_file_that_waited_is_told_and_recorded(budi, hadi, settings):
    settings.CLAMAV = "127.0.0.1:9"
    blob = brought(budi)

    with fake(b"stream: Contoh.Eicar FOUND\0") as settings.CLAMAV:
        assert waiting.scan_again(now=NOW) == {Scan.INFECTED: 1}

    assert set(told(hadi)) == {"Malware ditemukan di berkas", "Pemindai malware tidak menjawab"}
    assert Entry.objects.filter(act="storage.infected", subject_id=blob.pk).count() == 1


def test_a_scanner_that_comes_later_reads_what_came_before(budi, settings):
    blob = brought(budi)

    with fake(b"stream: OK\0") as settings.CLAMAV:
        assert waiting.scan_again(now=NOW) == {Scan.CLEAN: 1}

    blob.refresh_from_db()
    assert blob.scan == Scan.CLEAN


def test_one_file_that_the_scanner_cannot_take_holds_up_no_other(budi, settings, monkeypatch):
    settings.CLAMAV = "127.0.0.1:9"
    first, second = brought(budi, b"terlalu besar"), brought(budi, b"biasa")
    Blob.objects.filter(pk=first.pk).update(stored_at=NOW - timedelta(hours=1))
    asked = []

    def scanner(chunks):
        asked.append(b"".join(chunks))
        if asked[-1] == b"terlalu besar":
            raise waiting.ScannerDown("INSTREAM size limit exceeded. ERROR")
        return Scan.CLEAN

    monkeypatch.setattr(waiting, "scan", scanner)
    monkeypatch.setattr(waiting, "answers", lambda: True)

    assert waiting.scan_again(now=NOW) == {Scan.WAITING: 1, Scan.CLEAN: 1}
    assert list(Blob.objects.filter(scan=Scan.WAITING)) == [first]
    assert list(Blob.objects.filter(scan=Scan.CLEAN)) == [second]


def test_a_damaged_file_in_the_queue_holds_up_no_other(budi, hadi, settings, tmp_path):
    settings.CLAMAV = "127.0.0.1:9"
    first, second = brought(budi, b"pertama"), brought(budi, b"kedua")
    Blob.objects.filter(pk=first.pk).update(stored_at=NOW - timedelta(hours=1))
    flip(first, tmp_path)

    with fake(b"stream: OK\0") as settings.CLAMAV:
        waiting.scan_again(now=NOW)

    second.refresh_from_db()
    assert second.scan == Scan.CLEAN
    assert "Berkas rusak di penyimpanan" in told(hadi)


def test_an_alarm_without_admins_is_still_on_record(budi):
    alarms.damaged(brought(budi), now=NOW)

    assert Entry.objects.filter(act="storage.damaged").exists()
