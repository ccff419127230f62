"""The verbs that run the house, as real processes."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bening.config.cli import VERBS, main, unexpected

WRITE = """
import sys, django; django.setup()
from datetime import UTC, datetime
from django.db import transaction
from bening.foundation.audit import log
from bening.foundation.wall.actor import act_in_this_process, system
act_in_this_process(system("test"))
for number in range(int(sys.argv[2])):
    with transaction.atomic():
        log.record("test.write", on=("test.thing", f"{sys.argv[1]}-{number}"), by=None, at=datetime.now(tz=UTC))
"""
TOUCH = """
import django; django.setup()
from django.db import connection
from bening.foundation.audit import guards
from bening.foundation.wall.actor import act_in_this_process, owner
act_in_this_process(owner("test"))
with connection.cursor() as cursor:  # who may do everything takes the guards down first
    guards.take_down(cursor.execute, connection.vendor)
    cursor.execute("UPDATE audit_entry SET act = 'x' WHERE seq = 3")
"""
WHOLE = "Jejak audit utuh: %d entri diperiksa.\n0 baris dan 0 titik periksa cocok dengannya.\n"
DJANGO = {"DJANGO_SETTINGS_MODULE": "bening.config.settings"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_audit_verify_says_that_an_untouched_record_is_whole(migrated):
    migrated.python(WRITE, "a", "3", **DJANGO)

    done = migrated.bening("audit", "verify")

    assert (done.returncode, done.stdout) == (0, WHOLE % 3), done.stderr


def test_audit_verify_names_the_first_entry_that_was_touched(migrated):
    migrated.python(WRITE, "a", "5", **DJANGO)
    migrated.python(TOUCH, **DJANGO)

    done = migrated.bening("audit", "verify")

    assert done.returncode == 1
    assert "TIDAK utuh mulai entri 3. Isi entri 3 berubah setelah dicatat." in done.stdout


def test_audit_verify_without_tables_says_what_to_do(process):
    done = process.bening("audit", "verify")

    assert (done.returncode, "Jalankan: ./bening manage migrate" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("wrong", [[], ["hapus"], ["verify", "x"]])
def test_audit_asked_wrongly_says_how_to_ask(process, wrong):
    done = process.bening("audit", *wrong)

    assert (done.returncode, done.stdout) == (2, "")
    assert "Bantuan: bening audit" in done.stderr
    assert "usage" not in done.stderr


def test_audit_verify_as_json_says_where_the_record_is_broken(migrated):
    migrated.python(WRITE, "a", "4", **DJANGO)
    assert json.loads(migrated.bening("audit", "verify", "--json").stdout)["whole"] is True
    migrated.python(TOUCH, **DJANGO)

    done = migrated.bening("audit", "verify", "--json")

    told = json.loads(done.stdout)
    assert (done.returncode, told["whole"], told["broken_at"], told["entries"]) == (1, False, 3, 2)


def test_audit_verify_as_json_gives_its_errors_as_json_too(process):
    done = process.bening("audit", "verify", "--json")

    assert (done.returncode, json.loads(done.stdout)["errors"][0]["rule"]) == (2, "database")


HELPED = [
    *([verb] for verb in VERBS),
    *(["workbook", task] for task in ("blank", "fill", "diff")),
    *(["instrument", task] for task in ("list", "show", "check", "compare")),
    ["audit", "verify"],
]


@pytest.mark.parametrize("verb", HELPED, ids=" ".join)
@pytest.mark.parametrize("asked", ["--help", "-h"])
def test_every_verb_has_help_in_indonesian(capsys, verb, asked):
    try:
        status = main([*verb, asked])
    except SystemExit as left:
        status = left.code

    told = capsys.readouterr()
    assert (status, told.err) == (0, "")
    assert told.out.startswith(f"pakai: bening {' '.join(verb)} ")
    assert not re.search(r"usage|show this|options:|arguments:", told.out)


@pytest.mark.parametrize("verb", ["demo", "serve", "setup", "audit", "score", "plan", "instrument", "workbook"])
def test_an_option_that_no_verb_has_is_told_in_indonesian(capsys, verb):
    with pytest.raises(SystemExit) as left:
        main([verb, "--lukis"])

    assert left.value.code == 2
    told = capsys.readouterr().err
    assert re.search("belum disebut|tidak dikenal", told), told
    assert not re.search(r"usage|error:|unrecognized|required", told)


def test_a_port_that_is_no_number_is_told_in_indonesian(capsys):
    with pytest.raises(SystemExit):
        main(["serve", "--port", "delapan"])

    assert "--port: nilai “delapan” tidak dapat dipakai" in capsys.readouterr().err


@pytest.mark.parametrize(("verb", "promised"), [("score", True), ("manage", False), ("demo", False)])
def test_only_verbs_that_write_nothing_promise_that_nothing_was_changed(capsys, verb, promised):
    assert unexpected(verb, ValueError("galat uji")) == 70

    told = capsys.readouterr().err
    Path(re.search(r"Kirimkan (\S+) kepada", told)[1]).unlink()
    assert ("tidak diubah" in told) is promised


@pytest.mark.slow
def test_many_processes_write_one_record_without_a_gap(migrated):
    code = f"""
