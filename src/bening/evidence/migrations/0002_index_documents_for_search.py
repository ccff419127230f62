"""The table in which documents are searched. It is no model: each engine has its own kind of index."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE VIRTUAL TABLE evidence_search
USING fts5(places, title, tags, name, text, tokenize = 'unicode61 remove_diacritics 0', prefix = '3 4')
"""
POSTGRESQL = """
CREATE TABLE evidence_search (
  document_id bigint PRIMARY KEY,
  heading tsvector NOT NULL,
  whole tsvector NOT NULL
);
CREATE INDEX evidence_search_heading ON evidence_search USING gin (heading);
CREATE INDEX evidence_search_whole ON evidence_search USING gin (whole);
"""


def lay(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def lift(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP TABLE evidence_search")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_begin")]

    operations = [migrations.RunPython(lay, lift)]
