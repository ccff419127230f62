"""`bening demo` as a person runs it."""

import os
import re
import secrets
import signal
import socket
import stat
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.engine import SHARED_URL

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=False)]


def passwords(text):
    return set(re.findall(r"[a-z]+-[a-z]+-[a-z]+-\d{4}", text))


def data(process):
    return Path(process.environment["BENING_DATA_DIR"])


def test_it_prints_who_can_sign_in_and_says_the_same_the_next_time(process):
    first = process.bening("demo", "--no-serve")
    again = process.bening("demo", "--no-serve")

    assert (first.returncode, first.stderr) == (0, "")
    assert re.search(r"Ratih Puspaningrum +Ketua tim ZI +BLSE +ratih +[a-z]+-", first.stdout)
    assert len(passwords(first.stdout)) == 1
    assert again.stdout == first.stdout
    kept = data(process) / "kata-sandi-contoh.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.skipif(SHARED_URL in os.environ, reason="engine: --fresh is for the embedded database")
def test_fresh_begins_anew_but_never_under_a_running_server(process):
    old = passwords(process.bening("demo", "--no-serve").stdout)
    holding = process.python(
        "import sqlite3, subprocess, sys;"
        "held = sqlite3.connect(sys.argv[1]); held.execute('SELECT count(*) FROM accounts_user').fetchone();"
        "code = 'from bening.config.cli import main; raise SystemExit(main())';"
        "raise SystemExit(subprocess.call([sys.executable, '-c', code, 'demo', '--no-serve', '--fresh']))",
        str(data(process) / "bening.sqlite3"),
    )
    new = process.bening("demo", "--no-serve", "--fresh")

    assert holding.returncode == 2
    assert "basis data sedang dipakai" in holding.stderr
    assert new.returncode == 0
    assert passwords(new.stdout) != old


def test_it_refuses_a_database_that_has_other_data(migrated):
    made = migrated.bening(
        "manage", "shell", "-v0", "-c",
        "from bening.foundation.accounts.models import User; User.objects.create_user('asli', password='x')",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr

    refused = migrated.bening("demo", "--no-serve")

    assert refused.returncode == 2
    assert "sudah berisi data lain" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_it_refuses_production(process):
    refused = process.bening(
        "demo",
        "--no-serve",
        BENING_MODE="produksi",
        BENING_SECRET_KEY=secrets.token_urlsafe(48),
        BENING_HOSTS="zi.contoh.invalid",
    )

    assert refused.returncode == 2
    assert "BENING_MODE=produksi" in refused.stderr
    assert not passwords(refused.stdout)


def test_it_takes_the_next_port_and_ends_cleanly(process):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = process.start("demo", "--port", str(port))
        try:
            page = _first_page(port + 1)
        finally:
            server.send_signal(signal.SIGINT)
            status = server.wait(20)

    assert "Masuk ke Bening" in page
    assert status == 0


@pytest.mark.parametrize("arguments", [("--port", "0"), ("--port", "70000"), ("--port", "delapan"), ("--asing",)])
def test_a_slip_of_the_pen_gets_a_sentence_before_anything_is_done(process, arguments):
    refused = process.bening("demo", *arguments)

    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert re.search(r"--port harus|tidak dapat dipakai|tidak dikenal", refused.stderr)
    assert not (data(process) / "bening.sqlite3").exists()


def _first_page(port):
    for _try in range(300):
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
