"""The table behind the cache: how often somebody tried to sign in must be counted once for all processes."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def create(_apps: Any, schema_editor: Any) -> None:  # noqa: ANN401 -- Django's own are not exported
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
