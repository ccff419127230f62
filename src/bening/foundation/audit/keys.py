"""The key that signs checkpoints, in a file of its own that only the server may read, and the keys to believe."""

import os
import secrets
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from bening.foundation.audit.notes import PrivateKey, PublicKey, Unusable

SECRET, PUBLIC, NEWEST = "checkpoint.key", "checkpoint.vkey", "checkpoint.newest"


def signing_key() -> PrivateKey:
    """Return the key; the first time it is made. A key that cannot be read is never replaced."""
    file = _folder() / SECRET
    if not file.exists():
        made = PrivateKey(settings.CHECKPOINT_NAME, secrets.token_bytes(32))
        _keep_once(file, made.text())
    try:
        key = PrivateKey.read(file.read_text(encoding="utf-8"))
    except (OSError, Unusable, UnicodeDecodeError) as wrong:
        raise ImproperlyConfigured(f"{file} tidak dapat dibaca sebagai kunci. Pulihkan dari cadangan.") from wrong
    _keep_once(file.with_name(PUBLIC), str(key.public))
    return key


def public_keys() -> list[PublicKey]:
    """Return the keys to believe: today's and, for older checkpoints, retired ones (other ``*.vkey`` files)."""
    found = [signing_key().public]
    for file in sorted(_folder().glob("*.vkey")):
        try:
            key = PublicKey.read(file.read_text(encoding="utf-8"))
        except (OSError, Unusable, UnicodeDecodeError) as wrong:
            raise ImproperlyConfigured(f"{file} tidak dapat dibaca sebagai kunci publik.") from wrong
        if key not in found:
            found.append(key)
    return found


def newest() -> str:
    """Return the newest checkpoint as it stands beside the keys, outside the database; empty when there is none."""
    file = _folder() / NEWEST
    return file.read_text(encoding="utf-8") if file.exists() else ""


def keep_newest(text: str) -> None:
    file = _folder() / NEWEST
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as kept:
        kept.write(text)
        kept.flush()
        os.fsync(kept.fileno())
    Path(kept.name).replace(file)


def _folder() -> Path:
    folder: Path = settings.KEYS_DIR
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as wrong:
        raise ImproperlyConfigured(f"Folder kunci {folder} tidak dapat dibuat. Periksa BENING_KEYS.") from wrong
    return folder


def _keep_once(file: Path, text: str) -> None:
    """Write a file whole and readable by us only, unless it stands already."""
    if file.exists():
        return
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as kept:  # mode 0600
        kept.write(f"{text}\n")
        kept.flush()
        os.fsync(kept.fileno())
    try:
        os.link(kept.name, file)
    except FileExistsError:  # another process was quicker
        pass
    finally:
        Path(kept.name).unlink()