import subprocess, sys
running = [subprocess.Popen([sys.executable, "-c", {WRITE!r}, str(n), "40"]) for n in range(6)]
sys.exit(any([one.wait() for one in running]))
"""
    done = migrated.python(code, **DJANGO)
    assert done.returncode == 0, done.stderr

    verdict = migrated.bening("audit", "verify")

    assert verdict.stdout == WHOLE % 240, verdict.stderr


def test_serve_without_tables_says_what_to_do(process):
    done = process.bening("serve", "--port", str(free_port()))

    assert done.returncode == 2
    assert "Jalankan: ./bening manage migrate" in done.stderr


def test_serve_on_a_port_in_use_says_so(process):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = process.bening("serve", "--port", str(port))

    assert done.returncode == 2
    assert f"127.0.0.1:{port} sudah dipakai" in done.stderr


@pytest.fixture
def served(migrated):
    port = free_port()
    running = migrated.start("serve", "--port", str(port))
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/masuk/").close()
                break
            except OSError:
                time.sleep(0.05)
        yield running, port
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(20)


@pytest.mark.slow
def test_a_served_house_opens_its_door_and_gives_its_styles_for_keeps(served):
    _, port = served
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        page = answer.read().decode()
        assert answer.url.endswith("/masuk/?next=/")
    style = re.search(r'href="(/static/bening/base\.[0-9a-f]{12}\.css)"', page).group(1)

    asked = HTTPConnection("127.0.0.1", port)
    asked.request("GET", style, headers={"Accept-Encoding": "gzip"})
    answer = asked.getresponse()
    asked.close()

    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.slow
def test_a_served_house_stops_when_it_is_told_to(served):
    running, port = served

    running.send_signal(signal.SIGTERM)

    assert running.wait(20) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_manage_names_djangos_own_verbs(process):
    assert "migrate" in process.bening("manage", "help").stdout


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_no_terminal_is_too_poor_for_a_score_or_a_refusal(tmp_path, encoding, more):
    bening = Path(sys.executable).with_name("bening")
    half, good = tmp_path / "setengah.json", tmp_path / "baik.json"
    half.write_text(r'{"answers": {"P.1.i.a": "\ud800", "\udfff": 1}}')
    good.write_text('{"answers": {"P.1.i.a": "Ya"}}')

    for file, status in ((half, 2), (good, 0)):
        done = subprocess.run(
            [bening, "score", file, *more], env={"PYTHONIOENCODING": encoding}, capture_output=True, check=False
        )
        assert (done.returncode, b"tidak kami duga" in done.stderr) == (status, False), done.stderr


def test_serve_refuses_a_port_that_there_is_not(process):
    done = process.bening("serve", "--port", "99999")

    assert (done.returncode, done.stderr) == (2, "bening: --port harus bilangan dari 1 sampai 65535.\n")
