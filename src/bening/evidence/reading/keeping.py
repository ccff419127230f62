"""Read a stored content once and keep what was found. Doing it again gives the same."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from bening.evidence.models import Reading
from bening.foundation.storage.examiner import TooMuch, Unparsable, examiner
from bening.foundation.storage.failures import Damaged, Missing
from bening.foundation.storage.models import Blob
from bening.foundation.storage.stores import checked

SECONDS = 40
MEMORY = 768 * 1024 * 1024


def read(blob: Blob, *, now: datetime) -> Reading:
    """Return the reading of a content, making it when there is none. Raises StoreTrouble: worth another try."""
    if known := Reading.objects.filter(pk=blob.pk).first():
        return known
    text, found = _found(blob)
    pages = found.get("pages") or found.get("text_pages") or None
    values = {
        "text": text,
        "pages": pages,
        "facts": {name: value for name, value in found.items() if name != "unreadable"},
        "unreadable": found.get("unreadable", ""),
        "at": now,
    }
    return Reading.objects.get_or_create(blob=blob, defaults=values)[0]


def _found(blob: Blob) -> tuple[str, dict[str, Any]]:
    folder = Path(settings.DATA_DIR) / "staging"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".baca") as copy:
        try:
            for chunk in checked(blob.pk, size=blob.size):
                copy.write(chunk)
            copy.flush()
            told = examiner.ask("read", path=Path(copy.name), kind=blob.kind, seconds=SECONDS, memory=MEMORY)
        except (Missing, Damaged):
            return "", {"unreadable": _("isinya tidak ditemukan di penyimpanan.")}
        except TooMuch:
            return "", {"unreadable": _("isinya terlalu besar atau terlalu rumit untuk dibaca.")}
        except Unparsable:
            return "", {"unreadable": _("isinya rusak atau terpotong.")}
    return str(told["text"]), dict(told["facts"])
