"""The settings refuse nonsense with a sentence, before anything runs."""

import os
import re
import runpy
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from bening.config import settings

KEY = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcdefghijkl"
PRODUCTION = {"BENING_MODE": "produksi", "BENING_SECRET_KEY": KEY, "BENING_HOSTS": "zi.contoh.example"}


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read the settings under these variables and no others."""

    def run(**given):
        for name in [name for name in os.environ if name.startswith("BENING_")]:
            monkeypatch.delenv(name)
        kept = {"BENING_ENV_FILE": os.devnull, "BENING_DATA_DIR": str(tmp_path / "var")}
        for name, value in (kept | given).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(settings.__file__)

    return run


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"BENING_MODE": "prod"}, "BENING_MODE harus salah satu dari: lokal, produksi, bukan “prod”."),
        ({"BENING_DEBUG": "true"}, "BENING_DEBUG harus “ya” atau “tidak”, bukan “true”."),
        ({"BENING_WORKERS": "0"}, "BENING_WORKERS harus bilangan bulat dari 1 sampai 64, bukan “0”."),
        ({"BENING_THREADS": "dua"}, "BENING_THREADS harus bilangan bulat dari 1 sampai 64, bukan “dua”."),
        ({"BENING_SECRET_KEY": "pendek"}, "BENING_SECRET_KEY harus paling sedikit 50 karakter acak."),
        ({"BENING_DATABASE_URL": "mysql://a/b"}, "BENING_DATABASE_URL harus berbentuk postgresql://"),
        ({"BENING_DATABASE_URL": "postgresql://a@b"}, "BENING_DATABASE_URL harus berbentuk postgresql://"),
        ({"BENING_DATABASE_URL": "postgresql://a@b:x/c"}, "BENING_DATABASE_URL harus berbentuk postgresql://"),
        ({"BENING_MAIL_URL": "http://a"}, "BENING_MAIL_URL harus berbentuk smtp://"),
        ({"BENING_HOSTS": "*"}, "BENING_HOSTS tidak boleh “*”"),
        ({"BENING_HOST": "zi.contoh.example"}, "BENING_HOST tidak dikenal. Lihat .env.example"),
        ({"BENING_DATA_DIR": "/proc/tidak/bisa"}, "Periksa BENING_DATA_DIR."),
        ({"BENING_MFA": "tidak"}, "BENING_MFA harus salah satu dari: wajib, longgar, bukan “tidak”."),
        ({"BENING_OIDC_ID": "bening"}, "BENING_OIDC_URL belum diisi"),
        ({"BENING_SSO_ONLY": "ya"}, "BENING_SSO_ONLY=ya tanpa SSO menutup semua pintu"),
        (PRODUCTION | {"BENING_MFA": "longgar"}, "BENING_MFA=longgar tidak boleh bersama BENING_MODE=produksi"),
        (PRODUCTION | {"BENING_SECRET_KEY": ""}, "BENING_SECRET_KEY wajib diisi"),
        (PRODUCTION | {"BENING_SECRET_KEY": KEY[:49]}, "paling sedikit 50 karakter"),
        (PRODUCTION | {"BENING_HOSTS": ""}, "BENING_HOSTS wajib diisi"),
        (PRODUCTION | {"BENING_DEBUG": "ya"}, "BENING_DEBUG=ya tidak boleh bersama BENING_MODE=produksi"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(read, given, sentence):
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)):
        read(**given)


@pytest.mark.parametrize("verb", [("manage", "check"), ("serve",), ("audit", "verify")], ids=lambda verb: verb[0])
def test_every_verb_refuses_nonsense(process, verb):
    done = process.bening(*verb, BENING_MODE="prod")

    assert done.returncode == 2
    assert done.stderr == "bening: BENING_MODE harus salah satu dari: lokal, produksi, bukan “prod”.\n"


def test_production_passes_djangos_own_checks(process):
    done = process.bening("manage", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_production_cookies_travel_only_under_tls(read):
    found = read(**PRODUCTION)

    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == ("__Host-sesi", "__Host-csrf")


def test_the_local_key_is_made_once_and_is_ones_own(read, tmp_path):
    first, second = read()["SECRET_KEY"], read()["SECRET_KEY"]
    file = tmp_path / "var/secret.key"

    assert first == second == file.read_text()
    assert len(first) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_of_variables_is_read_below_the_environment(read, tmp_path):
    file = tmp_path / "env"
    file.write_text('# catatan\n\nBENING_WORKERS=7\nBENING_THREADS = "3"\n')

    found = read(BENING_ENV_FILE=str(file), BENING_WORKERS="5")

    assert (found["WORKERS"], found["THREADS"]) == (5, 3)


def test_a_line_that_names_nothing_is_refused(read, tmp_path):
    file = tmp_path / "env"
    file.write_text("BENING_WORKERS=7\nBENING_THREADS 3\n")

    with pytest.raises(ImproperlyConfigured, match=r"env baris 2: tulis NAMA=nilai\."):
        read(BENING_ENV_FILE=str(file))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://zi:p%40ss@db.contoh.example:5433/bening", ("bening", "zi", "p@ss", "db.contoh.example", "5433")),
        ("postgresql://zi@/bening?host=/run/pg&sslmode=require", ("bening", "zi", "", "/run/pg", "")),
    ],
)
def test_a_postgresql_is_named_by_its_address(read, url, expected):
    found = read(BENING_DATABASE_URL=url)["DATABASES"]["default"]

    assert tuple(found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected


def test_sqlite_keeps_what_it_acknowledged(migrated):
    if "BENING_DATABASE_URL" in migrated.environment:
        pytest.skip("this run is on PostgreSQL")
    code = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    print([cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")])
print(connection.settings_dict["CONN_MAX_AGE"], connection.transaction_mode)
"""
    done = migrated.python(code, DJANGO_SETTINGS_MODULE="bening.config.settings")

    assert done.stdout.split("\n")[:2] == ["['wal', 2, 1]", "None IMMEDIATE"], done.stderr
