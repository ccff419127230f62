"""Nobody's text is lost, whoever else types: on the engine of this run, and on SQLite in a file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from bening.assessment.tests import crowd

ROOT = Path(__file__).parents[4]


@pytest.mark.django_db(transaction=True)
def test_people_who_type_at_once_lose_nothing_on_this_engine(house):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has no second connection; the next test uses a file.")
    assessment, people = crowd.crowd(house)

    came_of, wrong = crowd.type_at_once(assessment, people)

    assert wrong == []
    assert set(came_of.values()) == {"Saved", "Overtaken"}
    assert crowd.faults(assessment, came_of) == []


@pytest.mark.slow
def test_people_who_type_at_once_lose_nothing_on_sqlite(tmp_path):
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("BENING_", "DJANGO_"))},
        "BENING_DATA_DIR": str(tmp_path),
        "BENING_ENV_FILE": os.devnull,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }

    ran = subprocess.run(
        [sys.executable, "-m", "bening.assessment.tests.crowd"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )

    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert report["wrong"] == report["faults"] == []
    assert len(report["came_of"]) == 6 * crowd.TURNS
    assert set(report["came_of"].values()) == {"Saved", "Overtaken"}
