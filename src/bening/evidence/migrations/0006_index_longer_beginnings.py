"""Let SQLite keep beginnings of up to six letters: one of five that fits thousands of words took half a second."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps as Apps

COLUMNS = "places, title, tags, name, text"


def _lay(schema_editor: BaseDatabaseSchemaEditor, prefix: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        return
    schema_editor.execute("ALTER TABLE evidence_search RENAME TO evidence_search_before")
    schema_editor.execute(
        f"CREATE VIRTUAL TABLE evidence_search"
        f" USING fts5({COLUMNS}, tokenize = 'unicode61 remove_diacritics 0', prefix = '{prefix}')"
    )
    schema_editor.execute(
        f"INSERT INTO evidence_search (rowid, {COLUMNS}) SELECT rowid, {COLUMNS} FROM evidence_search_before"  # noqa: S608 -- our own names
    )
    schema_editor.execute("DROP TABLE evidence_search_before")


def longer(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _lay(schema_editor, "3 4 5 6")


def shorter(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _lay(schema_editor, "3 4")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0005_let_readings_go_with_their_file")]

    operations = [migrations.RunPython(longer, shorter)]
