"""The README's commands in a fresh clone, with an empty home and nothing of the developer's around."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[1]
PATH = "/usr/local/bin:/usr/bin:/bin"
OF_THE_OFFICE = re.compile(r"(?i)(pip_|uv_(default_)?index|ssl_cert|[a-z]+_proxy|requests_ca|curl_ca)")
SMALLEST = "asgiref"  # fetched to learn whether the package index answers

pytestmark = pytest.mark.slow


class Clone:
    """A fresh clone in which commands are run as a newcomer would. ``first`` is what the very first one said."""

    first: subprocess.CompletedProcess

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder, self.home = folder, home
        mirror = {name: value for name, value in os.environ.items() if OF_THE_OFFICE.match(name)}
        self.environment = {"PATH": PATH, "HOME": str(home), "LANG": "C.UTF-8", **mirror}

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )

    def start(self, *command: str) -> subprocess.Popen:
        return subprocess.Popen(command, cwd=self.folder, env=self.environment)


def lacking(what: str) -> None:
    """Skip by name on a developer's machine; where everything must be there, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"needs {what}")
    pytest.skip(f"needs {what}")


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Clone:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        lacking("git, and a checkout")
    folder = tmp_path_factory.mktemp("clone") / "bening"
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    home = tmp_path_factory.mktemp("home")
    fresh = Clone(folder, home)
    if not _index_answers(fresh, tmp_path_factory.mktemp("probe")):
        lacking("a package index that answers")
    fresh.first = fresh.run("./bening", "help")
    assert fresh.first.returncode == 0, fresh.first.stderr
    return fresh


def _index_answers(clone: Clone, folder: Path) -> bool:
    fetched = clone.run(
        "python3",
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--no-cache-dir",
        "--retries=1",
        "-d",
        str(folder),
        SMALLEST,
    )
    return fetched.returncode == 0


def test_help_lists_the_verbs_and_lays_the_environment_once(clone):
    first = clone.first
    again = clone.run("./bening", UV_DEFAULT_INDEX="http://127.0.0.1:9/", PIP_INDEX_URL="http://127.0.0.1:9/")

    assert "Menyiapkan lingkungan" in first.stderr
    for verb in ("demo", "test", "serve", "score", "plan", "instrument", "workbook", "audit"):
        assert re.search(rf"^  {verb} ", first.stdout, re.MULTILINE)
    assert (again.returncode, again.stdout, again.stderr) == (0, first.stdout, "")


def test_answers_are_scored_without_a_browser(clone):
    answers = {"P.1.i.a": "Ya", "P.1.i.b": "B", "R.1.i.a": {"agen": 4, "perubahan": 3}, "H.1.a": 3.7}
    (clone.folder / "jawaban.json").write_text(json.dumps({"answers": answers}))

    scored = clone.run("./bening", "score", "jawaban.json", "--json")

    assert scored.returncode == 0, scored.stderr
    found = json.loads(scored.stdout)
    assert found["completeness"] == {"answered": 4, "questions": 113}
    assert found["scores"]["P.1"] == "0.375"
    assert found["scores"]["R.1"] == "0.75"
    assert found["scores"]["H.1.a"] == "16.1875"


def test_the_demo_is_set_up_and_served(clone):
    prepared = clone.run("./bening", "demo", "--no-serve")
    assert prepared.returncode == 0, prepared.stderr
    assert re.search(r"Ketua tim ZI +BLSE +ratih +[a-z]+-[a-z]+-[a-z]+-\d{4}", prepared.stdout)

    port = _free_port()
    server = clone.start("./bening", "serve", "--port", str(port))
    try:
        page = _page(f"http://127.0.0.1:{port}/")
        styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
        first_style = _page(f"http://127.0.0.1:{port}{styles[0]}")
    finally:
        server.send_signal(signal.SIGINT)
        status = server.wait(20)

    assert "Masuk ke Bening" in page
    assert "--accent" in first_style
    assert status == 0


def test_nothing_is_left_outside_the_clone_but_a_cache(clone):
    assert {path.name for path in clone.home.iterdir()} <= {".cache"}


def test_a_missing_pip_is_named_with_the_command_that_brings_it(clone, tmp_path):
    bare = tmp_path / "python3"  # a Python new enough, with neither pip nor ensurepip
    bare.write_text(
        f'#!/bin/sh\ncase "$*" in *version_info*) exit 0 ;; *sys.executable*) echo {bare} ;; *) exit 1 ;; esac\n'
    )
    bare.chmod(0o755)
    other = tmp_path / "clone"
    other.mkdir()
    for name in ("bening", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy2(clone.folder / name, other / name)

    refused = Clone(other, clone.home).run("./bening", "help", BENING_PYTHON=str(bare), PATH="/usr/bin:/bin")

    assert refused.returncode == 1
    assert "apt install python3-pip" in refused.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _page(address: str) -> str:
    for _try in range(200):
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310 -- our own server
                return answer.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")
