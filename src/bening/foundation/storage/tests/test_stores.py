"""What a store promises, held against a folder and against a real object store."""

import hashlib
import os
import socket
import threading
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from bening.foundation.storage import collecting, stores
from bening.foundation.storage.failures import Damaged, Missing, Unavailable
from bening.foundation.storage.folder import FolderStore
from bening.foundation.storage.models import Blob
from bening.foundation.storage.s3 import S3Store


@pytest.fixture(params=["folder", pytest.param("swift", marks=pytest.mark.slow)])
def kept(request, tmp_path):
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    return S3Store.at(request.getfixturevalue("swift"))


@pytest.fixture
def file(tmp_path):
    """Return a maker of files: their path, hash and size."""

    def made(content: bytes):
        path = tmp_path / uuid.uuid4().hex
        path.write_bytes(content)
        return path, hashlib.sha256(content).hexdigest(), len(content)

    return made


def test_what_is_put_comes_back(kept, file):
    content = os.urandom(50_000)
    path, sha256, size = file(content)

    kept.put(path, sha256=sha256, size=size)

    with kept.open(sha256) as found:
        assert found.read() == content
    with kept.open(sha256, start=49_000) as found:
        assert found.read() == content[49_000:]
    assert kept.size(sha256) == size
    assert sha256 in list(kept.keys())


def test_a_large_content_comes_in_parts_and_comes_back_whole(kept, file):
    content = os.urandom(21 * 1024 * 1024)
    path, sha256, size = file(content)

    kept.put(path, sha256=sha256, size=size)

    with kept.open(sha256) as found:
        assert hashlib.sha256(found.read()).hexdigest() == sha256


def test_putting_twice_is_putting_once(kept, file):
    for _ in range(2):
        path, sha256, size = file(b"sama")
        kept.put(path, sha256=sha256, size=size)

    assert list(kept.keys()).count(sha256) == 1


def test_what_is_not_there_is_missing(kept):
    nothing = hashlib.sha256(os.urandom(8)).hexdigest()

    assert kept.size(nothing) is None
    with pytest.raises(Missing):
        kept.open(nothing)
    kept.delete(nothing)


def test_what_is_deleted_is_gone(kept, file):
    path, sha256, size = file(os.urandom(9))
    kept.put(path, sha256=sha256, size=size)

    kept.delete(sha256)

    assert kept.size(sha256) is None


def test_many_at_once_put_the_same(kept, file):
    content = os.urandom(300_000)
    made = [file(content) for _ in range(8)]
    wrong = []

    def put(one):
        try:
            kept.put(one[0], sha256=one[1], size=one[2])
        except Exception as error:  # noqa: BLE001 -- told by the main thread
            wrong.append(error)

    threads = [threading.Thread(target=put, args=(one,)) for one in made]
    [one.start() for one in threads]
    [one.join() for one in threads]

    assert wrong == []
    with kept.open(made[0][1]) as found:
        assert found.read() == content


def test_a_flipped_bit_is_found_while_reading_and_never_given_out_whole(kept, file, monkeypatch, settings):
    content = os.urandom(3 * 1024 * 1024)
    path, sha256, size = file(content)
    kept.put(path, sha256=sha256, size=size)
    flipped = bytes([content[0] ^ 1]) + content[1:]
    kept.delete(sha256)
    path, _other, size = file(flipped)
    kept.put(path, sha256=sha256, size=size)
    monkeypatch.setattr(stores, "store", lambda: kept)

    given: list[bytes] = []
    with pytest.raises(Damaged):
        given.extend(stores.checked(sha256))
    assert sum(map(len, given)) < size


def test_what_a_broken_write_left_is_let_go_of(kept):
    """Leave what a killed process leaves: a copy beside the contents, or parts that nobody completes."""
    if isinstance(kept, S3Store):
        kept.client.create_multipart_upload(Bucket=kept.bucket, Key="aa/separuh")
    else:
        (kept.root / "aa" / "bb").mkdir(parents=True)
        (kept.root / "aa" / "bb" / ".separuh").write_bytes(b"x")

    assert kept.tidy(before=datetime.now(UTC) - timedelta(days=1)) == 0
    assert kept.tidy(before=datetime.now(UTC) + timedelta(days=1)) == 1
    assert kept.tidy(before=datetime.now(UTC) + timedelta(days=1)) == 0


