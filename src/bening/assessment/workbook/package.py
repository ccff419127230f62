"""The outer shell of an .xlsx: a zip from an unknown hand. Everything that could hurt is refused here, with a sentence.

Limits are settings, not rules: an LKE is some 300 kB, and pictures pasted into it are never unpacked.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from gettext import gettext as _
from io import BytesIO
from xml.parsers import expat

from bening.assessment.workbook.refusals import WorkbookRefused, bomb, broken, encrypted, macros, not_xlsx

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_PART = 64 * 1024 * 1024
LARGEST_WHOLE = 160 * 1024 * 1024
LARGEST_RATIO = 200
RATIO_COUNTS_FROM = 1024 * 1024
MOST_PARTS = 2_000
CHUNK = 64 * 1024

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK_TYPE = "spreadsheetml.sheet.main+xml"
NESTED = (
    ".zip",
    ".7z",
    ".rar",
    ".gz",
    ".bz2",
    ".xz",
    ".tar",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".docx",
    ".doc",
    ".pptx",
    ".jar",
)
MACROS = ("vbaproject", "vbadata", "xl/macrosheets/", "xl/dialogsheets/", "xl/activex/", "customui/")
EXTERNAL = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")


class Package:
    """The parts of an .xlsx, each unpacked only when asked for and only as far as the limits go."""

    def __init__(self, data: bytes) -> None:
        _check_outside(data)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
            raise broken() from None
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        _check_entries(entries, len(data))
        self._entries = {entry.filename.lstrip("/").casefold(): entry for entry in entries}
        self._unpacked = 0
        self._check_types()

    def has(self, name: str) -> bool:
        return name.casefold() in self._entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the part ``name`` piece by piece; what it really inflates to counts, not what it declares."""
        size = 0
        try:
            with self._zip.open(self._entries[name.casefold()]) as part:
                while chunk := part.read(CHUNK):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    if size > LARGEST_PART or self._unpacked > LARGEST_WHOLE:
                        raise bomb()
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, OSError, ValueError):
            raise broken() from None

    def relations(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Return what ``part`` points to, by id: kind, target, and whether the target lies outside the file."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str, bool]] = {}
        if not self.has(rels):
            return found

        def start(element: str, attributes: dict[str, str]) -> None:
            if element == "Relationship":
                target, outside = attributes.get("Target", ""), attributes.get("TargetMode") == "External"
                if not outside:
                    target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], target, outside)

        read_xml(self.chunks(rels), start=start)
        return found

    def _check_types(self) -> None:
        if not self.has(CONTENT_TYPES):
            raise not_xlsx()
        types: list[str] = []
        read_xml(
            self.chunks(CONTENT_TYPES), start=lambda _name, attributes: types.append(attributes.get("ContentType", ""))
        )
        if any("macroenabled" in kind.casefold() or "vbaproject" in kind.casefold() for kind in types):
            raise macros()
        if not any(kind.endswith(WORKBOOK_TYPE) for kind in types):
            raise not_xlsx()


def read_xml(
    chunks: Iterator[bytes],
    *,
    start: Callable[[str, dict[str, str]], object] | None = None,
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    """Run a part through expat with names without their prefix. A DTD is refused, so no entity can be declared."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse_dtd(*_declaration: object) -> None:
        raise WorkbookRefused(
            "dtd",
            _("Berkas ini memuat deklarasi XML (DTD) yang tidak pernah ada dalam buku kerja yang sah."),
            _("Buka di aplikasi lembar kerja, simpan ulang sebagai .xlsx, lalu pakai berkas yang baru."),
        )

    parser.StartDoctypeDeclHandler = refuse_dtd
    if start:
        parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    try:
        for chunk in chunks:
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError):
        raise broken() from None


def _check_outside(data: bytes) -> None:
    if len(data) > LARGEST_FILE:
        raise WorkbookRefused(
            "too_large",
            _("Berkas lebih besar dari 20 MB."),
            _("Hapus gambar dari buku kerja, lalu taruh buktinya sebagai tautan."),
        )
    if not data:
        raise WorkbookRefused("empty", _("Berkas ini kosong (0 bita)."), _("Periksa berkasnya, lalu pilih lagi."))
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise encrypted()
        raise not_xlsx(_("Berkas ini format lama (.xls) atau bukan buku kerja."))
    if not data.startswith(ZIP):
        raise not_xlsx()


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename.replace("\\", "/").lstrip("/").casefold() for entry in entries]
    if _is_bomb(entries, size):
        raise bomb()
    if any(entry.flag_bits & 1 for entry in entries):
        raise encrypted()
    if len(set(names)) != len(names) or any(".." in name.split("/") for name in names):
        raise broken()
    _check_names(names)


def _is_bomb(entries: list[zipfile.ZipInfo], size: int) -> bool:
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
        return True
    if sum(entry.compress_size for entry in entries) > size:  # parts that overlap
        return True
    return any(
        entry.file_size > RATIO_COUNTS_FROM and entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )


def _check_names(names: list[str]) -> None:
    if "mimetype" in names:
        raise not_xlsx(_("Berkas ini format OpenDocument (.ods)."))
    if any(piece in name for name in names for piece in MACROS):
        raise macros()
    if any(name.startswith(EXTERNAL) for name in names):
        raise WorkbookRefused(
            "external_links",
            _("Buku kerja ini mengambil angka dari berkas atau sumber data lain, sehingga nilainya tidak pasti."),
            _("Putuskan tautannya lewat menu Data, Edit Tautan (Edit Links), simpan, lalu pakai berkas yang baru."),
        )
    if any(name.startswith("xl/embeddings/") or name.endswith(NESTED) for name in names):
        raise WorkbookRefused(
            "nested",
            _("Buku kerja ini memuat berkas lain di dalamnya."),
            _("Hapus objek yang disisipkan, lalu taruh buktinya sebagai tautan."),
        )
