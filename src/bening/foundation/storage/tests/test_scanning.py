"""A scanner that is down never makes a file clean; one that finds something keeps the file in."""

import base64
import os
import shutil
import socket
import struct
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bening.foundation.audit.models import Entry
from bening.foundation.storage import deliver, receive, scan, waiting
from bening.foundation.storage.failures import Refused
from bening.foundation.storage.models import Blob, Scan

# The scanners' own harmless sample, spelt so that no scanner takes this file for one.
EICAR = base64.b64decode(
    b"WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo="
)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def brought(by, content=b"Notula rapat\n"):
    return receive.receive(SimpleUploadedFile("notula.txt", content), by=by, now=timezone.now()).blob


@contextmanager
def fake(answer: bytes | None, *, slow: float = 0):
    """Speak clamd's protocol on loopback: a fake, for what a real scanner cannot be told to do."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        done = threading.Event()

        def serve() -> None:
            while not done.is_set():
                line, _ = listening.accept()
                with line:
                    _read_stream(line)
                    time.sleep(slow)
                    if answer is not None:
                        line.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        done.set()
        socket.create_connection(listening.getsockname()).close()
        thread.join(5)


def _read_stream(line: socket.socket) -> None:
    line.recv(10)
    while len(head := line.recv(4)) == 4 and (size := struct.unpack("!I", head)[0]):
        while size:
            size -= len(line.recv(size))


def test_without_a_scanner_nothing_is_called_clean(budi):
    assert brought(budi).scan == Scan.UNSCANNED


def test_a_file_waits_while_the_scanner_is_down_and_goes_out_once_it_answers(budi, settings):
    settings.CLAMAV = "127.0.0.1:9"
    blob = brought(budi)
    assert blob.scan == Scan.WAITING
    with pytest.raises(Refused, match="menunggu pindai"):
        deliver.download(blob, name="notula.txt")
    assert waiting.scan_again(now=timezone.now()) == {Scan.WAITING: 1}

    with fake(b"stream: OK\0") as settings.CLAMAV:
        assert waiting.scan_again(now=timezone.now()) == {Scan.CLEAN: 1}

    blob.refresh_from_db()
    assert b"".join(deliver.download(blob, name="notula.txt").streaming_content) == b"Notula rapat\n"


@pytest.mark.parametrize("answer", [b"", b"hai\0", b"stream: Can't allocate memory ERROR\0", b"OK\0", None])
def test_an_answer_that_is_none_is_not_taken_for_clean(budi, settings, answer):
    with fake(answer) as settings.CLAMAV:
        assert brought(budi).scan == Scan.WAITING


def test_a_scanner_that_is_too_slow_is_as_good_as_down(budi, settings, monkeypatch):
    monkeypatch.setattr(scan, "TIMEOUT", 0.2)
    with fake(b"stream: OK\0", slow=1) as settings.CLAMAV:
        assert brought(budi).scan == Scan.WAITING


def test_what_is_infected_never_goes_out(budi, settings):
    with fake(b"stream: Win.Test.EICAR_HDB-1 FOUND\0") as settings.CLAMAV:
        blob = brought(budi)

    assert blob.scan == Scan.INFECTED
    assert Entry.objects.get(act="storage.infected").by == budi
    with pytest.raises(Refused, match="malware"):
        deliver.download(blob, name="notula.txt")


@pytest.mark.slow
def test_a_real_scanner_finds_the_sample(budi, settings, tmp_path):
    program = shutil.which("clamd") or ("/usr/sbin/clamd" if os.path.exists("/usr/sbin/clamd") else "")  # noqa: PTH110 -- short
    if not program:
        pytest.skip("ClamAV (clamd) is not installed")
    home = tmp_path / "clam"
    home.mkdir()
    (home / "own.ndb").write_text(f"Contoh.Eicar:0:*:{EICAR.hex()}\n")
    lines = [f"LocalSocket {home}/socket", f"DatabaseDirectory {home}", "Foreground yes", f"LogFile {home}/log"]
    (home / "clamd.conf").write_text("\n".join([*lines, "User root"] if not os.geteuid() else lines) + "\n")
    server = subprocess.Popen(
        [program, "-c", home / "clamd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        settings.CLAMAV = f"{home}/socket"
        for _ in range(200):
            if scan.answers():
                break
            time.sleep(0.1)
        assert brought(budi).scan == Scan.CLEAN
        assert brought(budi, EICAR + b"\n").scan == Scan.INFECTED
        assert Blob.objects.filter(scan=Scan.INFECTED).count() == 1
    finally:
        server.terminate()
        server.wait(20)
