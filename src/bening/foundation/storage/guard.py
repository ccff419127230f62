"""What may be inside a file. Runs in the examining process: standard library and parsers only, no Django.

``examine`` returns ``{}`` for a file that may come in, else ``{"refused": sentence}``. The limits are settings of the
house, bukan ketentuan: far above any honest document, far below what would hurt.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from typing import Any
from xml.parsers import expat

MOST_ENTRIES = 10_000
LONGEST_NAME = 300
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 300  # of one entry above ten megabytes
TEN_MB = 10 * 1024 * 1024
MOST_PIXELS = 80_000_000
MOST_OBJECTS = 400_000
MOST_PAGES = 5_000
TAIL = 64 * 1024
RUNNABLE = (b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0")
# With what must follow: a photo of some megabytes holds any four letters by chance.
SCRIPT = re.compile(rb"<\?php\s|<script[\s>/]|<html[\s>]|<!doctype html", re.IGNORECASE)
ARCHIVE_END, END_LENGTH = b"PK\x05\x06", 22

MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
OPEN_DOCUMENT = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
# Outside targets that name a place and fetch nothing by themselves.
HARMLESS_OUTSIDE = ("/hyperlink", "/externalLinkPath", "/externalLinkLongPath", "/xlPathMissing", "/externalLink")
RUNS = re.compile(
    r"vbaproject|vbadata|oleobject|activex/|macrosheets/|(^|/)basic/|(^|/)scripts/|\.(exe|dll|js|vbs|bin\.exe)$"
)


class Unsafe(Exception):
    """The file holds what the house does not take in."""


def examine(*, path: str, kind: str) -> dict[str, Any]:
    """Look inside the file at ``path``, which says it is a ``kind``."""
    look: Callable[[Path, str], None] = LOOKS.get(kind, _office)
    try:
        look(Path(path), kind)
    except Unsafe as wrong:
        return {"refused": str(wrong)}
    return {}


def _broken() -> Unsafe:
    return Unsafe(_("Berkas ini rusak atau terpotong. Buka di aplikasinya, simpan ulang, lalu unggah lagi."))


def _bomb() -> Unsafe:
    return Unsafe(
        _("Isi berkas ini jauh lebih besar daripada ukurannya, jadi tidak dibuka. Simpan ulang atau pecah isinya.")
    )


def _polyglot() -> Unsafe:
    return Unsafe(_("Berkas ini memuat berkas lain di dalamnya. Simpan ulang dari aplikasinya, lalu unggah lagi."))


# --- office files


def _office(path: Path, kind: str) -> None:
    with path.open("rb") as source:
        _package(source, size=path.stat().st_size, kind=kind, depth=0)


def _package(source: Any, *, size: int, kind: str, depth: int) -> None:  # noqa: ANN401 -- a file or bytes in memory
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as wrong:
        raise _broken() from wrong
    with archive:
        entries = archive.infolist()
        source.seek(max(0, size - END_LENGTH))
        if not source.read().startswith(ARCHIVE_END):
            raise _polyglot()
        _shape(archive, entries, size=size)
        names = {entry.filename for entry in entries}
        _is_a(kind, archive, names)
        running = next((name for name in names if RUNS.search(name.lower())), None)
        if running:
            raise Unsafe(
                _("Dokumen ini memuat makro atau objek tertanam (%(name)s). Simpan tanpa makro, lalu unggah lagi.")
                % {"name": running[:80]}
            )
        left = MOST_UNPACKED
        for entry in entries:
            left -= _entry(archive, entry, left=left, depth=depth)


def _shape(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], *, size: int) -> None:
    """Refuse what no office program writes: too many entries, overlapping ones, names that leave the folder."""
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _bomb()
    if archive.comment or not entries or min(entry.header_offset for entry in entries) != 0:
        raise _polyglot()
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            raise _bomb()
        end = entry.header_offset + 30 + entry.compress_size
    if end > size:
        raise _broken()
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        parts = name.split("/")
        link = stat.S_ISLNK(entry.external_attr >> 16)
        if (
            ".." in parts
            or name.startswith("/")
            or "\\" in entry.orig_filename
            or ":" in parts[0]
            or link
            or len(name) > LONGEST_NAME
        ):
            raise Unsafe(_("Berkas ini memuat nama yang keluar dari dokumennya. Simpan ulang dari aplikasinya."))
        if name.lower() in seen:
            raise Unsafe(_("Berkas ini memuat dua bagian bernama sama. Simpan ulang dari aplikasinya."))
        seen.add(name.lower())
        if entry.flag_bits & 1:
            raise Unsafe(_("Dokumen ini terkunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."))


def _is_a(kind: str, archive: zipfile.ZipFile, names: set[str]) -> None:
    wrong = Unsafe(_("Isi berkas ini bukan jenis yang disebut namanya. Simpan ulang dari aplikasinya."))
    if kind in MAIN_PART:
        if MAIN_PART[kind] not in names or "[Content_Types].xml" not in names:
            raise wrong
        types = _small(archive, "[Content_Types].xml")
        if b"macroEnabled" in types:
            raise Unsafe(_("Dokumen ini berjenis makro. Simpan sebagai dokumen biasa tanpa makro, lalu unggah lagi."))
    else:
        told = _small(archive, "mimetype") if "mimetype" in names else b""
        if not told.startswith(b"application/vnd.oasis.opendocument." + OPEN_DOCUMENT[kind].encode()):
            raise wrong


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as part:
            found = part.read(TEN_MB + 1)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as wrong:
        raise _broken() from wrong
    if len(found) > TEN_MB:
        raise _bomb()
    return found


BREAKS = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    expat.ExpatError,
)


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, left: int, depth: int) -> int:
    """Read one entry to its end, as a stream; returns its true size."""
    name = entry.filename.lower()
    parser = _parser() if name.endswith((".xml", ".rels", ".vml", ".rdf")) else None
    try:
        total, head = _through(archive, entry, left=left, parser=parser)
    except BREAKS as wrong:
        raise _broken() from wrong
    if name.endswith(".rels"):
        _outside(_small(archive, entry.filename))
    elif name.startswith("xl/externallinks/") and b"ddeLink" in _small(archive, entry.filename):
        raise Unsafe(_("Lembar ini menjalankan program lain (DDE). Hapus tautannya, lalu unggah lagi."))
    elif head.startswith(b"PK\x03\x04"):
        _nested(archive, entry, depth=depth)
    elif head.startswith(RUNNABLE):
        raise Unsafe(_("Dokumen ini memuat berkas lain yang dapat dijalankan. Lepaskan, lalu unggah lagi."))
    return total


def _through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, left: int, parser: Any) -> tuple[int, bytes]:  # noqa: ANN401 -- expat names no class
    total, head = 0, b""
    with archive.open(entry) as part:
        while chunk := part.read(256 * 1024):
            total += len(chunk)
            if total > left or (total > TEN_MB and total > MOST_RATIO * max(entry.compress_size, 1)):
                raise _bomb()
            head = head or chunk[:16]
            if parser:
                parser.Parse(chunk, False)
        if parser:
            parser.Parse(b"", True)
    return total, head


def _nested(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, depth: int) -> None:
    """Look inside a packed part: a chart carries its table as a workbook, anything else is refused."""
    suffix = entry.filename.lower().rpartition(".")[2]
    if depth or suffix not in MAIN_PART:
        raise Unsafe(_("Dokumen ini memuat arsip di dalamnya. Lepaskan, lalu unggah lagi."))
    inside = _small(archive, entry.filename)
    _package(io.BytesIO(inside), size=len(inside), kind=suffix, depth=depth + 1)


def _parser() -> Any:  # noqa: ANN401 -- expat names no class of its own
    """Return a parser that goes through the whole text and stops at a document type: entities hide behind it."""
    parser = expat.ParserCreate()

    def stop(*_named: object) -> None:
        raise Unsafe(_("Dokumen ini memuat perintah XML yang tidak aman. Simpan ulang dari aplikasinya."))

    parser.StartDoctypeDeclHandler = stop
    parser.EntityDeclHandler = stop
    return parser


def _outside(rels: bytes) -> None:
    """Refuse a relation that makes a program fetch something from elsewhere when the document opens."""
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415 -- loaded before the fork

    for one in fromstring(rels):
        if one.get("TargetMode") == "External" and not str(one.get("Type", "")).endswith(HARMLESS_OUTSIDE):
            raise Unsafe(
                _("Dokumen ini memuat tautan yang diambil dari luar saat dibuka. Putuskan tautannya, lalu unggah lagi.")
            )


# --- PDF


ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/RichMediaExecute", "/Rendition"}


def _pdf(path: Path, kind: str) -> None:  # noqa: ARG001 -- as the others
    import pikepdf  # noqa: PLC0415 -- loaded before the fork

    _no_stowaway(path)
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if len(pdf.pages) > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
                raise Unsafe(_("PDF ini terlalu rumit untuk diperiksa. Pecah menjadi beberapa berkas."))
            if not len(pdf.pages):
                raise _broken()
            for one in pdf.objects:
                _pdf_object(one, pikepdf)
    except pikepdf.PasswordError as wrong:
        raise Unsafe(_("PDF ini terkunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi.")) from wrong
    except pikepdf.PdfError as wrong:
        raise _broken() from wrong


def _pdf_object(one: Any, pikepdf: Any) -> None:  # noqa: ANN401 -- pikepdf's own
    """Look at an object and at all that stands directly in it; what it refers to has a turn of its own."""
    waiting = [one]
    while waiting:
        here = waiting.pop()
        if isinstance(here, pikepdf.Array):
            waiting += [each for each in here if _stands_in(each, pikepdf)]
        elif isinstance(here, pikepdf.Dictionary | pikepdf.Stream):
            _dictionary(here)
            waiting += [each for _name, each in here.items() if _stands_in(each, pikepdf)]


def _stands_in(one: Any, pikepdf: Any) -> bool:  # noqa: ANN401 -- as above
    return isinstance(one, pikepdf.Array | pikepdf.Dictionary) and not one.is_indirect


def _dictionary(one: Any) -> None:  # noqa: ANN401 -- as above
    keys = one.keys()
    if "/XFA" in keys:
        raise Unsafe(_("PDF ini memuat formulir yang berjalan sendiri (XFA). Cetak ke PDF, lalu unggah hasilnya."))
    if "/JS" in keys or "/JavaScript" in keys or str(one.get("/S", "")) in ACTIVE_ACTIONS:
        raise Unsafe(_("PDF ini memuat perintah yang berjalan sendiri. Cetak ke PDF, lalu unggah hasilnya."))
    if "/EmbeddedFiles" in keys or "/EF" in keys or str(one.get("/Type", "")) == "/EmbeddedFile":
        raise Unsafe(
            _("PDF ini memuat berkas lain sebagai lampiran. Unggah lampirannya sendiri, lalu PDF tanpa lampiran.")
        )
    if str(one.get("/Subtype", "")) in {"/RichMedia", "/Screen", "/3D", "/Movie", "/Sound"}:
        raise Unsafe(_("PDF ini memuat media yang berjalan sendiri. Cetak ke PDF, lalu unggah hasilnya."))


def _no_stowaway(path: Path) -> None:
    """Refuse a file that is an archive or a page as well."""
    with path.open("rb") as source:
        head = source.read(1024)
        source.seek(max(0, path.stat().st_size - TAIL))
        tail = source.read()
    if ARCHIVE_END in tail or SCRIPT.search(head):
        raise _polyglot()


# --- pictures, films, texts


def _picture(path: Path, kind: str) -> None:
    from PIL import Image  # noqa: PLC0415 -- loaded before the fork

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    content = path.read_bytes()
    if SCRIPT.search(content) or ARCHIVE_END in content[-TAIL:]:
        raise _polyglot()
    try:
        with Image.open(path, formats=["JPEG", "MPO"] if kind == "jpg" else ["PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS or getattr(picture, "n_frames", 1) > 50:  # noqa: PLR2004 -- frames
                raise _bomb()
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as wrong:
        raise _bomb() from wrong
    except (OSError, SyntaxError, ValueError, EOFError) as wrong:
        raise _broken() from wrong


def _film(path: Path, kind: str) -> None:  # noqa: ARG001 -- as the others
    """Walk the boxes of an MP4: they must tile the file, with a film among them."""
    size, at = path.stat().st_size, 0
    found: list[bytes] = []
    with path.open("rb") as source:
        while at < size:
            source.seek(at)
            head = source.read(16)
            if len(head) < 8 or len(found) > 5_000:  # noqa: PLR2004 -- a box's head; boxes of an honest film
                raise _broken()
            length = int.from_bytes(head[:4], "big")
            if length == 1:
                length = int.from_bytes(head[8:16], "big")
            elif length == 0:
                length = size - at
            if length < 8 or at + length > size:  # noqa: PLR2004 -- as above
                raise _broken()
            found.append(head[4:8])
            at += length
    if found[0] != b"ftyp" or b"moov" not in found:
        raise _broken()
    _no_stowaway(path)


def _text(path: Path, kind: str) -> None:  # noqa: ARG001 -- as the others
    with path.open("rb") as source:
        while chunk := source.read(1024 * 1024):
            if b"\x00" in chunk:
                raise Unsafe(_("Berkas teks ini memuat isi yang bukan teks. Simpan ulang sebagai teks UTF-8."))


LOOKS: dict[str, Callable[[Path, str], None]] = {
    "pdf": _pdf,
    "jpg": _picture,
    "png": _picture,
    "mp4": _film,
    "csv": _text,
    "txt": _text,
}
