"""A real object store for tests: OpenStack Swift in an environment of its own, one for a test run."""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "tests/object_store.lock"
# Each of several workers has a server of its own, below the ephemeral range.
NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
URL = f"s3://zi%3Aadmin:s3cret@127.0.0.1:{18_090 + NUMBER}/bukti?tls=tidak"


@pytest.fixture(scope="session")
def swift(tmp_path_factory) -> Iterator[str]:
    """Return the address of an empty bucket on a real object store."""
    python = _environment()
    home = Path("/tmp") / f"bening-swift-{os.getpid()}"  # noqa: S108 -- its other account must reach it; a name of our own
    server = subprocess.Popen(
        [python, ROOT / "tests/swift_server.py", str(home), str(NUMBER)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = server.stdout.readline() if server.stdout else ""
        if said != "ready\n":
            pytest.skip(f"OpenStack Swift does not start: {said}")
        _make_bucket()
        yield URL
    finally:
        server.terminate()
        server.wait(20)
        if server.stdout:
            server.stdout.close()
        subprocess.run(["rm", "-rf", str(home)], check=False)


def _environment() -> Path:
    """Return the Python of Swift's own environment, laid once from the lock."""
    wanted = LOCK.read_text()
    # Not in the checkout: the server gives up being root, and its other account may not reach that.
    place = Path(tempfile.gettempdir()) / f"bening-swift-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"
    python, stamp = place / "bin/python", place / ".stamp"
    with Path(f"{place}.lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)  # one worker lays it, the others wait
        if not (stamp.is_file() and stamp.read_text() == wanted):
            _lay(place)
            stamp.write_text(wanted)
    return python


def _lay(place: Path) -> None:
    uv = next((one for one in (ROOT / ".bening/uv/bin/uv", Path("/usr/local/bin/uv")) if one.exists()), Path("uv"))
    base = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
    try:
        subprocess.run([uv, "venv", "-q", "--clear", "--python", base, place], check=True)
        subprocess.run(
            [uv, "pip", "sync", "-q", "--require-hashes", LOCK],
            check=True,
            env=os.environ | {"VIRTUAL_ENV": str(place), "UV_SYSTEM_CERTS": "1"},
        )
    except (OSError, subprocess.CalledProcessError) as wrong:
        pytest.skip(f"OpenStack Swift cannot be installed here: {wrong}")


def _make_bucket() -> None:
    from bening.foundation.storage.s3 import S3Store  # noqa: PLC0415 -- after the settings are laid

    store = S3Store.at(URL)
    store.client.create_bucket(Bucket=store.bucket)
