"""Write an entry, and find out later whether the record is still what was written."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, TextField
from django.db.models.functions import Cast

from bening.foundation.accounts.models import User
from bening.foundation.audit.models import Entry, Head, canonical

GENESIS = "0" * 64


class NotInTransaction(Exception):
    """An entry must live or die with the write that it records."""


class HeadLost(Exception):
    """Entries exist, but the row that names the last of them is gone: nothing may be added."""


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


def verify() -> Verdict:
    """Read the whole record once, as a stream, and name the first entry that is not what was written."""
    previous, seq, entries = GENESIS, 0, 0
    for entry, data in _stream():
        if entry.seq != seq + 1:
            return Verdict(entries, seq + 1, f"Entri {seq + 1} hilang; setelah {seq} langsung {entry.seq}.")
        if entry.previous != previous:
            return Verdict(entries, entry.seq, f"Entri {entry.seq} tidak menyambung ke entri sebelumnya.")
        if not _unchanged(entry, data):
            return Verdict(entries, entry.seq, f"Isi entri {entry.seq} berubah setelah dicatat.")
        previous, seq, entries = entry.hash, entry.seq, entries + 1
    head = Head.objects.first()
    last, last_hash = (head.seq, head.hash) if head else (0, GENESIS)
    if head is None and entries:
        return Verdict(entries, seq + 1, "Penanda entri terakhir hilang.")
    if last > seq:
        return Verdict(entries, seq + 1, f"Entri {seq + 1} sampai {last} hilang dari ujung.")
    if last < seq or last_hash != previous:
        return Verdict(entries, last + 1 if last < seq else seq, "Penanda entri terakhir tidak cocok dengan isinya.")
    return Verdict(entries)


def _locked_head() -> Head:
    head = Head.objects.select_for_update().first()
    if head is not None:
        return head
    if Entry.objects.exists():
        raise HeadLost("Penanda entri terakhir hilang. Jalankan: ./bening audit verify")
    Head.objects.get_or_create(pk=1, defaults={"seq": 0, "hash": GENESIS})
    return Head.objects.select_for_update().get(pk=1)


def _stream() -> Iterator[tuple[Entry, str]]:
    rows = Entry.objects.order_by("seq").annotate(written=Cast(F("data"), TextField()))
    for entry in rows.iterator(chunk_size=2_000):
        yield entry, entry.written


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
