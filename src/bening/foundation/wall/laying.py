"""Lays the second wall on PostgreSQL: a role without rights over tables, two functions, one policy a table.

Run after every `migrate`; nothing happens when the database already says what `table.py` says. SQLite has the first
wall only.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from bening.foundation.wall.actor import acting, owner
from bening.foundation.wall.postgres.base import APP_ROLE
from bening.foundation.wall.table import UNITS, WALLS, Of, OfInstansi, Open, Record, Through, Wall

POLICY = "bening_wall"

ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
        CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    END IF;
    IF NOT pg_has_role(current_user, '{APP_ROLE}', 'MEMBER') THEN
        EXECUTE format('GRANT {APP_ROLE} TO %I', current_user);
    END IF;
EXCEPTION
    WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;  -- without it, or just made
END $$;
"""

GRANTS = f"""
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO {APP_ROLE}', current_schema());
        EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM {APP_ROLE}', current_schema());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO {APP_ROLE}',
                       current_schema());
        EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO {APP_ROLE}', current_schema());
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES'
                       ' TO {APP_ROLE}', current_schema());
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE}',
                       current_schema());
        REVOKE UPDATE, DELETE ON audit_entry FROM {APP_ROLE};
    END IF;
END $$;
"""  # noqa: S608 -- a name of ours

# Which units lie in whole instansi that the actor reaches. It reads the units as the system, or the policy of the units
# would ask it for the units.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION bening_units(permission text) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
    near text := current_setting('bening.near', true);
    broad jsonb := nullif(current_setting('bening.broad', true), '')::jsonb -> permission;
BEGIN
    IF broad IS NOT NULL THEN
        PERFORM set_config('bening.near', ',*:*,', true);
        RETURN QUERY SELECT unit.id FROM units_unit AS unit
        WHERE (broad -> 'instansi' @> to_jsonb(unit.instansi_id)
               OR (broad ? 'nation_but' AND NOT broad -> 'nation_but' @> to_jsonb(unit.instansi_id)))
          AND NOT broad -> 'but' @> to_jsonb(unit.id);
        PERFORM set_config('bening.near', near, true);
    END IF;
END $$;
"""
SEALED = "bening_units"


def lay(using: str = "default") -> bool:
    """Bring the database's wall to what `table.py` says; say whether anything had to be done."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return False
    with acting(owner("wall")), connection.cursor() as cursor:
        cursor.execute(ROLE)
        cursor.execute("SELECT pg_has_role(oid, 'MEMBER') FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        wanted = list(_statements(connection, role=cursor.fetchone() == (True,)))
        seal = hashlib.sha256("\n".join(wanted).encode()).hexdigest()
        cursor.execute(
            "SELECT obj_description(oid, 'pg_proc') FROM pg_proc"
            " WHERE proname = %s AND pronamespace = current_schema()::regnamespace",
            [SEALED],
        )
        found = cursor.fetchone()
        if found and found[0] == seal:
            return False
        for statement in wanted:
            cursor.execute(statement)
        cursor.execute(f"COMMENT ON FUNCTION {SEALED}(text) IS '{seal}'")
    return True


def _statements(connection: BaseDatabaseWrapper, *, role: bool) -> Iterator[str]:
    yield FUNCTIONS
    present = set(connection.introspection.table_names())
    tables = {label: table_of(label) for label in WALLS}
    for label, wall in WALLS.items():
        if tables[label] in present:
            yield from _policies(tables[label], wall)
    if role:
        yield GRANTS + f"-- {' '.join(sorted(present))}"  # a new table is granted, hence another text


def table_of(label: str) -> str:
    """Return the table of a model named in the table of walls."""
    if "." not in label:
        return label
    return str(apps.get_model(label)._meta.db_table)


def _policies(table: str, wall: Wall) -> Iterator[str]:
    for name in (POLICY, f"{POLICY}_append"):
        yield f"DROP POLICY IF EXISTS {name} ON {table}"
    if isinstance(wall, Open):
        yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
        return
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    seen = condition(table, wall)
    if isinstance(wall, Record):
        yield f"CREATE POLICY {POLICY} ON {table} FOR SELECT USING ({seen})"
        written = f"{wall.unit} IS NULL OR {condition(table, replace(UNITS, unit=wall.unit))}"
        somebody = "coalesce(current_setting('bening.actor', true), '') <> ''"
        yield f"CREATE POLICY {POLICY}_append ON {table} FOR INSERT WITH CHECK ({somebody} AND ({written}))"
    else:
        yield f"CREATE POLICY {POLICY} ON {table} USING ({seen})"


def condition(table: str, wall: Wall) -> str:
    """Return which rows of ``table`` the actor reaches, as SQL: the cheap questions first, and cheap to plan."""
    match wall:
        case Of(permission, column, also):
            return " OR ".join(reaches(one, f"{table}.{column}") for one in (permission, *also))
        case Record(permission, column):
            return reaches(permission, f"{table}.{column}")
        case OfInstansi(permission, column):
            units = f"SELECT FROM units_unit AS unit WHERE unit.instansi_id = {table}.{column}"
            return f"{named('*:*')} OR EXISTS ({units} AND ({reaches(permission, 'unit.id')}))"
        case Through(model, here, there, or_none):
            above = table_of(model)
            nothing = f"{table}.{here} IS NULL OR " if or_none else ""
            return f"{named('*:*')} OR {nothing}EXISTS (SELECT FROM {above} WHERE {above}.{there} = {table}.{here})"
        case Open():
            return "true"


def reaches(permission: str, unit: str) -> str:
    everywhere = f"{named('*:*')} OR {named(permission + ':*')}"
    here = f"strpos(current_setting('bening.near', true), ',{permission}:' || {unit} || ',') > 0"
    broad = f"current_setting('bening.broad', true) <> '' AND {unit} IN (SELECT bening_units('{permission}'))"
    return f"{everywhere} OR {here} OR ({broad})"


def named(one: str) -> str:
    return f"strpos(current_setting('bening.near', true), ',{one},') > 0"
