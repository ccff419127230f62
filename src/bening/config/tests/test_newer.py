"""A database that a later version has changed is left alone."""

import pytest

LATER = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "bening.config.settings"
django.setup()
from django.db.migrations.recorder import MigrationRecorder
from django.db import connection
MigrationRecorder(connection).record_applied("units", "9999_from_the_future")
"""


@pytest.mark.parametrize("verb", [["serve", "--port", "0"], ["demo", "--no-serve"]])
def test_a_database_of_a_later_version_is_refused_before_anything_is_touched(migrated, verb):
    laid = migrated.python(LATER)
    assert laid.returncode == 0, laid.stderr

    refused = migrated.bening(*verb)

    assert refused.returncode == 2
    assert "units.9999_from_the_future" in refused.stderr
    assert "versi Bening yang lebih baru" in refused.stderr
    assert "Traceback" not in refused.stderr
