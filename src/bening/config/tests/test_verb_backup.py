"""A house is taken away while it lives, and brought back whole or not at all. Real processes, on either engine."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

FILL = """
import hashlib, os, django
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "bening.config.settings"
django.setup()
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from bening.foundation.accounts.models import User
from bening.foundation.audit import checkpoints, log
from bening.foundation.storage import stores
from bening.foundation.storage.models import Blob, Scan
User.objects.create_user(username="rini", email="rini@contoh.example", password="kata sandi yang panjang", name="Rini")
for n in range(3):
    content = f"isi berkas {n}".encode() * 1000
    sha256 = hashlib.sha256(content).hexdigest()
    file = settings.DATA_DIR / "staging" / sha256
    file.write_bytes(content)
    stores.store().put(file, sha256=sha256, size=len(content))
    Blob.objects.create(sha256=sha256, size=len(content), kind="pdf", scan=Scan.CLEAN, stored_at=timezone.now())
    with transaction.atomic():
        log.record("test.store", on=("storage.blob", sha256), by=None, at=timezone.now())
checkpoints.make(now=timezone.now())
"""
ASK = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "bening.config.settings"
django.setup()
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.storage.models import Blob
from django.db import transaction
from django.utils import timezone
print(*User.objects.order_by("pk").values_list("username", flat=True), Blob.objects.count())
User.objects.create_user(username="baru", email="baru@contoh.example", password="kata sandi yang panjang", name="Baru")
with transaction.atomic():
    log.record("test.after", on=("test.thing", "1"), by=None, at=timezone.now())
"""
KEYS = ("checkpoint.key", "checkpoint.newest")


@pytest.fixture
def lived_in(migrated):
    filled = migrated.python(FILL)
    assert filled.returncode == 0, filled.stderr
    return migrated


