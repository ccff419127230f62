"""Files that came while the scanner was down get their turn."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from bening.foundation.audit import log
from bening.foundation.storage.failures import Damaged, Missing, StoreTrouble
from bening.foundation.storage.models import Blob, Scan
from bening.foundation.storage.scan import ScannerDown, scan
from bening.foundation.storage.stores import checked

AT_ONCE = 200


def scan_again(*, now: datetime) -> Counter[Scan]:
    """Ask the scanner about the files that wait, the oldest first; returns what became of them."""
    found: Counter[Scan] = Counter()
    for blob in Blob.objects.filter(scan=Scan.WAITING).order_by("stored_at")[:AT_ONCE]:
        try:
            said = scan(checked(blob.pk, size=blob.size))
        except (ScannerDown, StoreTrouble, Damaged, Missing):
            found[Scan.WAITING] += 1
            break  # who does not answer now is asked again by the next round
        with transaction.atomic():
            changed = Blob.objects.filter(pk=blob.pk, scan=Scan.WAITING).update(scan=said)
            if changed and said == Scan.INFECTED:
                log.record("storage.infected", on=blob, by=None, at=now, data={"sha256": blob.pk})
        found[said] += 1
    return found
