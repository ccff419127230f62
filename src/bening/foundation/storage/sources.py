"""Which tables refer to stored files: each package announces its own, so that nothing that is needed goes."""

from collections.abc import Callable

from django.db.models import QuerySet

from bening.foundation.registry import Registry
from bening.foundation.storage.models import Blob

# From the rows of `Blob` to those that a package still needs.
Needed = Callable[[QuerySet[Blob]], QuerySet[Blob]]
sources: Registry[Needed] = Registry("source of files")


def announce(name: str, needed: Needed) -> None:
    """Announce that the blobs which ``needed`` picks are in use by ``name``."""
    sources.add(name, needed)
