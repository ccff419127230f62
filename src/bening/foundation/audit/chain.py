"""Whether the entries are still what was written: each hashes to what it says and holds the hash of the one before."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from bening.foundation.audit import scanning
from bening.foundation.audit.models import Entry, Head, canonical
from bening.foundation.audit.scanning import BLOCK, DIGEST

GENESIS = "0" * 64
IN_PARALLEL_FROM = 100_000  # entries; below, starting a process takes longer than it saves


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
        return not self.why


@dataclass(slots=True)
class Read:
    """How far the record was read and found whole, and the tree's tiles over that."""

    seq: int = 0
    hash: str = GENESIS
    tiles: list[bytes] = field(default_factory=list)


def verify() -> Verdict:
    """Read the whole record once and name the first entry that is not what was written.

    The head is read first and again at the end, so that what others write meanwhile is no alarm.
    """
    return read_all()[0]


def read_all() -> tuple[Verdict, Read]:
    """Verify, and return what was read as well: the tree over it is computed on the way."""
    read = Read()
    try:
        head = Head.objects.first() or _no_head()
        _read_until(head.seq, read)
        ends_at(head, read)
    except Broken as broken:
        return Verdict(read.seq, broken.at, broken.why), read
    return Verdict(read.seq), read


def read_on(read: Read, until: int) -> Read:
    """Read on from where ``read`` stopped, at the begin of a tile. Raises Broken."""
    _read_until(until, read)
    return read


def hash_of(seq: int, at: datetime, *rest: str | int | None) -> str:
    """Return an entry's hash: number, moment, who, name, act, subject, its id, unit, data as text, the one before."""
    return hashlib.sha256(_text(seq, at, *rest).encode()).hexdigest()


def text_of(entry: Entry) -> str:
    """Return the very text of which the entry's hash is: what an outsider needs to compute it."""
    who = (entry.by_id, entry.by_name)
    what = (entry.act, entry.subject, entry.subject_id, entry.unit_id, canonical(entry.data))
    return _text(entry.seq, entry.at, *who, *what, entry.previous)


def _text(seq: int, at: datetime, *rest: str | int | None) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return canonical((seq, moment, *rest))


# --- the quick way


def _read_until(until: int, read: Read) -> None:
    """Read quickly; where that finds anything odd, read that block slowly: it is named, or found in order."""
    if until - read.seq >= IN_PARALLEL_FROM and _may_part():
        _read_in_parallel(until, read)
    if read.seq == 0 and Entry.objects.filter(seq__lt=1).exists():
        _read_slowly(until, read)
    while read.seq < until:
        whole, tiles = scanning.scan(_rows, connection.vendor, "%s", first=read.seq + 1, last=until)
        read.tiles += tiles
        if whole > read.seq:
            read.seq, read.hash = whole, _hash_at(whole)
        if whole < until and not _read_slowly(min(whole + BLOCK, until), read):
            return  # the end is missing, which the head tells


