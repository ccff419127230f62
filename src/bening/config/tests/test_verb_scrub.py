"""Stored files are read again from the command line: real processes, on either engine."""

import hashlib
import json
from pathlib import Path

import pytest

FILL = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "bening.config.settings"
django.setup()
from django.utils import timezone
from bening.foundation.storage import receive
for n in range(3):
    receive.keep(f"isi berkas {n}".encode(), name=f"{n}.txt", now=timezone.now())
"""
SECOND = hashlib.sha256(b"isi berkas 1").hexdigest()


@pytest.fixture
def filled(migrated):
    done = migrated.python(FILL)
    assert done.returncode == 0, done.stderr
    return migrated


def test_whole_files_are_whole_and_one_whose_turn_has_not_come_is_not_read(filled):
    done = filled.bening("scrub", "--semua")
    assert (done.returncode, done.stdout) == (0, "3 berkas dibaca (0,0 MB).\n")

    assert json.loads(filled.bening("scrub", "--json").stdout)["read"] == 0


def test_a_flipped_bit_is_named_until_the_file_is_well_again(filled):
    (file,) = Path(filled.environment["BENING_DATA_DIR"]).rglob(SECOND)
    file.write_bytes(b"isi berkas 2")

    done = filled.bening("scrub", "--semua")
    assert done.returncode == 1
    assert f"Rusak: {SECOND}." in done.stdout

    file.write_bytes(b"isi berkas 1")
    found = json.loads(filled.bening("scrub", "--semua", "--json").stdout)
    assert (found["damaged"], found["mended"]) == ([], [SECOND])


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("s3://a:b@127.0.0.1:9/x?tls=tidak", "Penyimpanan berkas sedang tidak dapat dihubungi."),
        ("s3://a:sandi123@h/x/y", "BENING_STORE_URL harus berbentuk s3://"),
    ],
)
def test_a_store_that_is_not_there_is_told_in_a_sentence(filled, url, said):
    done = filled.bening("scrub", "--semua", BENING_STORE_URL=url)

    assert done.returncode == 2
    assert said in done.stderr
    assert "sandi123" not in done.stderr
