"""A database as files and back: SQLite by its backup API, PostgreSQL by COPY in one snapshot."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from bening.config.keeping.layout import CHUNK, Unusable
from bening.foundation.audit import guards

SQLITE, TABLES = "database.sqlite3", "tables.json"
BLOBS = "SELECT sha256, size FROM storage_blob ORDER BY sha256"
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
HEAD = "SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1"
Said = dict[str, list[tuple[Any, ...]]]


def take(folder: Path) -> Said:
    """Write the database into ``folder`` as it is at one moment, and return what it says of itself at that moment."""
    return _take_sqlite(folder) if connection.vendor == "sqlite" else _take_postgres(folder)


def _asked(execute: Any) -> Said:  # noqa: ANN401 -- the cursors of two engines
    return {name: list(execute(sql)) for name, sql in (("blobs", BLOBS), ("migrations", MIGRATIONS), ("head", HEAD))}


def _take_sqlite(folder: Path) -> Said:
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(folder / SQLITE)) as copy:
        source.backup(copy)  # in one step, hence of one moment
        copy.execute("PRAGMA journal_mode=DELETE")
        said = _asked(lambda sql: copy.execute(sql).fetchall())
    (folder / SQLITE).chmod(0o600)
    return said


def _take_postgres(folder: Path) -> Said:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # says who acts, before the snapshot is taken
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

        def answer(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        said = _asked(answer)
        columns = _columns(cursor)
        for table, names in columns.items():
            with (folder / f"{table}.copy").open("wb") as file, connection.connection.cursor() as raw:
                statement = f"COPY (SELECT {_quoted(names)} FROM {_quoted([table])}) TO STDOUT"  # noqa: S608 -- names that the database said
                with raw.copy(statement) as rows:
                    for chunk in rows:
                        file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
    (folder / TABLES).write_text(json.dumps(columns), encoding="utf-8")
    return said


def _columns(cursor: Any) -> dict[str, list[str]]:  # noqa: ANN401 -- Django's own wrapper
    """Return every table with the columns that are written, not computed."""
    cursor.execute(
        "SELECT c.table_name, c.column_name FROM information_schema.columns AS c"
        " JOIN information_schema.tables AS t USING (table_schema, table_name)"
        " WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'"
        " ORDER BY 1, c.ordinal_position"
    )
    found: dict[str, list[str]] = {}
    for table, column in cursor.fetchall():
        found.setdefault(table, []).append(column)
    return found


def _quoted(names: list[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def is_empty() -> bool:
    """Say whether nobody lives here yet: no tables, or no people."""
    with connection.cursor() as cursor:
        if "accounts_user" not in connection.introspection.table_names(cursor):
            return True
        cursor.execute("SELECT count(*) FROM accounts_user")
        found: int = cursor.fetchone()[0]
    return found == 0


def bring(folder: Path, migrations: list[str]) -> None:
    """Put the database of ``folder`` in the place of the one that is here."""
    if connection.vendor == "sqlite":
        _bring_sqlite(folder)
    else:
        _bring_postgres(folder, migrations)
    call_command("migrate", verbosity=0, interactive=False)  # what is older than the code; and the wall


def _bring_sqlite(folder: Path) -> None:
    target = Path(connection.settings_dict["NAME"])
    connection.close()
    if target.exists():
        alone = sqlite3.connect(target, timeout=0.2)
        try:
            alone.execute("PRAGMA journal_mode=DELETE")  # only the last one at the file can leave the write-ahead log
        except sqlite3.OperationalError:
            raise Unusable("basis data sedang dipakai. Hentikan server dan pekerja, lalu ulangi.") from None
        finally:
            alone.close()
    beside = target.with_name(f"{target.name}.pulih")
    with (folder / SQLITE).open("rb") as source, beside.open("wb") as copy:
        shutil.copyfileobj(source, copy, CHUNK)
        copy.flush()
        os.fsync(copy.fileno())
    with closing(sqlite3.connect(beside)) as restored:
        (found,) = restored.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        beside.unlink()
        raise Unusable(f"{folder / SQLITE} rusak ({found}). Pakai cadangan yang lain.")
    for leftover in ("-wal", "-shm"):
        target.with_name(f"{target.name}{leftover}").unlink(missing_ok=True)
    beside.replace(target)


def _bring_postgres(folder: Path, migrations: list[str]) -> None:
    _remove_all()
    executor = MigrationExecutor(connection)
    kept = {(app, name) for app, name in (one.split(".", 1) for one in migrations)}
    graph = executor.loader.graph
    last = [node for node in graph.nodes if node in kept and not _children(graph, node) & kept]
    executor.migrate(last)
    columns = json.loads((folder / TABLES).read_text(encoding="utf-8"))
    with transaction.atomic(), connection.cursor() as cursor:
        here = _columns(cursor)
        unknown = sorted(set(columns) - set(here))
        if unknown:
            raise Unusable(f"{folder / TABLES} menyebut tabel yang tidak dikenal: {', '.join(unknown)}.")
        guards.take_down(cursor.execute, connection.vendor)
        cursor.execute(f"TRUNCATE {_quoted(list(here))}")
        for table in _in_order(cursor, columns):
            statement = f"COPY {_quoted([table])} ({_quoted(columns[table])}) FROM STDIN"
            raw = connection.connection.cursor()
            with (folder / f"{table}.copy").open("rb") as file, raw.copy(statement) as rows:
                while chunk := file.read(CHUNK):
                    rows.write(chunk)
        _go_on_counting(cursor)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a row that refers to nothing is found here, not later
        guards.put_up(cursor.execute, connection.vendor)


def _children(graph: Any, node: tuple[str, str]) -> set[tuple[str, str]]:  # noqa: ANN401 -- Django's own
    return {child.key for child in graph.node_map[node].children if child.key[0] == node[0]}


def _in_order(cursor: Any, columns: dict[str, list[str]]) -> list[str]:  # noqa: ANN401 -- Django's own wrapper
    """Return the tables so that a row comes after what it refers to, where the database does not wait for the end."""
    cursor.execute(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
        " WHERE contype = 'f' AND NOT condeferrable AND connamespace = current_schema()::regnamespace"
    )
    order: TopologicalSorter[str] = TopologicalSorter({table: set() for table in columns})
    for table, above in cursor.fetchall():
        if table != above and table in columns:
            order.add(table, above)
    return [table for table in order.static_order() if table in columns]


def _go_on_counting(cursor: Any) -> None:  # noqa: ANN401 -- Django's own wrapper
    """Let the next number of each table come after those that were brought."""
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
    )
    for table, column in cursor.fetchall():
        name, number = _quoted([table]), _quoted([column])
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), greatest(max({number}), 1), max({number}) IS NOT NULL)"  # noqa: S608 -- names that the database said
            f" FROM {name}",
            [name, column],
        )


def _remove_all() -> None:
    """Remove the tables and functions of this schema; extensions keep theirs."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = [name for (name,) in cursor.fetchall()]
        if tables:
            cursor.execute(f"DROP TABLE {_quoted(tables)} CASCADE")
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc AS p WHERE pronamespace = current_schema()::regnamespace"
            " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION IF EXISTS {name} CASCADE")
