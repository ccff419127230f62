"""Files that came while the scanner was down, or before there was one, get their turn."""

from collections import Counter
from datetime import datetime
from itertools import chain

from django.conf import settings
from django.db import transaction

from bening.foundation.storage import alarms
from bening.foundation.storage.failures import Damaged, Missing
from bening.foundation.storage.models import Blob, Scan
from bening.foundation.storage.scan import ScannerDown, answers, scan
from bening.foundation.storage.stores import checked

AT_ONCE = 200


def scan_again(*, now: datetime) -> Counter[Scan]:
    """Ask the scanner about files that wait, then about those from before it was there; returns what became of them.

    One file that the scanner cannot take, such as one above its own limit, keeps waiting and holds up no other.
    Raises StoreTrouble.
    """
    found: Counter[Scan] = Counter()
    if not settings.CLAMAV:  # it was taken away: what waits says so, and does not wait for ever
        found[Scan.UNSCANNED] = Blob.objects.filter(scan=Scan.WAITING).update(scan=Scan.UNSCANNED)
        return +found
    whole = Blob.objects.filter(damaged_at=None).order_by("stored_at")
    for blob in chain(whole.filter(scan=Scan.WAITING)[:AT_ONCE], whole.filter(scan=Scan.UNSCANNED)[:AT_ONCE]):
        try:
            said = scan(checked(blob.pk, size=blob.size))
        except (Damaged, Missing):
            alarms.damaged(blob, now=now)
            continue
        except ScannerDown:
            found[Scan(blob.scan)] += 1
            if answers():
                continue
            break
        _note(blob, said, now=now)
        found[said] += 1
    if found[Scan.WAITING]:
        alarms.unscanned(now=now)
    return found


@transaction.atomic
def _note(blob: Blob, said: Scan, *, now: datetime) -> None:
    changed = Blob.objects.filter(pk=blob.pk, scan=blob.scan).update(scan=said)
    if changed and said == Scan.INFECTED:
        alarms.infected(blob, now=now)
