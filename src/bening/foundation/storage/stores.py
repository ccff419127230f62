"""The object store: content by its hash, never overwritten, checked while it is read."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from bening.foundation.storage.failures import Damaged

CHUNK = 1024 * 1024


class Store(Protocol):
    """What the house needs of a place for files; a key is the SHA-256 of the content, in hex."""

    def put(self, file: Path, *, sha256: str, size: int) -> None:
        """Take in the file unless its content stands already; the file itself stays. Raises StoreTrouble."""

    def open(self, sha256: str, *, start: int = 0) -> BinaryIO:
        """Return the content from byte ``start``. Raises Missing and StoreTrouble."""

    def size(self, sha256: str) -> int | None:
        """Return the size of what stands under the key, or None."""

    def delete(self, sha256: str) -> None:
        """Remove the content; nothing happens when it is not there. Only `collecting` does this."""

    def keys(self) -> Iterator[str]:
        """Yield every key that stands."""

    def tidy(self, *, before: datetime) -> int:
        """Remove what an interrupted `put` that began before this moment left beside the contents; returns how many."""


def store() -> Store:
    """Return the store that the settings name."""
    return _store(settings.STORE_URL, settings.DATA_DIR)


@lru_cache(maxsize=4)
def _store(url: str, data: Path) -> Store:
    if url:
        from bening.foundation.storage.s3 import S3Store  # noqa: PLC0415 -- costs 0.2 s, and few houses use it

        return S3Store.at(url)
    from bening.foundation.storage.folder import FolderStore  # noqa: PLC0415 -- beside the other

    return FolderStore(data / "files")


def checked(sha256: str, *, size: int | None = None) -> Iterator[bytes]:
    """Yield a whole content in chunks; raises Damaged before the end when it is not what was put.

    The last chunk is held back until the hash is known, so that nobody mistakes a damaged file for a whole one.
    """
    found, total, held = hashlib.sha256(), 0, b""
    with store().open(sha256) as content:
        while chunk := content.read(CHUNK):
            found.update(chunk)
            total += len(chunk)
            if held:
                yield held
            held = chunk
    if found.hexdigest() != sha256 or total != (total if size is None else size):
        raise Damaged(sha256)
    if held:
        yield held


def content_of(sha256: str, *, most: int) -> bytes:
    """Return a whole small content, checked; raises Damaged when it is larger than ``most`` bytes."""
    parts, total = [], 0
    for chunk in checked(sha256):
        total += len(chunk)
        if total > most:
            raise Damaged(sha256)
        parts.append(chunk)
    return b"".join(parts)
