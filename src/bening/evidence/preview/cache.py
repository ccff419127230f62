"""Where drawn pictures lie: a folder by content hash that can be thrown away at any time, and is kept small."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

TEXT = "text"


def folder_of(sha256: str) -> Path:
    """Return the folder for one content; the hash is ours, so no path can be smuggled in."""
    return _root() / sha256[:2] / sha256


def picture(sha256: str, page: int) -> bytes | None:
    """Return a drawn page, or None when it is not there (any more)."""
    return _read(folder_of(sha256) / f"{page}.webp")


def text(sha256: str) -> str | None:
    found = _read(folder_of(sha256) / TEXT)
    return None if found is None else found.decode("utf-8", "replace")


def keep(sha256: str, drawn: Path) -> None:
    """Put a folder of pictures in its place, as a whole."""
    place = folder_of(sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    drawn.rename(place)


def scratch() -> Path:
    """Return a folder on the same file system in which drawing may happen."""
    place = _root() / "sementara"
    place.mkdir(parents=True, exist_ok=True)
    return place


def drop(sha256: str) -> None:
    shutil.rmtree(folder_of(sha256), ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """One content's folder: its hash, when it was drawn, how large it is."""

    sha256: str
    at: float
    size: int


def trim(most: int) -> list[str]:
    """Drop the oldest pictures until at most ``most`` bytes are left, and return whose they were."""
    kept = sorted(_all(), key=lambda one: one.at)
    total = sum(one.size for one in kept)
    dropped = []
    for one in kept:
        if total <= most:
            break
        drop(one.sha256)
        dropped.append(one.sha256)
        total -= one.size
    return dropped


def _all() -> Iterator[Kept]:
    for place in _root().glob("??/*"):
        files = [file.stat() for file in place.iterdir()] if place.is_dir() else []
        yield Kept(place.name, place.stat().st_mtime, sum(file.st_size for file in files))


def _root() -> Path:
    return Path(settings.DATA_DIR) / "pratinjau"


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
