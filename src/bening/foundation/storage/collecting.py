"""Clears away what nobody needs: staged files that were left, and contents that no table refers to."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction

from bening.foundation.storage.models import Blob, Upload
from bening.foundation.storage.receive import GUARD_LOCK, staged, staging
from bening.foundation.storage.sources import sources
from bening.foundation.storage.stores import store

LEFT_FOR = timedelta(days=1)  # an upload that nobody goes on with
STRAY_FOR = timedelta(minutes=15)  # a staged file that no upload names
UNUSED_FOR = timedelta(days=1)  # a content that no document has taken up; its person may still be at the form


def clear_staging(*, now: datetime) -> int:
    """Remove staged files of uploads that ended or were left, and strays; returns how many."""
    waiting = {staged(one).name for one in Upload.objects.filter(blob=None, refused="", changed_at__gt=now - LEFT_FOR)}
    cleared = 0
    for file in staging().glob("*") if staging().is_dir() else ():
        old = file.stat().st_mtime < (now - STRAY_FOR).timestamp()
        if file.name not in waiting and old:
            file.unlink(missing_ok=True)
            cleared += 1
    return cleared


def collect(*, now: datetime, at_once: int = 500) -> int:
    """Remove contents that no table needs; returns how many. Raises StoreTrouble.

    The row goes first. If we are killed in between, an object without a row is left, which harms nobody and goes with
    `clear_orphans`; a row without an object is never left.
    """
    unused = Blob.objects.filter(stored_at__lt=now - UNUSED_FOR)
    for needed in sources:
        unused = unused.exclude(pk__in=needed(Blob.objects.all()).values("pk"))
    removed = 0
    for sha256 in list(unused.values_list("pk", flat=True)[:at_once]):
        removed += _remove(sha256, now=now)
    return removed


def clear_orphans(*, now: datetime, at_once: int = 1_000) -> int:
    """Remove objects without a row, and what broken writes left in the store; returns how many. Raises StoreTrouble.

    A file that is being taken in loses nothing: whoever takes it in looks once more, and puts it again.
    """
    gone = store().tidy(before=now - UNUSED_FOR)
    for keys in batched(store().keys(), at_once):
        known = set(Blob.objects.filter(pk__in=keys).values_list("pk", flat=True))
        for sha256 in set(keys) - known:
            gone += _remove_object(sha256)
    return gone


def _remove(sha256: str, *, now: datetime) -> bool:
    with transaction.atomic():
        _alone()
        still = Blob.objects.filter(pk=sha256)
        for needed in sources:
            still = still.exclude(pk__in=needed(Blob.objects.all()).values("pk"))
        if not still.exists():
            return False
        Upload.objects.filter(blob=sha256).update(
            blob=None, refused="Berkas ini tidak dipakai dalam sehari.", changed_at=now
        )
        still.delete()
    _remove_object(sha256)
    return True


def _remove_object(sha256: str) -> bool:
    with transaction.atomic():
        _alone()
        if Blob.objects.filter(pk=sha256).exists():  # it has just come again
            return False
        store().delete(sha256)
    return True


def _alone() -> None:
    """Wait for those who take files in, and keep the next ones out until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GUARD_LOCK])


def batched(keys: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield lists of at most ``size`` keys."""
    left = iter(keys)
    while some := list(islice(left, size)):
        yield some
