"""Triggers with which the database itself refuses to change what was recorded.

They stop a slip and a statement that was smuggled in. Whoever owns the database can take them away, which is what the
chain, the tree and the checkpoints are for.
"""

from typing import Any

APPEND_ONLY = ("audit_entry", "audit_subtree")
KEPT = ("audit_head", "audit_checkpoint")  # these change in one way each, and never go
NEVER = "an audit record is never changed or removed"

FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{NEVER}' USING ERRCODE = 'insufficient_privilege'; END $$"""


def names() -> list[tuple[str, str]]:
    """Return each table with what it refuses."""
    return [(table, "UPDATE") for table in APPEND_ONLY] + [(table, "DELETE") for table in (*APPEND_ONLY, *KEPT)]


def put_up(editor: Any) -> None:  # noqa: ANN401 -- a schema editor or a cursor, whatever executes
    """Create the triggers on this engine."""
    if editor.connection.vendor == "sqlite":
        for table, verb in names():
            editor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"
            )
    elif editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION)
        for table, verb in [*names(), *((table, "TRUNCATE") for table in (*APPEND_ONLY, *KEPT))]:
            editor.execute(
                f"CREATE OR REPLACE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
            )


def take_down(editor: Any) -> None:  # noqa: ANN401 -- as above
    """Remove the triggers: for the way back of a migration, and for tests that clear their database."""
    every = [*names(), *((table, "TRUNCATE") for table in (*APPEND_ONLY, *KEPT))]
    on = editor.connection.vendor == "postgresql"
    for table, verb in every:
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb.lower()}" + (f" ON {table}" if on else ""))
