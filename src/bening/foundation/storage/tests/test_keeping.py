"""What happens to a stored file later: read again, given out, cleared away."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from bening.foundation.audit.models import Entry
from bening.foundation.storage import collecting, deliver, receive, scrub, sources
from bening.foundation.storage.failures import Refused
from bening.foundation.storage.models import Blob
from bening.foundation.storage.stores import store

NOW = timezone.now()


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def blob(budi):
    return receive.receive(SimpleUploadedFile("notula.txt", b"Notula rapat\n" * 1000), by=budi, now=NOW).blob


def flip(blob, tmp_path):
    (file,) = (one for one in tmp_path.rglob(blob.sha256))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


class TestScrub:
    def test_a_flipped_bit_is_found_alarmed_once_and_never_given_out(self, blob, tmp_path):
        flip(blob, tmp_path)

        for _ in range(2):
            assert scrub.scrub(now=NOW, blobs=Blob.objects.all()).damaged == [blob.pk]

        blob.refresh_from_db()
        assert blob.damaged_at
        assert Entry.objects.filter(act="storage.damaged").count() == 1
        with pytest.raises(Refused, match="rusak"):
            deliver.download(blob, name="notula.txt")

    def test_a_lost_file_is_damage_too(self, blob):
        store().delete(blob.sha256)

        assert scrub.scrub(now=NOW, blobs=Blob.objects.all()).damaged == [blob.pk]

    def test_the_same_file_uploaded_again_mends_it(self, blob, budi, tmp_path):
        flip(blob, tmp_path)
        scrub.scrub(now=NOW, blobs=Blob.objects.all())

        again = receive.receive(SimpleUploadedFile("lagi.txt", b"Notula rapat\n" * 1000), by=budi, now=NOW).blob

        assert again.pk == blob.pk
        assert again.damaged_at is None
        assert scrub.scrub(now=NOW, blobs=Blob.objects.all()).damaged == []

    @pytest.mark.usefixtures("blob")
    def test_each_has_its_turn_once_in_a_cycle(self):
        assert scrub.scrub(now=NOW).read == 0
        assert scrub.scrub(now=NOW + scrub.CYCLE + timedelta(days=1)).read == 1
        assert scrub.scrub(now=NOW + scrub.CYCLE + timedelta(days=2)).read == 0


class TestDelivery:
    def test_a_range_resumes_a_broken_download(self, blob):
        request = RequestFactory().get("/", headers={"Range": "bytes=12990-"})
        answer = deliver.download(blob, name="notula.txt", request=request)

        assert answer.status_code == 206
        assert b"".join(answer.streaming_content) == (b"Notula rapat\n" * 1000)[12990:]
        assert answer.headers["Content-Range"] == f"bytes 12990-12999/{blob.size}"

    @pytest.mark.parametrize("asked", ["bytes=99999-", "bytes=5-2"])
    def test_a_range_that_is_none_is_416(self, blob, asked):
        request = RequestFactory().get("/", headers={"Range": asked})

        assert deliver.download(blob, name="n.txt", request=request).status_code == 416

    @pytest.mark.parametrize("name", ['"; filename=a.bat', "a\r\nX: y", "rapat 😀.txt", "a\u202eb.txt", "é.txt"])
    def test_a_name_cannot_break_out_of_its_header(self, blob, name):
        header = deliver.download(blob, name=receive.kinds.tidy_name(name)).headers["Content-Disposition"]

        assert header.startswith("attachment")
        assert "\n" not in header
        assert header.count("filename") <= 2
        assert "filename=a.bat" not in header.split(";")


class TestCollecting:
    LATER = NOW + timedelta(days=3)

    @pytest.mark.usefixtures("blob")
    def test_a_content_that_nobody_needs_goes_and_one_that_somebody_needs_stays(self, budi, monkeypatch):
        needed = receive.receive(SimpleUploadedFile("b.txt", b"masih perlu"), by=budi, now=NOW).blob
        monkeypatch.setitem(vars(sources.sources)["_things"], "test", lambda blobs: blobs.filter(pk=needed.pk))

        assert collecting.collect(now=NOW) == 0  # its person may still be at the form
        assert collecting.collect(now=self.LATER) == 1

        assert list(Blob.objects.all()) == [needed]
        assert list(store().keys()) == [needed.pk]

    def test_what_is_left_in_staging_goes_and_what_is_coming_stays(self, budi):
        coming = receive.begin(by=budi, name="a.txt", size=9, now=NOW)
        receive.append(coming, offset=0, chunk=b"1234")
        stray = receive.staging() / "stray.part"
        stray.write_bytes(b"x")
        old = (NOW - timedelta(hours=1)).timestamp()
        for file in (stray, receive.staged(coming)):
            os.utime(file, (old, old))

        assert collecting.clear_staging(now=NOW) == 1
        assert receive.staged(coming).exists()
        assert collecting.clear_staging(now=self.LATER) == 1

    def test_an_object_without_a_row_goes_and_one_with_a_row_stays(self, blob, tmp_path):
        orphan, sha256 = tmp_path / "orphan", hashlib.sha256(b"tanpa pemilik").hexdigest()
        orphan.write_bytes(b"tanpa pemilik")
        store().put(orphan, sha256=sha256, size=13)

        assert collecting.clear_orphans(now=NOW) == 1

        assert list(store().keys()) == [blob.pk]

    def test_a_copy_that_broke_off_goes_once_it_is_old(self, blob, tmp_path):
        (kept,) = tmp_path.rglob(blob.sha256)
        beside = kept.with_name(".abc")
        beside.write_bytes(b"separuh")

        assert collecting.clear_orphans(now=NOW) == 0
        assert collecting.clear_orphans(now=self.LATER) == 1
        assert not beside.exists()

    def test_a_file_that_comes_again_while_it_is_collected_is_whole_afterwards(self, budi, monkeypatch):
        """The object goes between the first look and the row, which is the worst moment."""
        kept, lost = type(store()), []
        put = kept.put

        def put_and_lose(self, file, **named):
            put(self, file, **named)
            if not lost:
                lost.append(True)
                self.delete(named["sha256"])

        monkeypatch.setattr(kept, "put", put_and_lose)

        blob = receive.receive(SimpleUploadedFile("c.txt", b"datang lagi"), by=budi, now=NOW).blob

        assert lost
        assert store().size(blob.sha256) == len(b"datang lagi")
