"""Let the files of withdrawn documents leave, once nobody can take the withdrawal back. Title, hash and reason stay."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from bening.evidence.models import Document, Preview, Reading, Version
from bening.evidence.preview import cache
from bening.evidence.queries import UNDO
from bening.evidence.search import index
from bening.foundation.audit import log
from bening.foundation.storage.models import Blob


def needed(blobs: QuerySet[Blob]) -> QuerySet[Blob]:
    """Return the contents that some version still is: nothing of them is collected."""
    return blobs.filter(pk__in=Version.objects.filter(blob__isnull=False).values("blob"))


def let_leave(*, now: datetime, at_once: int = 500) -> int:
    """Part withdrawn documents from their files; what nothing else refers to is collected by the store. Repeatable."""
    gone = Document.objects.filter(withdrawn_at__lte=now - UNDO, versions__blob__isnull=False).distinct()
    count = 0
    for key in list(gone.order_by("pk").values_list("pk", flat=True)[:at_once]):
        count += _part(key, now=now)
    return count


@transaction.atomic
def _part(key: int, *, now: datetime) -> bool:
    document = Document.objects.select_for_update(of=("self",)).select_related("unit", "latest").get(pk=key)
    if document.withdrawn_at is None or document.withdrawn_at > now - UNDO or document.hold_why:
        return False
    versions = list(document.versions.filter(blob__isnull=False))
    contents = {one.sha256 for one in versions}
    for one in versions:
        one.blob = None  # type: ignore[assignment]  # typed as it is wherever a file may be read
        one.save(update_fields=["blob"])
    for sha256 in sorted(contents):
        if not Version.objects.filter(blob=sha256).exists():
            Preview.objects.filter(blob=sha256).delete()
            Reading.objects.filter(blob=sha256).delete()
            transaction.on_commit(partial(cache.drop, sha256))
    data = {"sha256": sorted(contents)}
    log.record("evidence.file_left", on=document, by=None, at=now, unit=document.unit, data=data, rows=versions)
    index(document)
    return True
