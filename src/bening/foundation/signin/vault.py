"""Keeps the secrets of second factors unreadable at rest: whoever copies the database cannot make codes."""

import os

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FILE = "factors.key"


def seal(text: str) -> str:
    return _key().encrypt(text.encode()).decode("ascii")


def opened(sealed: str) -> str:
    """Return what was sealed; raises ImproperlyConfigured when the key is not the one it was sealed with."""
    try:
        return _key().decrypt(sealed.encode("ascii")).decode()
    except InvalidToken as wrong:
        raise ImproperlyConfigured(
            f"{settings.KEYS_DIR / FILE} bukan kunci yang menyegel faktor kedua ini. Pulihkan dari cadangan."
        ) from wrong


def _key() -> Fernet:
    file = settings.KEYS_DIR / FILE
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = file.with_name(f"{FILE}.{os.getpid()}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as new:
            new.write(Fernet.generate_key())
            new.flush()
            os.fsync(new.fileno())
        try:
            os.link(made, file)  # whole or not at all, and never over a key that is there
        except FileExistsError:
            pass
        finally:
            made.unlink()
    try:
        return Fernet(file.read_bytes().strip())
    except (OSError, ValueError) as wrong:
        raise ImproperlyConfigured(f"{file} tidak dapat dibaca sebagai kunci. Pulihkan dari cadangan.") from wrong
