"""The store on a folder: one file a content, below two levels of its hash."""

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from bening.foundation.storage.failures import Full, Missing, ReadOnly, Unavailable


class FolderStore:
    """Contents below ``root``; a content appears by one rename, after it lies on the disk for good."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lasting: set[Path] = set()  # folders whose own names this process has seen onto the disk

    def put(self, file: Path, *, sha256: str, size: int) -> None:
        target = self._path(sha256)
        with troubles():
            if target.is_file() and target.stat().st_size == size:
                return
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(file, target)  # the staged name stays until the row stands: a crash between loses nothing
            except FileExistsError:  # somebody brought the same content at this moment
                pass
            except OSError as wrong:
                if wrong.errno not in {errno.EXDEV, errno.EPERM}:  # another disk, or one that has no links
                    raise
                _copy_over(file, target)
            self._keep_name(target.parent)

    def open(self, sha256: str, *, start: int = 0) -> BinaryIO:
        with troubles():
            try:
                content = self._path(sha256).open("rb")
            except FileNotFoundError:
                raise Missing(sha256) from None
            content.seek(start)
            return content

    def size(self, sha256: str) -> int | None:
        with troubles():
            try:
                return self._path(sha256).stat().st_size
            except FileNotFoundError:
                return None

    def delete(self, sha256: str) -> None:
        with troubles():
            self._path(sha256).unlink(missing_ok=True)

    def keys(self) -> Iterator[str]:
        for folder in self._folders():
            yield from sorted(one.name for one in folder.iterdir() if len(one.name) == 64)  # noqa: PLR2004 -- a SHA-256

    def tidy(self, *, before: datetime) -> int:
        gone = 0
        for folder in self._folders():
            for one in folder.glob(".*"):
                if one.stat().st_mtime < before.timestamp():
                    one.unlink(missing_ok=True)
                    gone += 1
        return gone

    def _folders(self) -> Iterator[Path]:
        for first in sorted(self.root.glob("??")):
            yield from sorted(first.glob("??"))

    def _keep_name(self, folder: Path) -> None:
        """Let the names in a folder, and the first time the folder's own, survive a power cut.

        Remembered rather than seen: another process may have made the folder a moment ago and not yet come this far.
        """
        fresh = folder not in self._lasting
        _sync_folders(folder, *((folder.parent, self.root, self.root.parent) if fresh else ()))
        self._lasting.add(folder)

    def _path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def troubles() -> Iterator[None]:
    """Turn what a disk can say into what the house says."""
    try:
        yield
    except OSError as wrong:
        if wrong.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Full from wrong
        if wrong.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            raise ReadOnly from wrong
        raise Unavailable from wrong


def _copy_over(file: Path, target: Path) -> None:
    """Bring a file from another disk: under a name of its own first, so that it appears whole or not at all."""
    beside = target.with_name(f".{uuid.uuid4().hex}")
    try:
        with file.open("rb") as source, beside.open("xb") as copy:
            while chunk := source.read(1024 * 1024):
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        beside.rename(target)
    finally:
        beside.unlink(missing_ok=True)


def _sync_folders(*folders: Path) -> None:
    """Let the names in these folders survive a power cut."""
    for one in folders:
        opened = os.open(one, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
