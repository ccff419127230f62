"""What a store promises, held against a folder and against a real object store."""

import hashlib
import os
import socket
import threading
import uuid

import pytest

from bening.foundation.storage import stores
from bening.foundation.storage.failures import Damaged, Missing, Unavailable
from bening.foundation.storage.folder import FolderStore
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
