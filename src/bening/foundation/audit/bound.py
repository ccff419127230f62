"""Rows whose every value an entry vouches for, so that a row edited behind the house's back is found.

A package announces a table with `bind`. An action that writes such rows gives them to `log.record` as ``rows``: the
entry then holds a hash of each row as it stands after the write. The newest entry that names a row must agree with it;
a row that no entry names was put there by somebody else.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models

from bening.foundation.registry import Registry

BOUND = "bound"  # the key of an entry's data under which its rows stand


@dataclass(frozen=True, slots=True)
class Bound:
    """A table and how each of its bound columns becomes text."""

    model: type[models.Model]
    columns: tuple[tuple[str, Callable[[Any], Any]], ...]

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.columns]

    def seal(self, values: Iterable[Any]) -> str:
        """Return the hash of a row's values, in the order of the columns."""
        plain = [None if value is None else say(value) for value, (_, say) in zip(values, self.columns, strict=True)]
        return hashlib.sha256(_plain_json(plain).encode()).hexdigest()


bound: Registry[Bound] = Registry("bound table")


def bind(model: type[models.Model], *, leaving_out: Iterable[str] = ()) -> None:
    """Announce that entries vouch for the rows of ``model``; what is left out may change without an entry."""
    left = frozenset(leaving_out)
    fields = [field for field in model._meta.concrete_fields if field.name not in left and not field.primary_key]
    key = model._meta.pk
    columns = tuple((field.attname, _way(field)) for field in (key, *fields))
    label = model._meta.label_lower
    if label not in bound:
        bound.add(label, Bound(model, columns))


def seals(rows: Iterable[models.Model]) -> Mapping[str, Mapping[str, str]]:
    """Return what an entry holds of ``rows``: the hash of each, by table and key."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        label = row._meta.label_lower
        table = bound[label]
        found.setdefault(label, {})[str(row.pk)] = table.seal([getattr(row, name) for name in table.names])
    return found


def _way(field: Any) -> Callable[[Any], Any]:  # noqa: ANN401 -- a field of any kind
    """Return how a value of ``field`` is written, the same when it comes from a person and from a database."""
    target = field.target_field if field.is_relation else field
    if isinstance(target, models.JSONField):
        return _json
    if isinstance(target, models.DateTimeField):
        return _moment
    if isinstance(target, models.DateField):
        return lambda value: str(target.to_python(value))
    if isinstance(target, models.DecimalField):
        places = target.decimal_places
        return lambda value: f"{target.to_python(value):.{places}f}"
    kept = _KEPT_AS.get(target.get_internal_type())
    return lambda value: value if type(value) is kept else target.to_python(value)


_KEPT_AS: Mapping[str, type] = {"CharField": str, "TextField": str, "BooleanField": bool} | dict.fromkeys(
    ("BigAutoField", "BigIntegerField", "IntegerField", "PositiveSmallIntegerField", "PositiveIntegerField"), int
)
_plain_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
