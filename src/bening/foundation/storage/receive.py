"""The one way in for files: name, size, content, scanner; then the store; then the row. Each step can be done again."""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from bening.foundation.accounts.models import User
from bening.foundation.storage import alarms, kinds
from bening.foundation.storage.examiner import TooMuch, Unparsable, examiner
from bening.foundation.storage.failures import Full, Refused
from bening.foundation.storage.folder import troubles
from bening.foundation.storage.models import Blob, Scan, Upload
from bening.foundation.storage.scan import ScannerDown, scan
from bening.foundation.storage.stores import CHUNK, store

DAY = timedelta(days=1)
GUARD_LOCK = 0x42454E49  # one number for PostgreSQL's advisory lock, so that collecting and receiving do not cross


class OutOfStep(Exception):
    """A piece does not begin where the upload stands; ``at`` is where it must."""

    def __init__(self, at: int) -> None:
        super().__init__(str(at))
        self.at = at


def begin(*, by: User, name: str, size: int, now: datetime) -> Upload:
    """Open an upload of ``size`` bytes. Raises Refused when the name, the size or the day's quota says no."""
    tidy = kinds.tidy_name(name)
    kinds.kind_named(tidy)
    if size <= 0:
        raise Refused(_("“%(name)s” kosong. Periksa berkasnya, lalu unggah lagi.") % {"name": tidy})
    if size > settings.LARGEST_FILE:
        raise Refused(
            _("“%(name)s” lebih besar dari %(most)d MB. Perkecil atau pecah, lalu unggah lagi.")
            % {"name": tidy, "most": settings.LARGEST_FILE // 1024**2}
        )
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # two uploads at once must not both fit into what is left
        today = Upload.objects.filter(by=by, began_at__gt=now - DAY).aggregate(count=Count("pk"), size=Sum("size"))
        if today["count"] >= settings.UPLOADS_A_DAY or (today["size"] or 0) + size > settings.UPLOADED_BYTES_A_DAY:
            raise Refused(
                _("Batas unggahan Anda hari ini sudah tercapai (%(count)d berkas, %(size)d GB). Lanjutkan besok.")
                % {"count": settings.UPLOADS_A_DAY, "size": settings.UPLOADED_BYTES_A_DAY // 1024**3}
            )
        return Upload.objects.create(
            key=secrets.token_urlsafe(32), by=by, name=tidy, size=size, began_at=now, changed_at=now
        )


def received(upload: Upload) -> int:
    """Return how many bytes have come: the staged file itself knows, so that a piece costs no write of the database."""
    if upload.blob_id:
        return upload.size
    try:
        return staged(upload).stat().st_size
    except FileNotFoundError:
        return 0


def append(upload: Upload, *, offset: int, chunk: bytes) -> int:
    """Add a piece that begins at ``offset`` and return how many bytes have come; one that is there changes nothing.

    Raises OutOfStep and StoreTrouble.
    """
    if upload.blob_id:
        return upload.size
    with troubles():
        staging().mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(staged(upload), os.O_WRONLY | os.O_CREAT, 0o600), "wb", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the same piece twice at once is one piece
            here = file.seek(0, os.SEEK_END)
            if offset + len(chunk) <= here:
                return here
            if offset != here or offset + len(chunk) > upload.size:
                raise OutOfStep(here)
            try:
                written = file.write(chunk)
            except OSError:
                file.truncate(here)
                raise
            if written != len(chunk):  # the disk took a part and has no room for the rest
                file.truncate(here)
                raise Full
            return here + written


def finish(upload: Upload, *, now: datetime) -> Blob:
    """Look inside the whole file and put it into the store; done twice, it gives the same.

    Raises Refused, OutOfStep and StoreTrouble.
    """
    if blob := _became(upload):
        return blob
    with _alone_with(upload):
        upload.refresh_from_db(fields=["blob", "refused"])
        if blob := _became(upload):
            return blob
        with troubles():
            come = received(upload)
        if come != upload.size:
            raise OutOfStep(come)
        return _finish(upload, staged(upload), now=now)


def _became(upload: Upload) -> Blob | None:
    """Return what an upload ended as, or nothing while it goes on. Raises Refused."""
    if upload.refused:
        raise Refused(upload.refused)
    return Blob.objects.get(pk=upload.blob_id) if upload.blob_id else None


@contextmanager
def _alone_with(upload: Upload) -> Generator[None]:
    """Let the same upload end once, whoever asks at the same time: the staged file is the lock, and ends with us."""
    with ExitStack() as held:
        with troubles(), suppress(FileNotFoundError):
            fcntl.flock(held.enter_context(staged(upload).open("rb")), fcntl.LOCK_EX)
        yield


def receive(file: "UploadedFile[Any]", *, by: User, name: str = "", now: datetime) -> Upload:
    """Take in a file that came with one form. Returns the upload, whose ``blob`` stands.

    Raises Refused and StoreTrouble.
    """
    given = name or file.name or ""
    upload = begin(by=by, name=given, size=file.size or 0, now=now)
    with troubles():
        staging().mkdir(parents=True, exist_ok=True)
        if isinstance(file, TemporaryUploadedFile):
            Path(file.temporary_file_path()).rename(staged(upload))  # it grew in the same folder
        else:
            with staged(upload).open("xb") as target:
                for chunk in file.chunks(CHUNK):
                    target.write(chunk)
    _finish(upload, staged(upload), now=now)
    return upload


def _finish(upload: Upload, path: Path, *, now: datetime) -> Blob:
    try:
        blob = _take_in(path, name=upload.name, now=now, into=upload)
    except Refused as wrong:
        Upload.objects.filter(pk=upload.pk).update(refused=str(wrong), changed_at=now)
        path.unlink(missing_ok=True)
        raise
    upload.blob = blob
    return blob


def keep(content: bytes, *, name: str, now: datetime) -> Blob:
    """Take in a file that the house made itself, by the same way. Raises Refused."""
    staging().mkdir(parents=True, exist_ok=True)
    path = staging() / f"{secrets.token_hex(16)}.part"
    try:
        with troubles():
            path.write_bytes(content)
        return _take_in(path, name=kinds.tidy_name(name), now=now, into=None)
    finally:
        path.unlink(missing_ok=True)


def staging() -> Path:
    """Return the folder in which files grow. With several servers it must be one that they share."""
    return Path(settings.DATA_DIR) / "staging"


def staged(upload: Upload) -> Path:
    return staging() / f"{upload.key}.part"


def _take_in(path: Path, *, name: str, now: datetime, into: Upload | None) -> Blob:
    kind = kinds.kind_named(name)
    with troubles():
        kinds.agree(kind, _head(path), name=name)
        with ThreadPoolExecutor(max_workers=2) as beside:  # neither waits for the hash, nor the hash for them
            kept = beside.submit(_sync, path)
            looked = beside.submit(_look_inside, path, kind)
            sha256, size = _hashed(path)
            kept.result()
    if refusal := looked.result():
        raise Refused(f"{name[:80]}: {refusal}")
    known = Blob.objects.filter(pk=sha256).first()
    if known is not None and known.damaged_at:
        store().delete(sha256)  # the damaged bytes may have the same size; the good ones are here
    scanned = known.scan if known and known.scan != Scan.WAITING else _scanned(path)
    if known is None or store().size(sha256) != size:
        store().put(path, sha256=sha256, size=size)
    with transaction.atomic():
        _lock_out_collecting()
        if store().size(sha256) != size:  # collected a moment ago; from here on nobody collects
            store().put(path, sha256=sha256, size=size)
        blob, made = Blob.objects.get_or_create(
            pk=sha256, defaults={"size": size, "kind": kind.key, "scan": scanned, "stored_at": now, "checked_at": now}
        )
        if not made and blob.damaged_at:
            blob.damaged_at = None  # the bytes have just come anew
            blob.save(update_fields=["damaged_at"])
        if into is not None:
            Upload.objects.filter(pk=into.pk).update(blob=blob, changed_at=now)
        if made and scanned == Scan.INFECTED:
            alarms.infected(blob, by=into.by if into else None, now=now)
        if made and scanned == Scan.WAITING:
            alarms.unscanned(now=now)
    path.unlink(missing_ok=True)
    return blob


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(kinds.HEAD)


def _hashed(path: Path) -> tuple[str, int]:
    """Return hash and size of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
        return found.hexdigest(), file.tell()


def _sync(path: Path) -> None:
    """Let a file lie on the disk for good."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _look_inside(path: Path, kind: kinds.Kind) -> str:
    """Return why the content cannot come in, or nothing."""
    try:
        told = examiner.ask("guard", path=path, kind=kind.key)
    except (TooMuch, Unparsable):
        return _("Isinya terlalu rumit atau rusak untuk diperiksa. Simpan ulang dari aplikasinya, lalu unggah lagi.")
    return str(told.get("refused", ""))


def _scanned(path: Path) -> Scan:
    try:
        return scan(_pieces(path))
    except ScannerDown:
        return Scan.WAITING


def _pieces(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _lock_out_collecting() -> None:
    """Keep `collecting` from removing what is being taken in; on SQLite the write transaction does so already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [GUARD_LOCK])
