"""What passes is said as such and heals; what is broken is a number on the page and a line in the log."""

import errno
import json
import re

import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from bening.foundation.storage.failures import Full, Unavailable
from bening.foundation.ui import errors  # loaded before a test breaks what it uses
from bening.foundation.ui.failing import trouble_of

SECRET = "SELECT kata_sandi FROM /srv/rahasia"  # noqa: S105 -- stands for what must not be shown
PAGES = ["/unit/", "/penilaian/", "/jejak/", "/bukti/"]


@pytest.fixture
def visitor(eko, as_person):
    client = as_person(eko)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("address", PAGES)
def test_a_fault_shows_a_number_that_the_log_has_too_and_nothing_of_itself(visitor, monkeypatch, caplog, address):
    def fail(*_given, **_named):
        raise RuntimeError(f"{SECRET} {settings.SECRET_KEY}")

    monkeypatch.setattr("django.template.response.TemplateResponse.render", fail)
    monkeypatch.setattr("django.shortcuts.loader.render_to_string", fail)

    answer = visitor.get(address, headers={"Accept": "text/html"})

    said = answer.content.decode()
    (incident,) = re.findall(r"Nomor kejadian: ([0-9A-F]{8})", said)
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    for secret in (SECRET, "rahasia", "RuntimeError", "Traceback", settings.SECRET_KEY, str(settings.DATA_DIR), ".py"):
        assert secret not in said
    (line,) = [record for record in caplog.records if incident in record.getMessage()]
    assert address in line.getMessage()
    assert line.exc_info[0] is RuntimeError
    assert not [record for record in caplog.records if record.name == "django.request"]


@pytest.mark.parametrize(
    ("wrong", "status", "word"),
    [
        (Unavailable(), 503, "Penyimpanan berkas"),
        (Full(), 507, "Ruang penyimpanan penuh"),
        (OSError(errno.ENOSPC, "No space left on device", SECRET), 507, "Ruang di server penuh"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), 503, "tidak dapat dihubungi"),
    ],
)
@pytest.mark.parametrize("asks", ["page", "part", "script"])
def test_what_passes_says_so_and_when_to_come_again(visitor, monkeypatch, wrong, status, word, asks):
    def fail(*_given, **_named):
        raise wrong

    monkeypatch.setattr("django.shortcuts.loader.render_to_string", fail)
    headers = {"page": {"Accept": "text/html"}, "part": {"HX-Request": "true"}, "script": {"Accept": "*/*"}}[asks]

    answer = visitor.get("/unit/", headers=headers)

    kind = {"page": "text/html", "part": "text/plain", "script": "application/json"}[asks]
    said = json.loads(answer.content)["sentence"] if asks == "script" else answer.content.decode()
    assert answer.status_code == status
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Type"].startswith(kind)
    assert word in said
    assert SECRET not in said


def test_a_path_with_a_line_break_stays_one_line_in_the_log(visitor, monkeypatch, caplog):
    def fail(*_given, **_named):
        raise RuntimeError

    monkeypatch.setattr("django.shortcuts.loader.render_to_string", fail)

    visitor.get("/unit/%0Aincident 00000000: GET /palsu")

    said = [record.getMessage() for record in caplog.records if record.name == errors.__name__]
    assert len(said) == 1
    assert "\n" not in said[0]


@pytest.mark.django_db
def test_a_fault_in_our_own_sql_is_not_called_a_passing_trouble():
    with pytest.raises(DatabaseError) as raised, connection.cursor() as cursor:
        cursor.execute("SELECT tidak_ada FROM tidak_ada")

    assert trouble_of(raised.value) is None


def test_what_merely_came_before_does_not_hide_a_fault():
    try:
        try:
            raise OSError(errno.ENOSPC, "full")  # noqa: TRY301 -- the point of the test
        except OSError:
            raise KeyError("ours")  # noqa: B904 -- that is the point
    except KeyError as wrong:
        found = trouble_of(wrong)

    assert found is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "status"), [("53100", 507), ("57P01", 503), ("55P03", 503), ("40P01", 503), ("42P01", None)]
)
def test_what_postgresql_says_is_understood(state, status):
    if connection.vendor != "postgresql":
        pytest.skip("engine: PostgreSQL's own codes")
    with pytest.raises(DatabaseError) as raised, connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$")

    found = trouble_of(raised.value)
    assert (found.status if found else None) == status


# --- real processes