@contextmanager
def answering(said: bytes):
    """Serve one answer to whoever asks, and count them: a fake, for what a real store cannot be told to do."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        came, done = [], threading.Event()

        def serve() -> None:
            while not done.is_set():
                line, _ = listening.accept()
                with line:
                    came.append(line.recv(65_536))
                    line.sendall(said)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], came
        done.set()
        socket.create_connection(listening.getsockname()).close()
        thread.join(5)


def at(port: int) -> S3Store:
    return S3Store.at(f"s3://a:b@127.0.0.1:{port}/x?tls=tidak")


class TestAStoreThatLies:
    SHA256 = hashlib.sha256(b"isi yang benar").hexdigest()

    def read(self, monkeypatch, port):
        monkeypatch.setattr(stores, "store", lambda: at(port))
        return b"".join(stores.checked(self.SHA256, size=14))

    def test_other_bytes_under_a_friendly_etag_are_not_taken(self, monkeypatch):
        said = (
            b'HTTP/1.1 200 OK\r\nETag: "5d41402abc4b2a76b9719d911017c592"\r\nContent-Length: 14\r\n\r\nisi yang salah'
        )
        with answering(said) as (port, _came), pytest.raises(Damaged):
            self.read(monkeypatch, port)

    def test_a_short_body_that_calls_itself_whole_is_not_taken(self, monkeypatch):
        with (
            answering(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nisi yang") as (port, _came),
            pytest.raises(Damaged),
        ):
            self.read(monkeypatch, port)

    def test_a_line_that_breaks_is_trouble_and_no_damage(self, monkeypatch):
        """Else every blip would raise the alarm of a damaged file."""
        with (
            answering(b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nisi yang") as (port, _came),
            pytest.raises(Unavailable),
        ):
            self.read(monkeypatch, port)

    def test_a_yes_without_an_object_is_no_success(self, file):
        path, sha256, size = file(b"isi")
        said = b'HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: 0\r\n\r\n'
        with answering(said) as (port, _came), pytest.raises(Unavailable):
            at(port).put(path, sha256=sha256, size=size)


def test_a_busy_store_is_asked_five_times_and_then_rests(file):
    path, sha256, size = file(b"isi")
    with answering(b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n") as (port, came):
        kept = at(port)
        with pytest.raises(Unavailable):
            kept.put(path, sha256=sha256, size=size)
        assert len(came) == 5

        with pytest.raises(Unavailable, match="Coba lagi"):
            kept.size(sha256)
        assert len(came) == 5  # nobody else waits for what has just failed

        kept._rests_until = 0  # noqa: SLF001 -- ten seconds later
        with pytest.raises(Unavailable):
            kept.size(sha256)
        assert len(came) == 10


@pytest.mark.django_db
def test_an_object_without_a_row_is_swept_and_one_with_a_row_stays(kept, file, monkeypatch):
    """What a process leaves that was killed between the object and its row."""
    monkeypatch.setattr(collecting, "store", lambda: kept)
    left, needed = file(os.urandom(40)), file(os.urandom(50))
    for path, sha256, size in (left, needed):
        kept.put(path, sha256=sha256, size=size)
    Blob.objects.create(sha256=needed[1], size=needed[2], kind="txt", stored_at=timezone.now())

    collecting.clear_orphans(now=timezone.now(), at_once=1)

    assert kept.size(left[1]) is None
    assert kept.size(needed[1]) == needed[2]
    assert collecting.clear_orphans(now=timezone.now()) == 0


class TestAStoreInTrouble:
    def at(self, port: int) -> S3Store:
        store = S3Store.at(f"s3://a:b@127.0.0.1:{port}/x?tls=tidak")
        store.client.meta.config.retries = {"max_attempts": 1}
        return store

    def test_nobody_at_the_door(self, file):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        path, sha256, size = file(b"isi")

        with pytest.raises(Unavailable, match="tidak dapat dihubungi"):
            self.at(port).put(path, sha256=sha256, size=size)

    @pytest.mark.parametrize("said", [b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n", b"nonsense\r\n\r\n", b""])
    def test_a_store_that_answers_nonsense(self, file, said):
        """Speak to a fake that only refuses: a real store cannot be told to."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.settimeout(20)
            done = threading.Event()

            def answer() -> None:
                while not done.is_set():
                    try:
                        line, _ = listening.accept()
                    except OSError:
                        return
                    with line:
                        line.recv(65_536)
                        line.sendall(said)

            thread = threading.Thread(target=answer, daemon=True)
            thread.start()
            path, sha256, size = file(b"isi")
            with pytest.raises(Unavailable):
                self.at(listening.getsockname()[1]).put(path, sha256=sha256, size=size)
            done.set()
            socket.create_connection(listening.getsockname()).close()
            thread.join(5)