def _rows(sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found: Sequence[Sequence[Any]] = cursor.fetchall()
            return found
    except DatabaseError as wrong:
        if connection.vendor != "sqlite":
            raise
        raise ValueError from wrong


def _hash_at(seq: int) -> str:
    return str(Entry.objects.values_list("hash", flat=True).get(seq=seq))


def _may_part() -> bool:
    """Say whether other processes would see what this one sees."""
    if connection.in_atomic_block:
        return False
    return connection.vendor == "postgresql" or Path(str(connection.settings_dict["NAME"])).is_file()


def _read_in_parallel(until: int, read: Read) -> None:
    """Part the record among as many processes as there are cores; take what they found whole from the beginning."""
    blocks = -(-(until - read.seq) // BLOCK)
    parts = min(os.cpu_count() or 1, 8)
    edges = [min(read.seq + BLOCK * (blocks * part // parts), until) for part in range(parts + 1)]
    ranges = [(low + 1, high) for low, high in pairwise(edges) if low < high]
    running = [_start(first, last) for first, last in ranges]
    whole = True
    for process, (first, last) in zip(running, ranges, strict=True):
        said, _complaint = process.communicate()
        if not whole or process.returncode:  # read again here, where what is wrong can be said
            whole = False
            continue
        seq = int.from_bytes(said[:8])
        read.tiles += [said[at : at + DIGEST] for at in range(8, len(said), DIGEST)]
        if seq >= first:
            read.seq, read.hash = seq, _hash_at(seq)
        whole = seq == last


def _start(first: int, last: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", scanning.__name__]
    asked = {"vendor": connection.vendor, "where": _where(), "first": first, "last": last}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 -- ourselves
    assert process.stdin  # noqa: S101 -- a pipe was asked for
    process.stdin.write(json.dumps(asked).encode())
    process.stdin.close()
    process.stdin = None
    return process


def _where() -> dict[str, str]:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return {"path": str(settings["NAME"])}
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {name: str(settings[key]) for name, key in named.items() if settings[key]}


# --- the exact way


def _read_slowly(until: int, read: Read) -> bool:
    """Read entry by entry and say whether ``until`` was reached. Raises Broken with the first that is not right."""
    digests: list[bytes] = []
    try:
        _follow_all(until, read, digests, rows_at_once=2_000)
    except ValueError:  # SQLite lets anything stand in any column; one such row makes its whole batch unreadable
        try:
            _follow_all(until, read, digests, rows_at_once=1)
        except ValueError:
            raise Broken(read.seq + 1, _("Isi entri %(seq)d tidak dapat dibaca."), seq=read.seq + 1) from None
    if read.seq < until:
        last = read.seq
        following = Entry.objects.filter(seq__gt=last).order_by("seq").values_list("seq", flat=True).first()
        if following is not None:
            raise _gap(last, following)
    read.tiles += scanning.tiles_of(digests)
    return read.seq >= until


def _follow_all(until: int, read: Read, digests: list[bytes], *, rows_at_once: int) -> None:
    for entry, data in _stream(read.seq, until, rows_at_once):
        _follow(entry, data, seq=read.seq, previous=read.hash)
        read.hash, read.seq = entry.hash, entry.seq
        digests.append(bytes.fromhex(entry.hash))


def _gap(last: int, following: int) -> Broken:
    return Broken(
        last + 1,
        _("Entri %(lost)d hilang; setelah %(last)d langsung %(next)d."),
        lost=last + 1,
        last=last,
        next=following,
    )


def _follow(entry: Entry, data: str, *, seq: int, previous: str) -> None:
    if entry.seq != seq + 1:
        raise _gap(seq, entry.seq)
    if entry.previous != previous:
        raise Broken(entry.seq, _("Entri %(seq)d tidak menyambung ke entri sebelumnya."), seq=entry.seq)
    if not _unchanged(entry, data):
        raise Broken(entry.seq, _("Isi entri %(seq)d berubah setelah dicatat."), seq=entry.seq)


def _stream(after: int, until: int, rows_at_once: int) -> Iterator[tuple[Entry, str]]:
    """Yield each entry with the very text of its data."""
    found = Entry.objects.filter(seq__lte=until)
    rows = (found.filter(seq__gt=after) if after else found).order_by("seq")
    for row in rows.annotate(written=Cast(F("data"), TextField())).iterator(chunk_size=rows_at_once):
        yield row, row.written  # type: ignore[attr-defined]  # the annotation; the plugin loses it on this manager


def _unchanged(entry: Entry, data: str) -> bool:
    try:
        return entry.hash == hash_of(
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


# --- the ends


def _no_head() -> Head:
    first = Entry.objects.order_by("seq").values_list("seq", flat=True).first()
    if first is not None:
        raise Broken(first, _("Penanda entri terakhir hilang."))
    return Head(seq=0, hash=GENESIS)


def ends_at(head: Head, read: Read) -> None:
    """Raise Broken unless what was read ends where ``head`` said, and nothing stands beyond the head of now."""
    seq, last_hash = read.seq, read.hash
    if head.seq != seq:
        raise Broken(seq + 1, _("Entri %(first)d sampai %(last)d hilang dari ujung."), first=seq + 1, last=head.seq)
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    now = Head.objects.values_list("seq", flat=True).first() or 0
    if not isinstance(last, int) or last > now:
        raise Broken(now + 1, _("Entri %(seq)d ada di luar penanda entri terakhir."), seq=now + 1)
    if head.hash != last_hash:
        raise Broken(seq, _("Penanda entri terakhir tidak cocok dengan entri %(seq)d."), seq=seq)
