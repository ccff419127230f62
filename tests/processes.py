"""A house of its own for tests that start real processes: its data folder, its database, its environment."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.engine import SHARED_URL

ROOT = Path(__file__).parents[1]
FOR_THE_OWNER = (
    "from bening.foundation.wall.actor import act_in_this_process, owner; act_in_this_process(owner('test'))\n"
)


class Process:
    """Runs the verbs of the house in a fresh environment."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def bening(self, *arguments: str, **more: str) -> subprocess.CompletedProcess:
        """Run ``bening`` with these arguments, and these variables over the fresh ones."""
        return self.python("from bening.config.cli import main; raise SystemExit(main())", *arguments, **more)

    def python(self, code: str, *arguments: str, **more: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-W", "error::ResourceWarning", "-c", FOR_THE_OWNER + code, *arguments],
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            cwd=ROOT,
        )

    def start(self, *arguments: str) -> subprocess.Popen:
        code = "from bening.config.cli import main; raise SystemExit(main())"
        return subprocess.Popen([sys.executable, "-c", code, *arguments], env=self.environment, cwd=ROOT)


@pytest.fixture
def process(tmp_path):
    """Return a house without tables: nothing of the developer's reaches it."""
    with _process(tmp_path / "bare") as house:
        yield house


@pytest.fixture(scope="session")
def _laid(tmp_path_factory):
    """Lay the tables once for all tests of this worker."""
    with _process(tmp_path_factory.mktemp("laid")) as house:
        done = house.bening("manage", "migrate", "-v0")
        assert done.returncode == 0, done.stderr
        yield house


@pytest.fixture
def migrated(tmp_path, _laid):
    """Return a house with its tables laid, a copy of its own."""
    folder = tmp_path / "var"
    shutil.copytree(_laid.environment["BENING_DATA_DIR"], folder)
    with _process(folder, template=_laid) as house:
        yield house


@contextmanager
def _process(folder: Path, template: Process | None = None) -> Iterator[Process]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BENING_", "DJANGO_", "PYTEST"))}
    environment = kept | {"BENING_ENV_FILE": os.devnull, "BENING_DATA_DIR": str(folder)}
    environment["PYTHONPATH"] = str(ROOT / "src")
    server = os.environ.get(SHARED_URL)
    if not server:
        yield Process(environment)
        return
    name = f"fresh_{uuid.uuid4().hex[:12]}"
    source = urlsplit(template.environment["BENING_DATABASE_URL"]).path.strip("/") if template else "template1"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
        yield Process(environment | {"BENING_DATABASE_URL": server.replace("/postgres?", f"/{name}?")})
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
