"""Make the pictures of one content, and remember what came of it."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from bening.evidence.models import Preview, PreviewState
from bening.evidence.preview import cache, running
from bening.evidence.preview.running import Undrawn
from bening.foundation.storage.models import Blob

MOST_PAGES = 40
LONGEST_TEXT = 64 * 1024
PICTURES = {"jpg", "png"}
TEXTS = {"txt", "csv"}
OFFICE = {"docx", "xlsx", "pptx", "odt", "ods", "odp"}
WHY = {
    "locked": _("Berkas ini terkunci sandi. Unggah versi tanpa sandi agar dapat diperiksa."),
    "broken": _("Berkas ini tidak dapat digambar; mungkin rusak. Unduh berkasnya, atau unggah ulang."),
    "large": _("Gambar ini terlalu besar untuk pratinjau. Unduh berkasnya."),
    "slow": _("Berkas ini terlalu rumit untuk pratinjau. Unduh berkasnya."),
    "office": _("Server ini tidak memiliki LibreOffice, jadi berkas kantor tidak dapat ditampilkan. Unduh berkasnya."),
    "kind": _("Jenis berkas ini tidak ditampilkan di halaman. Unduh berkasnya."),
    "gone": _("Isi berkas tidak ditemukan di penyimpanan. Hubungi admin."),
}


class Readable(Protocol):
    """Where a content comes from."""

    def read(self, size: int = -1, /) -> bytes: ...


def can_be_shown(kind: str) -> bool:
    return kind == "pdf" or kind in PICTURES | TEXTS | OFFICE


def make(blob: Blob, source: Readable, *, now: datetime) -> Preview:
    """Draw a content from ``source`` and store the outcome; running it again gives the same."""
    Preview.objects.update_or_create(blob=blob, defaults={"state": PreviewState.DRAWING, "why": "", "at": now})
    try:
        pages, drawn = _make(blob, source)
    except Undrawn as wrong:
        return _came(blob, PreviewState.UNABLE, why=str(wrong), now=now)
    return _came(blob, PreviewState.READY, pages=pages, drawn=drawn, now=now)


def _came(blob: Blob, state: str, *, now: datetime, why: str = "", pages: int = 0, drawn: int = 0) -> Preview:
    said = {"state": state, "why": why, "pages": pages, "drawn": drawn, "at": now}
    return Preview.objects.update_or_create(blob=blob, defaults=said)[0]


def _make(blob: Blob, source: Readable) -> tuple[int, int]:
    if not can_be_shown(blob.kind):
        raise Undrawn("kind")
    with tempfile.TemporaryDirectory(dir=cache.scratch()) as name:
        work, made = Path(name), Path(name) / "jadi"
        made.mkdir()
        if blob.kind in TEXTS:
            (made / cache.TEXT).write_bytes(source.read(LONGEST_TEXT))
            pages = 0
        else:
            file = work / f"asal.{blob.kind}"
            with file.open("wb") as copy:
                shutil.copyfileobj(source, copy)
            pages = _draw(blob.kind, file, made, work)
        cache.keep(blob.pk, made)
    return pages, min(pages, MOST_PAGES)


def _draw(kind: str, file: Path, made: Path, work: Path) -> int:
    if kind in PICTURES:
        return running.draw("picture", file, made, most=1)
    if kind in OFFICE:
        office = shutil.which("soffice") or shutil.which("libreoffice")
        if office is None:
            raise Undrawn("office")
        file = running.convert(office, file, work)
    return running.draw("pdf", file, made, most=MOST_PAGES)
