"""What anybody may see of the record: checkpoints and proofs, verified by the script that stands alone."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from bening.foundation.audit import checkpoints, keys, log
from bening.foundation.audit.models import Checkpoint, Entry

AT = datetime(2026, 11, 20, 7, 5, 3, tzinfo=UTC)
VERIFIER = Path(__file__).parents[5] / "docs" / "verify" / "bening_verify.py"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"


@pytest.fixture
def record():
    for size in (3, 8, 300):
        for number in range(size - Entry.objects.count()):
            log.record("test.write", on=("test.thing", str(number)), by=None, at=AT, data={"rahasia": "canary"})
        checkpoints.make(now=AT)


def verified(word, said, tmp_path, *more):
    file = tmp_path / "bukti.json"
    file.write_text(json.dumps(said))
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), word, str(file), *more],
        env={}, capture_output=True, text=True, cwd="/", timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode


def test_the_page_shows_checkpoints_and_the_key_and_nothing_of_the_entries(record):
    page = Client().get("/tilik/")

    text = page.content.decode()
    assert page.status_code == 200
    assert str(keys.signing_key().public) in text
    assert Checkpoint.objects.first().text.splitlines()[2] in text
    assert "canary" not in text


def test_the_page_says_so_when_there_is_no_checkpoint_yet():
    assert "Belum ada titik periksa" in Client().get("/tilik/").content.decode()
    assert Client().get("/tilik/terbaru.txt").status_code == 404


def test_the_page_costs_the_same_however_many_there_are(record, django_assert_num_queries):
    with django_assert_num_queries(2):
        Client().get("/tilik/")


def test_the_text_of_a_checkpoint_is_what_was_signed(record):
    newest = Checkpoint.objects.first()

    for address in ("/tilik/300.txt", "/tilik/terbaru.txt"):
        response = Client().get(address)
        assert (response.content.decode(), response["Content-Type"]) == (newest.text, "text/plain; charset=utf-8")
    assert Client().get("/tilik/4.txt").status_code == 404


def test_an_entry_is_proven_to_whoever_knows_its_hash(record, tmp_path):
    key = str(keys.signing_key().public)
    for seq in (1, 256, 257, 300):
        sha256 = Entry.objects.get(seq=seq).hash
        said = Client().get(f"/tilik/entri/{seq}/{sha256}/").json()

        assert verified("entry", said, tmp_path, "--key", key) == 0
        assert verified("entry", {**said, "seq": seq % 300 + 1}, tmp_path) == 1
        assert verified("entry", {**said, "hash": "0" * 64}, tmp_path) == 1
        assert verified("entry", {**said, "proof": said["proof"][1:]}, tmp_path) == 1


@pytest.mark.parametrize("address", ["1/" + "0" * 64, "0/" + "0" * 64, "9999999999999999999999/" + "0" * 64, "1/x"])
def test_without_the_hash_there_is_no_proof(record, address):
    assert Client().get(f"/tilik/entri/{address}/").status_code == 404


def test_a_checkpoint_is_proven_to_continue_every_older_one(record, tmp_path):
    for old, new in ((3, 8), (3, 300), (8, 300), (300, 300)):
        said = Client().get(f"/tilik/lanjutan/{old}/{new}/").json()

        assert verified("growth", said, tmp_path) == 0, (old, new)
        other = Checkpoint.objects.get(size=3 if old != 3 else 8).text
        assert verified("growth", {**said, "old": other}, tmp_path) == 1
        if said["proof"]:
            assert verified("growth", {**said, "proof": said["proof"][:-1]}, tmp_path) == 1
    assert Client().get("/tilik/lanjutan/300/3/").status_code == 404
    assert Client().get("/tilik/lanjutan/4/300/").status_code == 404


def test_the_script_is_handed_out(record):
    response = Client().get("/tilik/bening_verify.py")

    assert response.content == VERIFIER.read_bytes()
    assert response["Content-Disposition"] == 'attachment; filename="bening_verify.py"'
