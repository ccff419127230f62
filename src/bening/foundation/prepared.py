"""A read that happens at every request, its SQL made once.

Building a query costs the ORM several times what the database needs to answer a look-up by key, and saving an answer
is made of such look-ups. Rows still become models the ORM's way, with its converters; columns left out load when
asked for.
"""

from typing import Any, Generic, TypeVar

from django.db import connections, models
from django.db.models import QuerySet

Row = TypeVar("Row", bound=models.Model)
ALIAS = "default"


class Prepared(Generic[Row]):
    """Rows of one table by a plain condition, such as ``user_id = %s``; ``lock`` reads them for update."""

    def __init__(self, model: type[Row], where: str, *, only: tuple[str, ...] = (), lock: bool = False) -> None:
        self._model, self._where, self._lock = model, where, lock
        self._fields = [f for f in model._meta.concrete_fields if not only or f.attname in only]
        self._names = [field.attname for field in self._fields]
        self._made: tuple[str, list[tuple[int, Any, Any]]] | None = None

    def all(self, *values: Any) -> list[Row]:
        """Return every row for which the condition holds."""
        sql, converters = self._made or self._make()
        connection = connections[ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows = [list(row) for row in cursor.fetchall()]
        for position, converting, expression in converters:
            for row in rows:
                for convert in converting:
                    row[position] = convert(row[position], expression, connection)
        return [self._model.from_db(ALIAS, self._names, row) for row in rows]

    def one(self, *values: Any) -> Row:
        """Return the one row; raises the model's DoesNotExist."""
        found = self.all(*values)
        if not found:
            raise self._model.DoesNotExist  # type: ignore[attr-defined]  # every model has its own
        return found[0]

    def _make(self) -> tuple[str, list[tuple[int, Any, Any]]]:
        connection = connections[ALIAS]
        quote, table = connection.ops.quote_name, self._model._meta.db_table
        columns = ", ".join(quote(str(field.column)) for field in self._fields)
        lock = " FOR UPDATE" if self._lock and connection.features.has_select_for_update else ""
        sql = f"SELECT {columns} FROM {quote(table)} WHERE {self._where}{lock}"  # noqa: S608 -- names of ours, values apart
        compiler = QuerySet(self._model).query.get_compiler(connection=connection)
        converters = compiler.get_converters([field.get_col(table) for field in self._fields])
        self._made = sql, [(position, *how) for position, how in converters.items()]
        return self._made


class PreparedUpdate(Generic[Row]):
    """Writes some fields of one row by its key, without building a query."""

    def __init__(self, model: type[Row], fields: tuple[str, ...]) -> None:
        self._model, self._names = model, fields
        self._fields = [model._meta.get_field(name) for name in fields]

    def __call__(self, row: Row) -> None:
        connection = connections[ALIAS]
        quote = connection.ops.quote_name
        values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in self._fields]  # type: ignore[union-attr]  # plain columns
        columns = ", ".join(f"{quote(str(field.column))} = %s" for field in self._fields)  # type: ignore[union-attr]  # as above
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {quote(self._model._meta.db_table)} SET {columns} WHERE id = %s", [*values, row.pk])  # noqa: S608 -- names of ours, values apart


class PreparedInsert(Generic[Row]):
    """Stores a new row and gives it its key, without building a query. The table must have a key of its own."""

    def __init__(self, model: type[Row]) -> None:
        self._table = model._meta.db_table
        self._fields = [field for field in model._meta.concrete_fields if not field.primary_key]

    def __call__(self, row: Row) -> Row:
        connection = connections[ALIAS]
        quote = connection.ops.quote_name
        values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in self._fields]
        columns = ", ".join(quote(str(field.column)) for field in self._fields)
        marks = ", ".join(["%s"] * len(values))
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {quote(self._table)} ({columns}) VALUES ({marks}) RETURNING id", values)  # noqa: S608 -- names of ours, values apart
            row.pk = cursor.fetchone()[0]
        row._state.adding, row._state.db = False, ALIAS  # noqa: SLF001 -- what save() would have said
        return row
