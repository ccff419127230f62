"""Ask for pictures: the work itself is a job."""

from datetime import datetime

from bening.evidence.models import Preview, PreviewState
from bening.foundation.storage.models import Blob


def ask(sha256: str, *, now: datetime) -> None:
    """Ask for the pictures of a content, once."""
    made = Preview.objects.get_or_create(blob_id=sha256, defaults={"state": PreviewState.WAITING, "at": now})
    if made[1]:
        _enqueue(sha256)


def ask_again(sha256: str, *, now: datetime) -> None:
    """Ask for pictures that were lost, or never came."""
    if Blob.objects.filter(pk=sha256).exists():
        Preview.objects.update_or_create(blob_id=sha256, defaults={"state": PreviewState.WAITING, "why": "", "at": now})
        _enqueue(sha256)


def _enqueue(sha256: str) -> None:
    del sha256
