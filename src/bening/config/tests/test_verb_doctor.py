"""`bening doctor` finds what is wrong, says how to mend it, and leaves nothing behind."""

import json
from pathlib import Path


def findings(house, **more):
    done = house.bening("doctor", "--json", **more)
    return done.returncode, {one["look"]: one for one in json.loads(done.stdout)}


def test_a_house_in_order_is_well_and_a_probe_leaves_nothing(migrated, tmp_path):
    assert migrated.bening("backup", str(tmp_path / "cadangan")).returncode == 0

    status, found = findings(migrated)

    assert status == 0, found
    assert all(found[look]["well"] for look in ("folder", "kunci", "basis data", "versi", "penyimpanan", "cadangan"))
    stored = Path(migrated.environment["BENING_DATA_DIR"]) / "files"
    assert not [file for file in stored.rglob("*") if file.is_file()]


def test_what_is_wrong_is_named_with_its_remedy(migrated):
    data = Path(migrated.environment["BENING_DATA_DIR"])
    findings(migrated)  # makes the key
    (data / "keys" / "checkpoint.key").chmod(0o644)
    down = {"BENING_MAIL_URL": "smtp://127.0.0.1:9", "BENING_CLAMAV": "127.0.0.1:9"}

    status, found = findings(migrated, **down)

    assert status == 1
    for look, word in (("kunci", "chmod 600"), ("surel", "BENING_MAIL_URL"), ("pemindai", "BENING_CLAMAV")):
        assert not found[look]["well"]
        assert word in found[look]["fix"]
    assert not found["cadangan"]["well"]
    assert "SALAH  surel" in migrated.bening("doctor", **down).stdout


def test_tables_that_are_not_laid_and_those_of_a_later_version_are_told_apart(process, migrated):
    status, found = findings(process)
    assert (status, found["versi"]["well"]) == (1, False)
    assert "migrate" in found["versi"]["fix"]

    later = "INSERT INTO django_migrations (app, name, applied) VALUES ('units', '9999_later', '2030-01-01')"
    done = migrated.python(
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'bening.config.settings'; django.setup()\n"
        f'from django.db import connection; connection.cursor().execute("{later}")'
    )
    assert done.returncode == 0, done.stderr
    status, found = findings(migrated)
    assert status == 1
    assert "lebih baru" in found["versi"]["says"]
