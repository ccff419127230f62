"""Every file of the corpus goes through the real door; nothing of it runs, leaks or escapes."""

import os
import resource
import socket
import threading
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bening.foundation.storage import deliver, receive
from bening.foundation.storage.examiner import examiner
from bening.foundation.storage.failures import Refused
from bening.foundation.storage.kinds import KINDS
from bening.foundation.storage.models import Blob
from bening.foundation.storage.stores import store
from tests.hostile.corpus import HONEST, every

CASES = every()
ENGLISH = ("error", "invalid", "file is", "Traceback", "exception")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "var"


@pytest.fixture(scope="module")
def canary():
    """Listen where the files point to, and count who comes."""
    came = []
    with socket.create_server(("127.0.0.1", 18_499)) as listening:
        listening.settimeout(0.2)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    came.append(listening.accept())
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield came
        done.set()
        thread.join()


def spent() -> float:
    """Return the CPU time of this process and of all that the examining process has looked into."""
    examiner.ask("guard", path=__file__, kind="txt")
    figures = Path(f"/proc/{examiner._process.pid}/stat").read_text().rpartition(")")[2].split()  # noqa: SLF001 -- as above
    of_the_system = sum(map(int, figures[11:15]))  # user and system, its own and its children's
    return time.process_time() + of_the_system / os.sysconf("SC_CLK_TCK")


def brought(by, name, content):
    file = SimpleUploadedFile("x", content)
    return receive.receive(file, by=by, name=name, now=timezone.now())


def test_the_corpus_is_as_large_as_it_says():
    assert len(CASES) >= 200
    assert len({one.case for one in CASES}) == 12


@pytest.mark.parametrize(("name", "made"), HONEST.items(), ids=HONEST)
def test_an_honest_file_comes_in(budi, name, made):
    upload = brought(budi, name, made())

    assert upload.blob.kind == name.rsplit(".", maxsplit=1)[-1]


@pytest.mark.parametrize("hostile", CASES, ids=str)
def test_a_hostile_file_does_no_harm(budi, canary, tmp_path, hostile):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = spent()
    try:
        upload = brought(budi, hostile.name, hostile.content)
    except Refused as wrong:
        sentence = str(wrong)
    else:
        sentence = ""
        _goes_out_as_a_download(upload)
    assert hostile.refused == bool(sentence), sentence or f"{hostile} came in"
    if sentence:
        assert sentence.endswith(".")
        assert not any(word in sentence for word in ENGLISH)
        assert not Blob.objects.exists()
        assert not list(store().keys())
    assert spent() - started < 10
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 512 * 1024 * 1024
    assert not list(receive.staging().glob("*"))
    assert _outside(tmp_path) == []
    assert canary == []


def _goes_out_as_a_download(upload):
    answer = deliver.download(upload.blob, name=upload.name)

    assert answer.headers["Content-Type"] == KINDS[upload.blob.kind].mime
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert not {"\r", "\n", "\u202e", "/", "\\", "\x00"} & set(upload.name)
    assert len(upload.name) <= 200
    b"".join(answer.streaming_content)


def _outside(tmp_path: Path) -> list[Path]:
    """Return files that stand anywhere but in the house's own folder."""
    return [one for one in tmp_path.rglob("*") if one.is_file() and not one.is_relative_to(tmp_path / "var")]
