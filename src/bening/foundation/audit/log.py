"""Write an entry, and find out later whether the record is still what was written."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bening.foundation.accounts.models import User
from bening.foundation.audit.bound import ROWS, seals
from bening.foundation.audit.models import Entry, Head, acts, canonical

GENESIS = "0" * 64

# In SQL rather than through models: an entry is part of every write in the house, and this is a third of the price.
LAST = "SELECT seq, hash FROM audit_head WHERE id = 1"
COLUMNS = ("seq", "at", "by_id", "by_name", "act", "subject", "subject_id", "unit_id", "data", "previous", "hash")
INSERT = f"INSERT INTO audit_entry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608 -- ours
ADVANCE = "UPDATE audit_head SET seq = %s, hash = %s WHERE id = 1"


class NotInTransaction(Exception):
    """An entry must live or die with the write that it records."""


class HeadLost(Exception):
    """Entries exist, but the row that names the last of them is gone: nothing may be added."""


class Broken(Exception):
    """The first entry that is not what was written, and why."""

    def __init__(self, at: int, why: str, **names: int) -> None:
        self.at, self.why = at, why % names
        super().__init__(self.why)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the record is whole; if not, the first entry that is not, and why."""

    entries: int
    broken_at: int | None = None
    why: str = ""

    @property
    def whole(self) -> bool:
        return self.broken_at is None


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
        details[ROWS] = vouched
    with connection.cursor() as cursor:
        last, previous = _locked_head(cursor)
        seq = last + 1
        place = unit.pk if unit else None
        named = (seq, at, person, person_name, str(act), subject, subject_id, place)
        written = canonical(details)
        hashed = _hash(*named, written, previous)
        moment = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(INSERT, (seq, moment, *named[2:], written, previous, hashed))
        cursor.execute(ADVANCE, (seq, hashed))
    return Entry.from_db(connection.alias, COLUMNS, (*named, details, previous, hashed))


def name(act: str, words: str | Promise) -> None:
    """Announce how pages call ``act``."""
    acts.add(str(act), words)


def verify() -> Verdict:
    """Read the whole record once, as a stream, and name the first entry that is not what was written.

    The head is read first and again at the end, so that what others write meanwhile is no alarm.
    """
    try:
        return _verify(rows_at_once=2_000)
    except ValueError:  # SQLite lets anything stand in any column; one such row makes its whole batch unreadable
        return _verify(rows_at_once=1)


def _verify(*, rows_at_once: int) -> Verdict:
    previous, seq = GENESIS, 0
    try:
        head = Head.objects.first() or _no_head()
        for entry, data in _stream(head.seq, rows_at_once):
            _follow(entry, data, seq=seq, previous=previous)
            previous, seq = entry.hash, entry.seq
        _end_at(head, seq, previous)
    except Broken as broken:
        return Verdict(seq, broken.at, broken.why)
    except ValueError:
        if rows_at_once > 1:
            raise
        return Verdict(seq, seq + 1, _("Isi entri %(seq)d tidak dapat dibaca.") % {"seq": seq + 1})
    return Verdict(seq)


def _follow(entry: Entry, data: str, *, seq: int, previous: str) -> None:
    if entry.seq != seq + 1:
        raise Broken(
            seq + 1,
            _("Entri %(lost)d hilang; setelah %(last)d langsung %(next)d."),
            lost=seq + 1,
            last=seq,
            next=entry.seq,
        )
    if entry.previous != previous:
        raise Broken(entry.seq, _("Entri %(seq)d tidak menyambung ke entri sebelumnya."), seq=entry.seq)
    if not _unchanged(entry, data):
        raise Broken(entry.seq, _("Isi entri %(seq)d berubah setelah dicatat."), seq=entry.seq)


def _no_head() -> Head:
    first = Entry.objects.order_by("seq").values_list("seq", flat=True).first()
    if first is not None:
        raise Broken(first, _("Penanda entri terakhir hilang."))
    return Head(seq=0, hash=GENESIS)


def _end_at(head: Head, seq: int, last_hash: str) -> None:
    if head.seq != seq:
        raise Broken(seq + 1, _("Entri %(first)d sampai %(last)d hilang dari ujung."), first=seq + 1, last=head.seq)
    if head.hash != last_hash:
        raise Broken(seq, _("Penanda entri terakhir tidak cocok dengan entri %(seq)d."), seq=seq)
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    now = Head.objects.values_list("seq", flat=True).first() or 0
    if last > now:
        raise Broken(now + 1, _("Entri %(seq)d ada di luar penanda entri terakhir."), seq=now + 1)


def _locked_head(cursor: CursorWrapper) -> tuple[int, str]:
    """Return number and hash of the last entry, and keep every other writer waiting until this transaction ends.

    SQLite needs no word for it: its transactions begin IMMEDIATE, one writer at a time.
    """
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    cursor.execute(LAST + lock)
    head = cursor.fetchone()
    if head is None:
        if Entry.objects.exists():
            raise HeadLost("Penanda entri terakhir hilang. Jalankan: ./bening audit verify")
        Head.objects.get_or_create(pk=1, defaults={"seq": 0, "hash": GENESIS})  # another may be first as well
        cursor.execute(LAST + lock)
        head = cursor.fetchone()
    return head[0], head[1]


def _stream(until: int, rows_at_once: int) -> Iterator[tuple[Entry, str]]:
    """Yield each entry with the very text of its data."""
    rows = Entry.objects.filter(seq__lte=until).order_by("seq").annotate(written=Cast(F("data"), TextField()))
    for row in rows.iterator(chunk_size=rows_at_once):
        yield row, row.written  # type: ignore[attr-defined]  # the annotation; the plugin loses it on this manager


def _unchanged(entry: Entry, data: str) -> bool:
    try:
        return entry.hash == _hash(
            entry.seq,
            entry.at,
            entry.by_id,
            entry.by_name,
            entry.act,
            entry.subject,
            entry.subject_id,
            entry.unit_id,
            data,
            entry.previous,
        )
    except (TypeError, ValueError, AttributeError):  # a value no entry could have been written with
        return False


def _hash(seq: int, at: datetime, *rest: str | int | None) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(canonical((seq, moment, *rest)).encode()).hexdigest()
