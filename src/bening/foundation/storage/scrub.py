"""Reads every stored content again in turn, so that a bit that flips is found before somebody needs the file."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from bening.foundation.audit import log
from bening.foundation.storage import alarms
from bening.foundation.storage.failures import Damaged, Missing
from bening.foundation.storage.models import Blob
from bening.foundation.storage.stores import checked

CYCLE = timedelta(days=30)  # bukan ketentuan: each content is read once in this time
AT_ONCE = 500


@dataclass
class Outcome:
    """What one round of reading found."""

    read: int = 0
    bytes: int = 0
    damaged: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)


def due(*, now: datetime) -> QuerySet[Blob]:
    """Return the contents whose turn it is."""
    return Blob.objects.filter(Q(checked_at=None) | Q(checked_at__lt=now - CYCLE))


def scrub(*, now: datetime, blobs: QuerySet[Blob] | None = None, most: int | None = None) -> Outcome:
    """Read contents, those that waited longest first; the first damage of each is alarmed. Raises StoreTrouble."""
    outcome = Outcome()
    turn = due(now=now) if blobs is None else blobs
    ordered = turn.order_by(F("checked_at").asc(nulls_first=True), "pk")
    for blob in ordered.iterator(chunk_size=AT_ONCE) if most is None else ordered[:most]:
        whole = is_whole(blob)
        outcome.read += 1
        outcome.bytes += blob.size
        if not whole:
            outcome.damaged.append(blob.pk)
            alarms.damaged(blob, now=now)
            Blob.objects.filter(pk=blob.pk).update(checked_at=now)
            continue
        with transaction.atomic():
            if Blob.objects.filter(pk=blob.pk, damaged_at__isnull=False).update(damaged_at=None):
                outcome.mended.append(blob.pk)
                log.record("storage.mended", on=blob, by=None, at=now, data={"sha256": blob.pk})
            Blob.objects.filter(pk=blob.pk).update(checked_at=now)
    return outcome


def is_whole(blob: Blob) -> bool:
    """Say whether what the store gives is what was put. Raises StoreTrouble."""
    try:
        for _chunk in checked(blob.pk, size=blob.size):
            pass
    except (Damaged, Missing):
        return False
    return True
