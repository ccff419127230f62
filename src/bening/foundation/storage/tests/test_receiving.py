import errno
import hashlib
import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from bening.foundation.storage import receive
from bening.foundation.storage.failures import Full, ReadOnly, Refused, Unavailable
from bening.foundation.storage.models import Blob, Scan, Upload
from bening.foundation.storage.stores import checked, store

TEXT = b"Notula rapat 12 Maret 2026\n"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def brought(by, name="notula.txt", content=TEXT):
    return receive.receive(SimpleUploadedFile(name, content), by=by, now=timezone.now())


def opened(by, content=TEXT, name="notula.txt"):
    return receive.begin(by=by, name=name, size=len(content), now=timezone.now())


def test_a_file_is_kept_by_its_hash_and_comes_out_as_it_was(budi):
    upload = brought(budi)

    assert upload.blob.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert b"".join(checked(upload.blob.sha256)) == TEXT
    assert upload.blob.scan == Scan.UNSCANNED  # never called clean without a scanner
    assert not list(receive.staging().iterdir())


def test_the_same_content_twice_is_stored_once(budi, citra):
    one, two = brought(budi, "a.txt"), brought(citra, "b.txt")

    assert one.blob_id == two.blob_id
    assert Blob.objects.count() == 1


def test_pieces_come_in_turn_and_a_piece_twice_changes_nothing(budi):
    upload = opened(budi)
    assert receive.append(upload, offset=0, chunk=TEXT[:10]) == 10
    assert receive.append(upload, offset=0, chunk=TEXT[:10]) == 10
    with pytest.raises(receive.OutOfStep) as gap:
        receive.append(upload, offset=12, chunk=TEXT[12:])
    assert gap.value.at == 10
    with pytest.raises(receive.OutOfStep):
        receive.finish(upload, now=timezone.now())
    receive.append(upload, offset=10, chunk=TEXT[10:])

    blob = receive.finish(upload, now=timezone.now())

    assert receive.finish(Upload.objects.get(pk=upload.pk), now=timezone.now()) == blob
    assert b"".join(checked(blob.sha256)) == TEXT


def test_more_than_was_announced_does_not_come_in(budi):
    upload = opened(budi)

    with pytest.raises(receive.OutOfStep):
        receive.append(upload, offset=0, chunk=TEXT + b"x")
    assert receive.received(upload) == 0


def test_a_refused_file_leaves_nothing_but_its_reason(budi):
    upload = opened(budi, b"<html><script>alert(1)</script>", "catatan.txt")
    receive.append(upload, offset=0, chunk=b"<html><script>alert(1)</script>")

    for _ in range(2):
        with pytest.raises(Refused, match="bukan Teks seperti namanya"):
            receive.finish(Upload.objects.get(pk=upload.pk), now=timezone.now())
    assert not Blob.objects.exists()
    assert not list(store().keys())
    assert not list(receive.staging().iterdir())


def test_the_days_quota_is_exact(budi, settings):
    settings.UPLOADS_A_DAY = 3
    for number in range(3):
        brought(budi, f"{number}.txt", f"isi {number}".encode())

    with pytest.raises(Refused, match="Batas unggahan"):
        brought(budi, "4.txt")

    Upload.objects.update(began_at=timezone.now() - timedelta(days=2))
    brought(budi, "4.txt")


def test_a_day_has_so_many_bytes(budi, settings):
    settings.UPLOADED_BYTES_A_DAY = 40

    brought(budi)
    with pytest.raises(Refused, match="Batas unggahan"):
        brought(budi, "lagi.txt")
    brought(budi, "kecil.txt", b"kecil")


@pytest.mark.parametrize(
    ("number", "expected"),
    [(errno.ENOSPC, Full), (errno.EROFS, ReadOnly), (errno.EACCES, ReadOnly), (errno.EIO, Unavailable)],
)
def test_a_disk_in_trouble_says_so_and_leaves_no_row(budi, monkeypatch, number, expected):
    def fails(*_given):
        raise OSError(number, "injected")

    monkeypatch.setattr(os, "link", fails)
    upload = opened(budi)
    receive.append(upload, offset=0, chunk=TEXT)
    with pytest.raises(expected):
        receive.finish(upload, now=timezone.now())
    assert not Blob.objects.exists()

    monkeypatch.undo()
    assert receive.finish(upload, now=timezone.now()).size == len(TEXT)  # nothing was lost: asking again is enough


def test_a_sync_that_fails_is_never_taken_for_success(budi, monkeypatch):
    def fails(_file):
        raise OSError(errno.EIO, "injected")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(Unavailable):
        brought(budi)
    assert not Blob.objects.exists()


class TestByTheDoor:
    @pytest.fixture
    def door(self, as_person, budi):
        return as_person(budi)

    def begin(self, door, content=TEXT, name="notula.txt"):
        return door.post(reverse("storage:begin"), {"name": name, "size": len(content)})

    def send(self, door, address, offset, body):
        return door.post(f"{address}bagian/{offset}/", body, content_type="application/octet-stream")

    def test_a_file_comes_in_pieces_over_a_line_that_breaks(self, door):
        told = self.begin(door).json()
        self.send(door, told["address"], 0, TEXT[:7])
        assert door.get(told["address"]).json()["at"] == 7
        assert self.send(door, told["address"], 9, TEXT[9:]).status_code == 409
        assert self.send(door, told["address"], 7, TEXT[7:]).json() == {"at": len(TEXT)}

        for _ in range(2):
            done = door.post(f"{told['address']}selesai/")
            assert done.status_code == 200
            assert done.json()["whole"] is True
        assert Blob.objects.count() == 1

    @pytest.mark.parametrize("size", ["", "-1", "1e3", "0", "9" * 30, "１２"])
    def test_a_size_that_is_none_is_refused_with_a_sentence(self, door, size):
        answer = door.post(reverse("storage:begin"), {"name": "a.txt", "size": size})

        assert answer.status_code == 422
        assert answer.json()["sentence"]

    def test_another_persons_upload_is_not_there(self, door, as_person, citra):
        told = self.begin(door).json()
        stranger = as_person(citra)

        for answer in (
            stranger.get(told["address"]),
            self.send(stranger, told["address"], 0, TEXT),
            stranger.post(f"{told['address']}selesai/"),
        ):
            assert answer.status_code == 404
        assert door.get(told["address"]).json()["at"] == 0

    @pytest.mark.parametrize("key", ["x", "0" * 43, "a" * 500, "..%2f..%2fetc%2fpasswd"])
    def test_a_key_that_nobody_has_is_not_there(self, door, key):
        assert door.get(f"/unggah/{key}/").status_code == 404

    def test_reading_never_changes(self, door):
        told = self.begin(door).json()

        for address in (f"{told['address']}selesai/", f"{told['address']}bagian/0/", reverse("storage:begin")):
            assert door.get(address).status_code == 405

    def test_a_full_disk_is_507_with_a_sentence(self, door, monkeypatch):
        told = self.begin(door).json()

        def fails(*_given, **_named):
            raise Full

        monkeypatch.setattr(receive, "append", fails)
        answer = self.send(door, told["address"], 0, TEXT)

        assert answer.status_code == 507
        assert "penuh" in answer.json()["sentence"]
