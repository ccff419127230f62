"""Say of each regional government what its name says; the others stay *pemerintah daerah* until somebody chooses."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BEGINNINGS = {
    "provinsi": (
        "pemerintah provinsi",
        "pemprov",
        "provinsi",
        "pemerintah daerah istimewa",
        "pemerintah daerah khusus",
    ),
    "kabupaten": ("pemerintah kabupaten", "pemkab", "kabupaten"),
    "kota": ("pemerintah kota", "pemkot", "kota"),
}


def tell_apart(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    instansi = apps.get_model("units", "Instansi")
    for one in instansi.objects.using(schema_editor.connection.alias).filter(kind="pemda"):
        for kind, beginnings in BEGINNINGS.items():
            if one.name.lower().startswith(tuple(f"{beginning} " for beginning in beginnings)):
                one.kind = kind
                one.save(update_fields=["kind"])
                break


class Migration(migrations.Migration):
    dependencies = [("units", "0002_say_more_of_units")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]