@pytest.fixture
def backup(lived_in, tmp_path):
    folder = tmp_path / "cadangan"
    done = lived_in.bening("backup", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == 3
    return folder


def data_of(house):
    return Path(house.environment["BENING_DATA_DIR"])


def empty(house):
    """Leave the house as a new machine would be."""
    if "BENING_DATABASE_URL" in house.environment:
        gone = house.python(
            "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'bening.config.settings'; django.setup()\n"
            "from bening.config.keeping.engines import _remove_all; _remove_all()"
        )
        assert gone.returncode == 0, gone.stderr
    shutil.rmtree(data_of(house))


def test_a_backup_comes_back_on_an_empty_machine_and_verifies(lived_in, backup):
    kept = {name: (data_of(lived_in) / "keys" / name).read_bytes() for name in KEYS}
    empty(lived_in)

    done = lived_in.bening("restore", str(backup))

    assert done.returncode == 0, done.stdout + done.stderr
    assert {name: (data_of(lived_in) / "keys" / name).read_bytes() for name in KEYS} == kept
    assert lived_in.bening("audit", "verify").returncode == 0
    living = lived_in.python(ASK)
    assert living.stdout.strip() == "rini 3", living.stderr  # and new rows get new numbers


def test_nothing_is_put_over_a_house_that_is_lived_in_unless_told_and_then_it_is_kept_first(lived_in, backup):
    assert lived_in.python(ASK).returncode == 0
    refused = lived_in.bening("restore", str(backup))
    assert refused.returncode == 2
    assert "--ganti" in refused.stderr

    done = lived_in.bening("restore", str(backup), "--ganti")

    assert done.returncode == 0, done.stdout + done.stderr
    assert lived_in.python(ASK).stdout.strip() == "rini 3"
    kept = data_of(lived_in) / "sebelum-pemulihan"
    assert lived_in.bening("restore", str(kept), "--ganti").returncode == 0
    assert lived_in.python(ASK.replace("baru@", "lagi@").replace('"baru"', '"lagi"')).stdout.split() == [
        "rini",
        "baru",
        "3",
    ]


def flip(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def generation_of(folder):
    (found,) = folder.glob("cadangan-*")
    return found


def truncate(file):
    file.write_bytes(file.read_bytes()[:-7])


def largest(folder, pattern):
    return max((file for file in folder.glob(pattern) if file.is_file()), key=lambda file: file.stat().st_size)


DAMAGES = {
    "a bit of the database": lambda b: (found := largest(b, "cadangan-*/*[3ey]"), flip(found))[0],
    "a bit of a stored file": lambda b: (found := largest(b, "files/*/*/*"), flip(found))[0],
    "a stored file gone": lambda b: (found := largest(b, "files/*/*/*"), found.unlink())[0],
    "the manifest cut short": lambda b: (found := generation_of(b) / "manifest.json", truncate(found))[0],
    "the manifest gone": lambda b: (found := generation_of(b) / "manifest.json", found.unlink())[0],
    "the list of files cut short": lambda b: (found := generation_of(b) / "files.txt", truncate(found))[0],
    "a key gone": lambda b: (found := generation_of(b) / "keys" / "checkpoint.key", found.unlink())[0],
}


def test_a_damaged_backup_is_refused_by_the_name_of_its_part_and_changes_nothing(lived_in, backup, tmp_path):
    empty(lived_in)
    for name, damage in DAMAGES.items():
        folder = tmp_path / "rusak"
        shutil.copytree(backup, folder)
        part = damage(folder)

        refused = lived_in.bening("restore", str(folder))

        assert refused.returncode == 2, name
        assert str(part) in refused.stderr, name
        assert not (data_of(lived_in) / "bening.sqlite3").exists(), name
        assert not list((data_of(lived_in)).glob("files/*")), name
        shutil.rmtree(folder)


def sealed_again(folder, **changes):
    file = generation_of(folder) / "manifest.json"
    said = json.loads(file.read_text()) | changes
    said.pop("seal")
    said["seal"] = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    file.write_text(json.dumps(said))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"format": 9}, "versi Bening yang lain"),
        ({"migrations": ["accounts.9999_of_the_future"]}, "lebih baru"),
        ({"engine": "lain"}, "BENING_DATABASE_URL"),
    ],
)
def test_a_backup_of_another_version_or_engine_is_refused(lived_in, backup, changes, word):
    sealed_again(backup, **changes)

    refused = lived_in.bening("restore", str(backup))

    assert refused.returncode == 2
    assert word in refused.stderr


def test_the_next_backup_copies_only_what_is_new_and_the_last_ones_stay(lived_in, backup):
    before = {file: file.stat().st_ino for file in backup.glob("files/*/*/*")}
    assert lived_in.bening("backup", str(backup)).returncode == 0
    assert {file: file.stat().st_ino for file in backup.glob("files/*/*/*")} == before
    assert len(list(backup.glob("cadangan-*"))) == 2

    assert lived_in.bening("backup", str(backup), "--simpan", "1").returncode == 0

    assert len(list(backup.glob("cadangan-*"))) == 1
    assert lived_in.bening("restore", str(backup), "--ganti").returncode == 0


def test_a_backup_that_fails_names_the_file_and_leaves_the_older_one(lived_in, backup):
    stored = largest(data_of(lived_in), "files/*/*/*")
    flip(stored)
    (backup / "files" / stored.relative_to(data_of(lived_in) / "files")).unlink()
    before = generation_of(backup)

    failed = lived_in.bening("backup", str(backup))

    assert failed.returncode == 2
    assert stored.name in failed.stderr
    assert generation_of(backup) == before


def test_a_backup_that_did_not_come_to_its_end_is_not_restored(lived_in, backup):
    generation_of(backup).rename(backup / ".setengah-20260101T000000Z")

    refused = lived_in.bening("restore", str(backup))

    assert refused.returncode == 2
    assert "tidak selesai" in refused.stderr
