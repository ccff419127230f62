"""Bring a house back: nothing is touched before every byte of the backup was read, and at the end all is verified."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from bening.assessment import actions
from bening.config.keeping import engines, layout, taking
from bening.config.keeping.layout import Manifest, Unusable
from bening.foundation.audit import verifying
from bening.foundation.storage import stores
from bening.foundation.storage.models import Blob

BEFORE = "sebelum-pemulihan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What was brought back, and what is wrong with it: a sentence each."""

    generation: str
    manifest: Manifest
    wrong: list[str]


def choose(folder: Path, name: str = "") -> Path:
    """Return the generation of that name, or the newest."""
    found = layout.generations(folder)
    if name:
        found = [one for one in found if one.name == name]
    if not found:
        half = any(folder.glob(f"{layout.HALF}*"))
        why = "hanya cadangan yang tidak selesai dibuat" if half else "tidak ada cadangan yang dicari"
        raise Unusable(f"di {folder} {why}. Periksa nama foldernya.")
    return found[-1]


def bring(folder: Path, *, name: str = "", replace: bool = False, now: datetime) -> Brought:
    """Bring a generation back into this house."""
    generation = choose(folder, name)
    manifest = layout.verify(folder, generation)
    _refuse_strangers(manifest, generation)
    if not engines.is_empty():
        if not replace:
            raise Unusable(
                "rumah ini sudah berisi data, jadi tidak ditimpa. Pilih BENING_DATA_DIR dan basis data yang kosong, "
                "atau ganti isinya dengan --ganti: isi yang sekarang dicadangkan dahulu."
            )
        taking.take(settings.DATA_DIR / BEFORE, now=now)
    _bring_files(folder, generation)
    _bring_keys(generation)
    engines.bring(generation, manifest.migrations)
    import_module(
        settings.SESSION_ENGINE
    ).SessionStore.get_model_class().objects.all().delete()  # who was signed out since must not be signed in again
    return Brought(generation=generation.name, manifest=manifest, wrong=check(manifest, now=now))


def _refuse_strangers(manifest: Manifest, generation: Path) -> None:
    if manifest.engine != connection.vendor:
        raise Unusable(
            f"{generation} adalah cadangan {manifest.engine}, sedangkan rumah ini memakai {connection.vendor}. "
            "Sesuaikan BENING_DATABASE_URL."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = [one for one in manifest.migrations if one not in known]
    if newer:
        raise Unusable(
            f"{generation} dibuat oleh versi Bening yang lebih baru ({newer[0]}). Pasang versi itu, lalu ulangi."
        )


def _bring_files(folder: Path, generation: Path) -> None:
    staging = settings.DATA_DIR / "staging"
    for sha256, size in layout.blobs_of(generation).items():
        if stores.store().size(sha256) == size:
            continue
        copy = staging / f"pulih-{sha256}"  # `put` may move the file away
        shutil.copyfile(layout.blob_path(folder, sha256), copy)
        try:
            stores.store().put(copy, sha256=sha256, size=size)
        finally:
            copy.unlink(missing_ok=True)


def _bring_keys(generation: Path) -> None:
    settings.KEYS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in (generation / "keys").glob("*"):
        layout.write(settings.KEYS_DIR / file.name, file.read_bytes())
    if (generation / "secret.key").exists():
        layout.write(settings.DATA_DIR / "secret.key", (generation / "secret.key").read_bytes())


def check(manifest: Manifest, *, now: datetime) -> list[str]:
    """Hold the house against what it should be: its files, its figures, its audit record."""
    wrong = []
    for sha256, size in Blob.objects.order_by("sha256").values_list("sha256", "size").iterator():
        try:
            for _chunk in stores.checked(sha256, size=size):
                pass
        except Exception as trouble:  # noqa: BLE001 -- each file is told of, whatever is wrong with it
            wrong.append(f"Berkas {sha256} tidak utuh ({type(trouble).__name__}).")
    outcome = verifying.verify()
    if not outcome.whole:
        wrong.append(f"Jejak audit tidak utuh. {outcome.why}")
    if outcome.entries != manifest.audit_entries:
        wrong.append(f"Jejak audit berisi {outcome.entries} entri, padahal dicadangkan {manifest.audit_entries}.")
    different = _different_figures(now=now)
    if different:
        wrong.append(f"{different} lembar bernilai lain daripada hitungan ulang. Jalankan: ./bening manage rescore")
    return wrong


def _different_figures(*, now: datetime) -> int:
    with transaction.atomic():
        different = actions.rescore(now=now)
        transaction.set_rollback(True)
    return different
