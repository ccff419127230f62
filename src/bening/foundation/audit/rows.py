"""Whether bound rows are what the record says of them; `bound` says how an entry vouches for a row."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DataError, connection
from django.db.models import Max
from django.utils.translation import gettext as _

from bening.foundation.audit.bound import BOUND, Bound, bound
from bening.foundation.audit.models import Entry
from bening.foundation.registry import Registry

AT_ONCE = 2_000
BLOCK = 4_096
TOLD = "SELECT seq, data FROM audit_entry WHERE seq >= %s AND seq < %s AND data LIKE %s ORDER BY seq"
UNREADABLE = (ValueError, TypeError, ArithmeticError, AttributeError, ValidationError, DataError)


@dataclass(frozen=True, slots=True, order=True)
class Wrong:
    """A row that is not what the record says; ``seq`` is the entry that says otherwise, 0 when none speaks of it."""

    seq: int
    row: str
    why: str


derived: Registry[Callable[[], Iterator[Wrong]]] = Registry("check of derived rows")  # what follows from bound rows

Told = dict[str, tuple[int, str]]  # by key: the newest entry that names the row, and the hash that it holds


def check() -> tuple[int, Wrong | None]:
    """Compare every bound row with the newest entry that names it; return how many there are, and the first wrong one.

    First is the one whose entry is the oldest; a row that no entry speaks of comes after those.
    """
    told, count, wrong = _told(), 0, list[Wrong]()
    for label in bound.names():
        rows, found = _compare(label, bound[label], told.get(label, {}))
        count += rows
        wrong += found
    for follow in derived:
        wrong += follow()
    return count, min(wrong, key=lambda one: (one.seq == 0, one.seq, one.row), default=None)


def _told() -> dict[str, Told]:
    """Return what entries say of rows. In SQL rather than through models, which take half as long again."""
    found: dict[str, Told] = {}
    last = Entry.objects.aggregate(last=Max("seq"))["last"] or 0
    with connection.cursor() as cursor:
        for low in range(1, last + 1, BLOCK):
            cursor.execute(TOLD, [low, low + BLOCK, f'%"{BOUND}":%'])
            for seq, data in cursor.fetchall():
                for label, seals in json.loads(data).get(BOUND, {}).items():
                    table = found.setdefault(label, {})
                    for key, seal in seals.items():
                        table[key] = seq, seal
    return found


def _compare(label: str, table: Bound, told: Told) -> tuple[int, list[Wrong]]:
    count, wrong = 0, list[Wrong]()
    for key, seal in _sealed(table):
        count += 1
        seq, said = told.pop(key, (0, ""))
        if seal == said:
            continue
        row = f"{label} {key}"
        if not seq:
            wrong.append(Wrong(0, row, _("Baris %(row)s tidak disebut entri mana pun.") % {"row": row}))
        else:
            sentence = _("Baris %(row)s tidak sama dengan yang dicatat entri %(seq)d.")
            wrong.append(Wrong(seq, row, sentence % {"row": row, "seq": seq}))
    for key, (seq, _said) in told.items():
        row = f"{label} {key}"
        wrong.append(Wrong(seq, row, _("Baris %(row)s hilang; entri %(seq)d mencatatnya.") % {"row": row, "seq": seq}))
    return count, wrong


def _sealed(table: Bound) -> Iterator[tuple[str, str]]:
    """Yield each row's key and hash; a row that cannot be read has an impossible one."""
    every = table.model._base_manager.order_by("pk")  # noqa: SLF001 -- every row, whatever its manager hides
    rows, after = every.values_list(*table.names), None
    try:
        for row in rows.iterator(chunk_size=AT_ONCE):
            yield str(row[0]), table.seal(row)
            after = row[0]
    except UNREADABLE:  # SQLite lets anything stand in any column
        rest = (
            every.values_list("pk", flat=True)
            if after is None
            else every.filter(pk__gt=after).values_list("pk", flat=True)
        )
        for key in list(rest):
            try:
                yield str(key), table.seal(rows.get(pk=key))
            except (*UNREADABLE, ObjectDoesNotExist):
                yield str(key), "?"