ASK = """
import io, json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "bening.config.settings"
import django; django.setup()
from django.db import connection
from django.test import RequestFactory
from bening.config.wsgi import application
from bening.foundation.accounts.models import User
WORD = "kata sandi yang panjang"
def ask(method, path, **form):
    made = getattr(RequestFactory(), method)(path, form, SERVER_NAME="localhost", HTTP_ACCEPT="text/html")
    environ = made.environ | {"HTTP_COOKIE": "csrf=" + "a" * 32}
    answered = []
    response = application(environ, lambda status, headers: answered.append((int(status.split()[0]), dict(headers))))
    body = b"".join(response).decode()
    response.close()
    return *answered[0], body
def sign_in():
    return ask("post", "/masuk/", login="rini", password=WORD, csrfmiddlewaretoken="a" * 32)
User.objects.create_user(username="rini", email="rini@contoh.example", password=WORD, name="Rini")
"""


def test_a_database_that_another_process_locks_is_said_and_heals(migrated):
    if "BENING_DATABASE_URL" in migrated.environment:
        pytest.skip("engine: SQLite locks the whole file")
    held = (
        "import sqlite3, sys; held = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "held.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()"
    )
    code = f"""
import subprocess
from bening.config import urls
from bening.foundation.access import public
from django.http import HttpResponse
from django.urls import path
@public(because="a test opens it")
def write(request):
    User.objects.update(name="Rini")
    return HttpResponse("ya")
urls.urlpatterns.insert(0, path("tulis/", write))
connection.close()
connection.settings_dict["OPTIONS"]["timeout"] = 0.2
other = subprocess.Popen([sys.executable, "-c", {held!r}, str(connection.settings_dict["NAME"])],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
other.stdout.readline()
locked = ask("get", "/tulis/")
other.communicate()
other.wait()
print(json.dumps([locked[0], locked[1].get("Retry-After"), "sedang sibuk" in locked[2], ask("get", "/tulis/")[0]]))
"""
    done = migrated.python(ASK + code, BENING_MFA="longgar")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [503, "5", True, 200]


def test_a_database_without_room_is_said_and_heals(migrated):
    if "BENING_DATABASE_URL" in migrated.environment:
        pytest.skip("engine: SQLite's own limit stands for the disk's")
    code = """
User.objects.get()
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE isi (x)")
    before = cursor.execute("PRAGMA page_count").fetchone()[0]
    cursor.execute(f"PRAGMA max_page_count={before}")
    try:
        while True:
            cursor.execute("INSERT INTO isi VALUES (zeroblob(300))")
    except Exception:
        pass
from bening.foundation.access import public
@public(because="a test opens it")
def fill(request):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO isi VALUES (zeroblob(90000))")
from bening.config import urls
from django.urls import path
urls.urlpatterns.insert(0, path("isi/", fill))
full = ask("get", "/isi/")
with connection.cursor() as cursor:
    cursor.execute("PRAGMA max_page_count=1000000")
print(json.dumps([full[0], full[1].get("Retry-After"), "Ruang di server penuh" in full[2], sign_in()[0]]))
"""
    done = migrated.python(ASK + code, BENING_MFA="longgar")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [507, "300", True, 302]


def test_backends_that_were_ended_between_requests_are_not_noticed(migrated):
    if "BENING_DATABASE_URL" not in migrated.environment:
        pytest.skip("engine: only PostgreSQL has backends")
    code = """
import psycopg
first = sign_in()[0]
with psycopg.connect(os.environ["BENING_DATABASE_URL"], autocommit=True) as admin:
    ended = admin.execute("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                          " WHERE datname = current_database() AND pid <> pg_backend_pid()").fetchone()[0]
print(json.dumps([first, ended > 0, sign_in()[0], sign_in()[0]]))
"""
    done = migrated.python(ASK + code, BENING_MFA="longgar")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [302, True, 302, 302]


def test_a_backend_that_is_ended_within_a_request_is_said_and_heals(migrated):
    if "BENING_DATABASE_URL" not in migrated.environment:
        pytest.skip("engine: only PostgreSQL has backends")
    code = """
import psycopg
from bening.foundation.access import public
@public(because="a test opens it")
def end(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        with psycopg.connect(os.environ["BENING_DATABASE_URL"], autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", cursor.fetchone())
        cursor.execute("SELECT 1")
from bening.config import urls
from django.urls import path
urls.urlpatterns.insert(0, path("akhir/", end))
ended = ask("get", "/akhir/")
print(json.dumps([ended[0], ended[1].get("Retry-After"), "tidak dapat dihubungi" in ended[2], sign_in()[0]]))
"""
    done = migrated.python(ASK + code, BENING_MFA="longgar")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [503, "30", True, 302]
