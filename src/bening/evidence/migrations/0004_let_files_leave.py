import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def remember_hashes(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("evidence", "Version").objects.filter(sha256="").update(sha256=F("blob_id"))


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_keep_previews"), ("storage", "0001_begin")]

    operations = [
        migrations.AddField("version", "sha256", models.CharField(default="", max_length=64)),
        migrations.AlterField(
            "version",
            "blob",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="storage.blob"
            ),
        ),
        migrations.CreateModel(
            name="Taken",
            fields=[
                (
                    "upload",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="taken",
                        serialize=False,
                        to="storage.upload",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="evidence.version",
                    ),
                ),
            ],
        ),
        migrations.RunPython(remember_hashes, migrations.RunPython.noop),
    ]
