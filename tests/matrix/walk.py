"""Every address pattern of the house, and an address for each row of the table."""

import re

from django.urls import URLPattern, URLResolver, get_resolver

from tests.matrix.table import Row


def patterns(resolver=None, prefix: str = "") -> list[str]:
    """Return every pattern that leads to a view, however deep it lies."""
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        whole = prefix + str(one.pattern)
        found += patterns(one, whole) if isinstance(one, URLResolver) else [whole]
        assert isinstance(one, URLPattern | URLResolver)
    return found


def address_of(row: Row, world, place: str) -> str:
    """Return the row's address at a place, filled as the row says."""
    values = {}
    for part in row.parts.split():
        name, given = part.split("=")
        values[name] = given[1:] if given.startswith(":") else world.thing(place, given)
    path = row.at or re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found.group(1)]), row.pattern)
    return f"/{path.lstrip('/')}" + (f"?{row.query}" if row.query else "")


def filled(row: Row, world, place: str) -> dict[str, object]:
    """Return the row's form at a place: ``@unit`` stands for the key of that thing."""
    return {
        name: world.thing(place, value[1:]) if isinstance(value, str) and value.startswith("@") else value
        for name, value in row.form.items()
    }
