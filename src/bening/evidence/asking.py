"""Ask for what is read in a file and shown of it: the work itself is a job."""

from datetime import datetime

from bening.evidence.jobs import draw, read
from bening.evidence.models import Preview, PreviewState, Reading, Version
from bening.foundation.jobs import enqueue
from bening.foundation.storage.models import Blob


def arrived(version: Version, *, now: datetime) -> None:
    """Let a new version's file be read and drawn, once for each content."""
    ask(version.sha256, now=now)
    if not Reading.objects.filter(pk=version.sha256).exists():
        enqueue(read, blob=version.sha256, key=f"evidence.read:{version.sha256}")


def ask(sha256: str, *, now: datetime) -> None:
    """Ask for the pictures of a content, once."""
    made = Preview.objects.get_or_create(blob_id=sha256, defaults={"state": PreviewState.WAITING, "at": now})
    if made[1]:
        _draw(sha256)


def ask_again(sha256: str, *, now: datetime) -> None:
    """Ask for pictures that were lost, or never came."""
    if Blob.objects.filter(pk=sha256).exists():
        Preview.objects.update_or_create(blob_id=sha256, defaults={"state": PreviewState.WAITING, "why": "", "at": now})
        _draw(sha256)


def _draw(sha256: str) -> None:
    enqueue(draw, blob=sha256, key=f"evidence.preview:{sha256}")
