"""Write an entry. `chain` finds out later whether the record is still what was written."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.utils.functional import Promise

from bening.foundation.accounts.models import User
from bening.foundation.audit.bound import BOUND, seals
from bening.foundation.audit.chain import GENESIS, Verdict, hash_of, verify
from bening.foundation.audit.models import Entry, Head, acts, canonical
from bening.foundation.wall.actor import as_system

__all__ = ["GENESIS", "HeadLost", "NotInTransaction", "Verdict", "name", "record", "verify"]

# In SQL rather than through models: an entry is part of every write in the house, and this is a third of the price.
LAST = "SELECT seq, hash FROM audit_head WHERE id = 1"
COLUMNS = ("seq", "at", "by_id", "by_name", "act", "subject", "subject_id", "unit_id", "data", "previous", "hash")
INSERT = f"INSERT INTO audit_entry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608 -- ours
ADVANCE = "UPDATE audit_head SET seq = %s, hash = %s WHERE id = 1"


class NotInTransaction(Exception):
    """An entry must live or die with the write that it records."""


class HeadLost(Exception):
    """Entries exist, but the row that names the last of them is gone: nothing may be added."""


def record(
    act: str,
    *,
    on: models.Model | tuple[str, str],
    by: User | None,
    at: datetime,
    unit: models.Model | None = None,
    data: Mapping[str, Any] | None = None,
    rows: Iterable[models.Model] = (),
) -> Entry:
    """Append one entry inside the caller's transaction: three small queries.

    ``rows`` are those of bound tables that this act wrote, as they stand now: the entry vouches for every value.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction("log.record runs inside the transaction of the write that it records.")
    subject, subject_id = on if isinstance(on, tuple) else (on._meta.label_lower, str(on.pk))
    person, person_name = (by.pk, by.name) if by else (None, "")
    details = dict(data or {})
    if vouched := seals(rows):
        details[BOUND] = vouched
    with connection.cursor() as cursor:
        last, previous = _locked_head(cursor)
        seq = last + 1
        place = unit.pk if unit else None
        named = (seq, at, person, person_name, str(act), subject, subject_id, place)
        written = canonical(details)
        hashed = hash_of(*named, written, previous)
        moment = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(INSERT, (seq, moment, *named[2:], written, previous, hashed))
        cursor.execute(ADVANCE, (seq, hashed))
    return Entry.from_db(connection.alias, COLUMNS, (*named, details, previous, hashed))


def name(act: str, words: str | Promise) -> None:
    """Announce how pages call ``act``."""
    acts.add(str(act), words)


def _locked_head(cursor: CursorWrapper) -> tuple[int, str]:
    """Return number and hash of the last entry, and keep every other writer waiting until this transaction ends.

    SQLite needs no word for it: its transactions begin IMMEDIATE, one writer at a time.
    """
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    cursor.execute(LAST + lock)
    head = cursor.fetchone()
    if head is None:
        with as_system("audit"):  # whose entries there are is not for this person to see
            begun = Entry.objects.exists()
        cursor.execute(LAST + lock)
        if begun and not cursor.fetchone():  # by now it is there if another was first a moment ago
            raise HeadLost("Penanda entri terakhir hilang. Jalankan: ./bening audit verify")
        Head.objects.get_or_create(pk=1, defaults={"seq": 0, "hash": GENESIS})  # another may be first as well
        cursor.execute(LAST + lock)
        head = cursor.fetchone()
    return head[0], head[1]
