"""A real object store for tests: OpenStack Swift in an environment of its own, one for a test run."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "tests/object_store.lock"
URL = "s3://zi%3Aadmin:s3cret@127.0.0.1:18090/bukti?tls=tidak"


@pytest.fixture(scope="session")
def swift(tmp_path_factory) -> Iterator[str]:
    """Return the address of an empty bucket on a real object store."""
    python = _environment()
    home = Path("/tmp") / f"bening-swift-{os.getpid()}"  # noqa: S108 -- its other account must reach it; a name of our own
    server = subprocess.Popen(
        [python, ROOT / "tests/swift_server.py", str(home)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
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
    place = ROOT / ".bening" / "swift"
    python = place / "bin/python"
    stamp = place / ".stamp"
    wanted = LOCK.read_text()
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
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
    stamp.write_text(wanted)
    return python


def _make_bucket() -> None:
    from bening.foundation.storage.s3 import S3Store  # noqa: PLC0415 -- after the settings are laid

    store = S3Store.at(URL)
    store.client.create_bucket(Bucket=store.bucket)
