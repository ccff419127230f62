"""Triggers with which the database itself refuses to change what was recorded.

They stop a slip and a statement that was smuggled in. Whoever owns the database can take them away, which is what the
chain, the tree and the checkpoints are for.
"""

from collections.abc import Callable

APPEND_ONLY = ("audit_entry", "audit_subtree")
KEPT = ("audit_head", "audit_checkpoint")  # these change in one way each, and never go
NEVER = "an audit record is never changed or removed"

FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{NEVER}' USING ERRCODE = 'insufficient_privilege'; END $$"""


def names() -> list[tuple[str, str]]:
    """Return each table with what it refuses."""
    return [(table, "UPDATE") for table in APPEND_ONLY] + [(table, "DELETE") for table in (*APPEND_ONLY, *KEPT)]


def put_up(execute: Callable[[str], object], vendor: str) -> None:
    """Create the triggers on this engine."""
    if vendor == "sqlite":
        for table, verb in names():
            execute(
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"
            )
    elif vendor == "postgresql":
        execute(FUNCTION)
        for table, verb in [*names(), *((table, "TRUNCATE") for table in (*APPEND_ONLY, *KEPT))]:
            execute(
                f"CREATE OR REPLACE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
            )


def take_down(execute: Callable[[str], object], vendor: str) -> None:
    """Remove the triggers: for the way back of a migration, and for tests that clear their database."""
    every = [*names(), *((table, "TRUNCATE") for table in (*APPEND_ONLY, *KEPT))]
    on = vendor == "postgresql"
    for table, verb in every:
        execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb.lower()}" + (f" ON {table}" if on else ""))
