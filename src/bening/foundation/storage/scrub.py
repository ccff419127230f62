"""Reads every stored content again in turn, so that a bit that flips is found before somebody needs the file."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from bening.foundation.audit import log
from bening.foundation.storage.failures import Damaged, Missing
from bening.foundation.storage.models import Blob
from bening.foundation.storage.stores import checked

CYCLE = timedelta(days=30)  # bukan ketentuan: each content is read once in this time


@dataclass
class Outcome:
    """What one round of reading found."""

    read: int = 0
    bytes: int = 0
    damaged: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)


def due(*, now: datetime) -> QuerySet[Blob]:
    """Return the contents whose turn it is, those that waited longest first."""
    return Blob.objects.filter(checked_at__lt=now - CYCLE) | Blob.objects.filter(checked_at=None)


def scrub(*, now: datetime, blobs: QuerySet[Blob] | None = None, most: int | None = None) -> Outcome:
    """Read contents and compare each with its hash; the first damage of each is alarmed. Raises StoreTrouble."""
    outcome = Outcome()
    turn = (due(now=now) if blobs is None else blobs).order_by(F("checked_at").asc(nulls_first=True), "pk")
    for blob in turn[:most].iterator(chunk_size=500) if most is None else turn[:most]:
        whole = _is_whole(blob)
        outcome.read += 1
        outcome.bytes += blob.size
        with transaction.atomic():
            if not whole:
                outcome.damaged.append(blob.pk)
                _alarm(blob, now=now)
            elif blob.damaged_at:
                outcome.mended.append(blob.pk)
                log.record("storage.mended", on=blob, by=None, at=now, data={"sha256": blob.pk})
            Blob.objects.filter(pk=blob.pk).update(
                checked_at=now, damaged_at=None if whole else (blob.damaged_at or now)
            )
    return outcome


def _is_whole(blob: Blob) -> bool:
    try:
        for _chunk in checked(blob.pk, size=blob.size):
            pass
    except (Damaged, Missing):
        return False
    return True


def _alarm(blob: Blob, *, now: datetime) -> None:
    if blob.damaged_at is None:
        log.record("storage.damaged", on=blob, by=None, at=now, data={"sha256": blob.pk, "size": blob.size})
