"""Write an entry, and find out later whether the record is still what was written."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bening.foundation.accounts.models import User
from bening.foundation.audit.models import Entry, Head, acts, canonical

GENESIS = "0" * 64


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
) -> Entry:
    """Append one entry inside the caller's transaction: three small queries."""
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction("log.record runs inside the transaction of the write that it records.")
    subject, subject_id = on if isinstance(on, tuple) else (on._meta.label_lower, str(on.pk))
    head = _locked_head()
    entry = Entry(
        seq=head.seq + 1,
        at=at,
        by=by,
        by_name=by.name if by else "",
        act=str(act),
        subject=subject,
        subject_id=subject_id,
        unit_id=unit.pk if unit else None,
        data=dict(data or {}),
        previous=head.hash,
    )
    entry.hash = _hash(_fields(entry, canonical(entry.data)))
    entry.save()
    Head.objects.filter(pk=head.pk).update(seq=entry.seq, hash=entry.hash)
    return entry


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


def _locked_head() -> Head:
    head = Head.objects.select_for_update().first()
    if head is not None:
        return head
    if Entry.objects.exists():
        raise HeadLost("Penanda entri terakhir hilang. Jalankan: ./bening audit verify")
    Head.objects.get_or_create(pk=1, defaults={"seq": 0, "hash": GENESIS})
    return Head.objects.select_for_update().get(pk=1)


def _stream(until: int, rows_at_once: int) -> Iterator[tuple[Entry, str]]:
    """Yield each entry with the very text of its data."""
    rows = Entry.objects.filter(seq__lte=until).order_by("seq").annotate(written=Cast(F("data"), TextField()))
    for row in rows.iterator(chunk_size=rows_at_once):
        yield row, row.written  # type: ignore[attr-defined]  # the annotation; the plugin loses it on this manager


def _unchanged(entry: Entry, data: str) -> bool:
    try:
        return entry.hash == _hash(_fields(entry, data))
    except (TypeError, ValueError, AttributeError):  # a value no entry could have been written with
        return False


def _fields(entry: Entry, data: str) -> tuple[Any, ...]:
    return (
        entry.seq,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.by_id,
        entry.by_name,
        entry.act,
        entry.subject,
        entry.subject_id,
        entry.unit_id,
        data,
        entry.previous,
    )


def _hash(fields: tuple[Any, ...]) -> str:
    return hashlib.sha256(canonical(fields).encode()).hexdigest()
