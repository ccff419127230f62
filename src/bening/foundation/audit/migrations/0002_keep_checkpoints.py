from django.db import migrations, models

from bening.foundation.audit import guards


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_begin"),
    ]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name="entri")),
                ("at", models.DateTimeField(verbose_name="waktu")),
                ("text", models.TextField()),
                ("mailed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-size"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Subtree",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField()),
                ("place", models.PositiveBigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=["level", "place"], name="audit_subtree_once")],
            },
        ),
        migrations.RunPython(
            lambda _apps, editor: guards.put_up(editor.execute, editor.connection.vendor),
            lambda _apps, editor: guards.take_down(editor.execute, editor.connection.vendor),
        ),
    ]
