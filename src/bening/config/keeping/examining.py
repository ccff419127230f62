"""What may be wrong with an installation: each look returns findings, and none of them changes anything for good."""

import hashlib
import os
import shutil
import smtplib
import ssl
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from bening.config.keeping import taking
from bening.foundation.audit import keys
from bening.foundation.audit.models import Checkpoint, Entry
from bening.foundation.jobs.models import Job, State, Worker
from bening.foundation.storage import scan, stores
from bening.foundation.storage.failures import Missing, StoreTrouble
from bening.foundation.storage.models import Blob

# bukan ketentuan
LEAST_ROOM = 1024**3
MOST_SKEW = timedelta(seconds=30)
SILENT_WORKER = timedelta(minutes=1)
OLD_CHECKPOINT = timedelta(hours=1)
OLD_BACKUP = timedelta(days=2)
WAIT = 5  # seconds for a mail server


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line: what was looked at, whether it is well, what is so, and what to do."""

    look: str
    well: bool
    says: str
    fix: str = ""
    grave: bool = True  # one that is not is worth a line, and no reason to fail


def well(look: str, says: str) -> Finding:
    return Finding(look=look, well=True, says=says)


def ill(look: str, says: str, fix: str, *, grave: bool = True) -> Finding:
    return Finding(look=look, well=False, says=says, fix=fix, grave=grave)


def examine(*, now: datetime) -> list[Finding]:
    """Look at everything; what needs the database is left out when it does not answer."""
    found = [*folders(), *room(), *keys_readable()]
    database = list(database_usable(now=now))
    found += database
    if all(one.well for one in database):
        found += [*store_usable(), *working(now=now), *checkpoint_fresh(now=now)]
    found += [*backup_fresh(now=now), *mail_reachable(), *scanner(), *programs()]
    return found


def folders() -> Iterator[Finding]:
    for folder in (settings.DATA_DIR, settings.DATA_DIR / "staging"):
        try:
            with tempfile.NamedTemporaryFile(dir=folder) as probe:
                probe.write(b"bening")
                probe.flush()
                os.fsync(probe.fileno())
        except OSError as wrong:
            yield ill("folder", f"{folder} tidak dapat ditulis ({wrong.strerror}).", "Beri pengguna server hak tulis.")
        else:
            yield well("folder", f"{folder} dapat ditulis.")


def room() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    said = f"Ruang kosong di {settings.DATA_DIR}: {free // 1024**2} MiB."
    yield well("ruang", said) if free >= LEAST_ROOM else ill("ruang", said, "Kosongkan atau perbesar disk.")


def keys_readable() -> Iterator[Finding]:
    try:
        keys.signing_key()
    except ImproperlyConfigured as wrong:
        yield ill("kunci", str(wrong), "Pulihkan folder kunci dari cadangan.")
        return
    file: Path = settings.KEYS_DIR / keys.SECRET
    if file.stat().st_mode & 0o077:
        yield ill("kunci", f"{file} dapat dibaca orang lain.", f"Jalankan: chmod 600 {file}")
    else:
        yield well("kunci", "Kunci penanda tangan terbaca dan tertutup bagi orang lain.")


def database_usable(*, now: datetime) -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT CURRENT_TIMESTAMP")
            (there,) = cursor.fetchone()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
    except (DatabaseError, OSError) as wrong:
        yield ill("basis data", f"Tidak dapat dibuka ({str(wrong).strip()}).", "Periksa BENING_DATABASE_URL.")
        return
    yield well("basis data", f"{connection.vendor} {'.'.join(map(str, connection.get_database_version()))} terbuka.")
    if unknown:
        yield ill("versi", f"Basis data lebih baru daripada program ({'.'.join(unknown[0])}).", "Perbarui program.")
    elif waiting:
        yield ill("versi", f"{len(waiting)} migrasi belum dijalankan.", "Jalankan: ./bening manage migrate")
    else:
        yield well("versi", "Basis data sesuai dengan versi program.")
    if connection.vendor == "postgresql":
        skew = abs(there - now)
        said = f"Jam basis data berselisih {skew.total_seconds():.0f} detik."
        yield well("jam", said) if skew <= MOST_SKEW else ill("jam", said, "Samakan jam kedua mesin (NTP).")


def store_usable() -> Iterator[Finding]:
    """Put a content that nobody has, read it, remove it."""
    content = b"bening " + uuid.uuid4().bytes
    sha256 = hashlib.sha256(content).hexdigest()
    file = settings.DATA_DIR / "staging" / f"probe-{sha256}"
    fix = "Periksa BENING_STORE_URL dan hak tulis folder files."
    try:
        file.write_bytes(content)
        stores.store().put(file, sha256=sha256, size=len(content))
        with stores.store().open(sha256) as stored:
            same = stored.read() == content
        stores.store().delete(sha256)
        gone = stores.store().size(sha256) is None
    except (StoreTrouble, Missing, OSError) as wrong:
        yield ill("penyimpanan", str(wrong) or type(wrong).__name__, fix)
        return
    finally:
        file.unlink(missing_ok=True)
    if not same:
        yield ill("penyimpanan", "Yang dibaca bukan yang ditulis.", fix)
    elif not gone:
        yield well("penyimpanan", "Dapat ditulis dan dibaca; yang dihapus tetap ada (kunci objek berlaku).")
    else:
        yield well("penyimpanan", "Dapat ditulis, dibaca, dan dihapus; kunci objek tidak berlaku.")
    damaged = Blob.objects.filter(damaged_at__isnull=False).count()
    if damaged:
        yield ill("berkas", f"{damaged} berkas rusak.", "Pulihkan berkas itu dari cadangan.")


def working(*, now: datetime) -> Iterator[Finding]:
    heard = Worker.objects.filter(seen_at__gte=now - SILENT_WORKER).count()
    if heard:
        yield well("pekerja", f"{heard} pekerja latar terdengar.")
    else:
        yield ill("pekerja", "Tidak ada pekerja latar.", "Jalankan: ./bening serve atau ./bening worker", grave=False)
    parked = Job.objects.filter(state=State.PARKED).count()
    if parked:
        yield ill("pekerjaan", f"{parked} pekerjaan latar terhenti.", "Periksa sebabnya, lalu ulangi pekerjaan itu.")
    else:
        yield well("pekerjaan", "Tidak ada pekerjaan yang terhenti.")


def checkpoint_fresh(*, now: datetime) -> Iterator[Finding]:
    newest, last = Checkpoint.objects.order_by("-size").first(), Entry.objects.order_by("-seq").first()
    unsigned = last is not None and (newest is None or newest.size < last.seq)
    if last is not None and unsigned and now - last.at > OLD_CHECKPOINT:
        says = f"Entri audit sejak {last.at:%Y-%m-%d %H.%M} UTC belum ditandatangani."
        yield ill("titik periksa", says, "Jalankan: ./bening audit checkpoint", grave=False)
    else:
        yield well("titik periksa", "Jejak audit ditandatangani tepat waktu.")


def backup_fresh(*, now: datetime) -> Iterator[Finding]:
    fix = "Jalankan setiap hari: ./bening backup DIR"
    try:
        last = datetime.fromisoformat((settings.DATA_DIR / taking.LAST).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        yield ill("cadangan", "Belum pernah dibuat dari rumah ini.", fix, grave=settings.PRODUCTION)
        return
    says = f"Cadangan terakhir {last.astimezone(UTC):%Y-%m-%d %H.%M} UTC."
    late = now - last > OLD_BACKUP
    yield ill("cadangan", says, fix, grave=settings.PRODUCTION) if late else well("cadangan", says)


def mail_reachable() -> Iterator[Finding]:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield ill("surel", "Surel hanya ditulis ke folder.", "Isi BENING_MAIL_URL.", grave=settings.PRODUCTION)
        return
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    try:
        with kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=WAIT) as line:
            if settings.EMAIL_USE_TLS:
                line.starttls(context=ssl.create_default_context())
            if settings.EMAIL_HOST_USER:
                line.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except (OSError, smtplib.SMTPException) as wrong:
        yield ill("surel", f"{place} tidak dapat dipakai ({wrong}).", "Periksa BENING_MAIL_URL.")
    else:
        yield well("surel", f"{place} menjawab.")


def scanner() -> Iterator[Finding]:
    if not settings.CLAMAV:
        fix = "Pasang ClamAV dan isi BENING_CLAMAV."
        yield ill("pemindai", "Berkas tidak dipindai.", fix, grave=False)
    elif scan.answers():
        yield well("pemindai", f"ClamAV di {settings.CLAMAV} menjawab.")
    else:
        fix = "Jalankan clamd, atau periksa BENING_CLAMAV. Berkas baru menunggu sampai pemindai menjawab."
        yield ill("pemindai", f"ClamAV di {settings.CLAMAV} tidak menjawab.", fix)


def programs() -> Iterator[Finding]:
    for look, name, use in (("LibreOffice", "soffice", "pratinjau dokumen kantor"), ("Tesseract", "tesseract", "OCR")):
        path = shutil.which(name)
        if path:
            yield well(look, f"Terpasang di {path}.")
        else:
            yield ill(look, f"Tidak terpasang: {use} dilewati.", f"Pasang paket {look} bila perlu.", grave=False)
