"""What the tables held before is told apart by its name, or left for somebody to choose."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from bening.foundation.units.models import Instansi

migration = import_module("bening.foundation.units.migrations.0003_tell_regions_apart")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Pemerintah Provinsi Contoh", "provinsi"),
        ("Pemerintah Kabupaten Contoh", "kabupaten"),
        ("Pemkot Contoh", "kota"),
        ("Pemerintah Kotabaru", "pemda"),
        ("Daerah Contoh", "pemda"),
    ],
)
def test_a_region_is_what_its_name_says(name, kind):
    one = Instansi.objects.create(name=name, short_name="C", kind="pemda")

    migration.tell_apart(apps, SimpleNamespace(connection=connection))

    one.refresh_from_db()
    assert one.kind == kind
