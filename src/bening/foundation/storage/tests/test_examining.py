"""The process that looks into strangers' files holds its limits, and lives on when a file breaks them."""

import io
import os
import time

import pytest
from PIL import Image

from bening.foundation.storage.examiner import Examiner, TooMuch, Unparsable
from tests.hostile.corpus import bombs, packed, word


@pytest.fixture
def examiner():
    one = Examiner()
    yield one
    one.stop()


def number_of(examiner):
    return examiner._process.pid  # noqa: SLF001 -- what only a test wants to know


@pytest.fixture
def heavy(tmp_path):
    """Return a document that is honest and takes a while: some 300 MB of text."""
    path = tmp_path / "besar.odt"
    many = {f"Pictures/{n}.dat": bytes(9 * 1024 * 1024) for n in range(33)}
    path.write_bytes(packed({"mimetype": "application/vnd.oasis.opendocument.text", **many}))
    return path


def test_a_file_that_asks_for_more_time_is_ended_and_the_next_one_is_served(examiner, heavy, tmp_path):
    small = tmp_path / "kecil.docx"
    small.write_bytes(word())
    pdf = tmp_path / "halaman.pdf"
    pdf.write_bytes(next(one for one in bombs() if one.name == "halaman.pdf").content)

    with pytest.raises(TooMuch):
        examiner.ask("guard", path=pdf, kind="pdf", seconds=0)
    assert examiner.ask("guard", path=small, kind="docx") == {}
    assert examiner.ask("guard", path=heavy, kind="odt") == {}


def test_a_file_that_asks_for_more_memory_is_ended(examiner, tmp_path):
    path = tmp_path / "foto.png"
    path.write_bytes(_large_png())

    assert examiner.ask("guard", path=path, kind="png") == {}
    with pytest.raises(TooMuch):
        examiner.ask("guard", path=path, kind="png", memory=16 * 1024 * 1024)


def _large_png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (6_000, 6_000), "white").save(made, "PNG")
    return made.getvalue()


def test_the_process_is_warm_and_the_same(examiner, tmp_path):
    path = tmp_path / "kecil.docx"
    path.write_bytes(word())
    examiner.ask("guard", path=path, kind="docx")
    first = number_of(examiner)

    started = time.monotonic()
    for _ in range(20):
        examiner.ask("guard", path=path, kind="docx")

    assert number_of(examiner) == first
    assert (time.monotonic() - started) / 20 < 0.5


def test_a_process_that_was_killed_is_started_anew(examiner, tmp_path):
    path = tmp_path / "kecil.docx"
    path.write_bytes(word())
    examiner.ask("guard", path=path, kind="docx")
    os.kill(number_of(examiner), 9)

    assert examiner.ask("guard", path=path, kind="docx") == {}


def test_nothing_but_the_named_tasks_is_ever_called(examiner, tmp_path):
    with pytest.raises(Unparsable, match="KeyError"):
        examiner.ask("os:system", path=tmp_path / "x", kind="docx")
