"""Which environment the launcher lays, and when: the real launcher, with an installer that only notes its work."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = {"requirements.lock": "run", "requirements-dev.lock": "dev"}
INSTALLER = """#!/bin/sh
case "$1 $2" in
  "venv "*) mkdir -p .venv/bin; printf '#!/bin/sh\\necho "ran $*"\\n' > .venv/bin/bening; chmod +x .venv/bin/bening ;;
  "pip sync") for last; do :; done; echo "$last" >> laid.txt ;;
esac
"""


class House:
    """A checkout with nothing but the launcher and what it reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("bening", "pyproject.toml", *LOCKS):
            shutil.copy2(ROOT / name, folder / name)
        tools = folder / "tools"
        tools.mkdir()
        (tools / "uv").write_text(INSTALLER)
        (tools / "uv").chmod(0o755)
        self.path = f"{tools}:/usr/local/bin:/usr/bin:/bin"

    def run(self, *arguments: str) -> list[str]:
        """Run the launcher and return what it laid by that."""
        noted = self.folder / "laid.txt"
        noted.unlink(missing_ok=True)
        done = subprocess.run(
            ["./bening", *arguments], cwd=self.folder, capture_output=True, text=True, check=False,
            env={"PATH": self.path, "HOME": str(self.folder), "BENING_PYTHON": sys.executable, "LANG": "C.UTF-8"},
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (0, f"ran {' '.join(arguments)}\n"), done.stderr
        return [LOCKS[line] for line in noted.read_text().split()] if noted.exists() else []


@pytest.fixture
def house(tmp_path):
    if os.name != "posix":
        pytest.skip("needs a POSIX shell")
    return House(tmp_path)


def test_each_environment_is_laid_once(house):
    assert house.run("score", "x.json") == ["run"]
    assert house.run("plan") == []
    assert house.run("test") == ["dev"]
    assert house.run("setup") == []


@pytest.mark.parametrize("changed", ["requirements-dev.lock", "pyproject.toml"])
@pytest.mark.parametrize("verb", ["score", "help", "serve", "test", "setup"])
def test_the_developers_environment_is_laid_anew_and_never_stripped(house, changed, verb):
    assert house.run("setup") == ["dev"]
    with (house.folder / changed).open("a") as file:
        file.write("# changed\n")

    assert house.run(verb) == ["dev"]
    assert house.run(verb) == []


def test_the_plain_lock_does_not_concern_the_developers_environment(house):
    house.run("setup")
    with (house.folder / "requirements.lock").open("a") as file:
        file.write("# changed\n")

    assert house.run("score") == []


@pytest.mark.parametrize("asked", ["--help", "-h"])
@pytest.mark.parametrize("verb", ["test", "setup"])
def test_asking_for_help_lays_no_developers_environment(house, verb, asked):
    assert house.run(verb, asked) == ["run"]


def test_an_argument_that_is_called_dev_lays_nothing_more(house):
    assert house.run("score", "dev", "x") == ["run"]
