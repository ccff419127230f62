"""Take a whole house away while it runs: the database as of one moment, then the files that it names, then the keys."""

import os
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from bening.config.keeping import engines, layout
from bening.config.keeping.layout import BLOBS, GENERATION, HALF, MANIFEST, Manifest, Unusable
from bening.foundation.storage import stores
from bening.foundation.storage.failures import Damaged, Missing, StoreTrouble

KEPT = 7  # generations; bukan ketentuan
LAST = "cadangan-terakhir.txt"  # in the data folder: when a backup last came to its end


def take(folder: Path, *, now: datetime, keep: int = KEPT) -> tuple[Path, Manifest]:
    """Take a generation into ``folder``; the older ones go only when the new one was read again and is whole."""
    stamp = now.strftime("%Y%m%dT%H%M%S%fZ")
    half, whole = folder / f"{HALF}{stamp}", folder / f"{GENERATION}{stamp}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(f"{HALF}*"):
            shutil.rmtree(left)
        half.mkdir(mode=0o700)
        manifest = _fill(folder, half, now=now)
        layout.verify(folder, half)
        layout.sync(half)
        half.rename(whole)
        layout.sync(folder)
    except OSError as wrong:
        raise Unusable(
            f"cadangan tidak dapat ditulis ke {folder} ({wrong.strerror}). Yang lama tidak diubah."
        ) from wrong
    _forget(folder, keep=keep)
    layout.write(settings.DATA_DIR / LAST, now.isoformat().encode("ascii"))
    return whole, manifest


def _fill(folder: Path, half: Path, *, now: datetime) -> Manifest:
    said = engines.take(half)
    _take_files(folder, said["blobs"])
    lines = "".join(f"{sha256} {size}\n" for sha256, size in said["blobs"])
    layout.write(half / BLOBS, lines.encode("ascii"))
    _take_keys(half)
    parts = sorted(file for file in half.rglob("*") if file.is_file())
    seq, head = said["head"][0] if said["head"] else (0, "")
    manifest = Manifest(
        taken_at=now.isoformat(),
        engine=connection.vendor,
        migrations=[f"{app}.{name}" for app, name in said["migrations"]],
        audit_entries=seq,
        audit_hash=head,
        files=len(said["blobs"]),
        bytes=sum(size for _sha256, size in said["blobs"]),
        parts={str(file.relative_to(half)): layout.hash_of(file) for file in parts},
    )
    layout.write(half / MANIFEST, manifest.text().encode())
    return manifest


def _take_files(folder: Path, blobs: Iterable[tuple[str, int]]) -> None:
    """Copy what is not there yet. Copies, not links: a flipped bit in the store must not be in the backup too."""
    for sha256, size in blobs:
        file = layout.blob_path(folder, sha256)
        if file.exists() and file.stat().st_size == size:
            continue
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = file.with_name(f".{sha256}")
        try:
            with beside.open("wb") as copy:
                for chunk in stores.checked(sha256, size=size):
                    copy.write(chunk)
                copy.flush()
                os.fsync(copy.fileno())
        except Missing:
            raise Unusable(f"berkas {sha256} tidak ada di penyimpanan. Jalankan ./bening doctor.") from None
        except Damaged:
            raise Unusable(f"berkas {sha256} rusak di penyimpanan. Pulihkan dari cadangan sebelumnya.") from None
        except StoreTrouble as wrong:
            raise Unusable(str(wrong)) from wrong
        beside.rename(file)


def _take_keys(half: Path) -> None:
    target = half / "keys"
    target.mkdir(mode=0o700)
    for file in sorted(settings.KEYS_DIR.glob("*")):
        if file.is_file():
            layout.write(target / file.name, file.read_bytes())
    secret = settings.DATA_DIR / "secret.key"
    if secret.exists():
        layout.write(half / "secret.key", secret.read_bytes())


def _forget(folder: Path, *, keep: int) -> None:
    """Remove the oldest generations, and the files that no other needs."""
    every = layout.generations(folder)
    gone = every[: max(0, len(every) - keep)]
    if not gone:
        return
    candidates = set().union(*(layout.blobs_of(one) for one in gone))
    for generation in gone:
        shutil.rmtree(generation)
    needed = set().union(*(layout.blobs_of(one) for one in every[len(gone) :]))
    for sha256 in candidates - needed:
        layout.blob_path(folder, sha256).unlink(missing_ok=True)
