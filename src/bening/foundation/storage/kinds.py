"""The kinds of file that the house takes in: told by the content, and the name must agree."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.foundation.storage.failures import Refused

HEAD = 4096  # bytes that tell the kind
LONGEST_NAME = 180
ZIP = b"PK\x03\x04"
# Beginnings of what a browser or a system would run, wherever they stand in the first bytes of a text.
ACTIVE = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php", b"<body", b"<iframe", b"#!", b"mz\x90")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is sent as, which suffixes it goes by, and what people call it."""

    key: str
    mime: str
    suffixes: tuple[str, ...]
    label: str | Promise
    office: bool = False


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("pdf", "application/pdf", ("pdf",), gettext_lazy("PDF")),
        Kind("docx", f"{_OPEN_XML}.wordprocessingml.document", ("docx",), gettext_lazy("Dokumen Word"), office=True),
        Kind("xlsx", f"{_OPEN_XML}.spreadsheetml.sheet", ("xlsx",), gettext_lazy("Lembar Excel"), office=True),
        Kind(
            "pptx",
            f"{_OPEN_XML}.presentationml.presentation",
            ("pptx",),
            gettext_lazy("Salindia PowerPoint"),
            office=True,
        ),
        Kind("odt", f"{_OPEN_DOCUMENT}.text", ("odt",), gettext_lazy("Dokumen OpenDocument"), office=True),
        Kind("ods", f"{_OPEN_DOCUMENT}.spreadsheet", ("ods",), gettext_lazy("Lembar OpenDocument"), office=True),
        Kind("odp", f"{_OPEN_DOCUMENT}.presentation", ("odp",), gettext_lazy("Salindia OpenDocument"), office=True),
        Kind("jpg", "image/jpeg", ("jpg", "jpeg"), gettext_lazy("Foto JPEG")),
        Kind("png", "image/png", ("png",), gettext_lazy("Gambar PNG")),
        Kind("mp4", "video/mp4", ("mp4", "m4v"), gettext_lazy("Video MP4")),
        Kind("csv", "text/csv", ("csv",), gettext_lazy("Tabel CSV")),
        Kind("txt", "text/plain", ("txt",), gettext_lazy("Teks")),
    )
}
BY_SUFFIX = {suffix: kind for kind in KINDS.values() for suffix in kind.suffixes}
ACCEPT = ",".join(f".{suffix}" for suffix in BY_SUFFIX)  # for a file field
NAMES = "PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, JPG, PNG, MP4, CSV, TXT"
# Suffixes that turn a name such as `laporan.php.pdf` into something else on another system.
_RUNNING = (
    "exe com bat cmd scr pif msi msp dll cpl jar js jse mjs vbs vbe ws wsf wsh hta ps1 psm1 sh bash "
    "zsh csh py pyc rb pl php php3 php4 php5 php7 phtml pht phar asp aspx asa cer jsp jspx cgi htm "
    "html xhtml shtml mht mhtml svg svgz xml xsl xslt swf wasm lnk url desktop inf reg docm dotm xlsm "
    "xltm xlam pptm potm ppam iso img vhd chm application gadget "
)
RUNNING = frozenset(_RUNNING.split())


def tidy_name(given: str) -> str:
    """Return the name under which a file is kept: its last part, without what a system could trip over."""
    last = given.replace("\\", "/").rpartition("/")[2]
    plain = unicodedata.normalize("NFC", last)
    kept = "".join(one for one in plain if unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    kept = " ".join(kept.replace(":", "-").split()).strip(". ")
    stem, dot, suffix = kept.rpartition(".")
    return (stem[: LONGEST_NAME - len(suffix) - 1] + dot + suffix) if dot else kept[:LONGEST_NAME]


def kind_named(name: str) -> Kind:
    """Return the kind that a name speaks of. Raises Refused."""
    *stem, suffix = name.lower().split(".") if "." in name else [name, ""]
    kind = BY_SUFFIX.get(suffix.strip())
    if kind is None:
        raise Refused(
            _("“%(name)s” bukan jenis berkas yang diterima. Pilih salah satu dari: %(kinds)s.")
            % {"name": name[:80], "kinds": NAMES}
        )
    strange = next((part for part in stem[1:] if part.strip() in RUNNING), None)
    if strange:
        raise Refused(
            _("Nama “%(name)s” memuat dua jenis berkas (.%(strange)s). Ganti namanya, lalu unggah lagi.")
            % {"name": name[:80], "strange": strange[:20]}
        )
    return kind


def agree(kind: Kind, head: bytes, *, name: str) -> None:
    """Refuse a file whose first bytes are not those of ``kind``. What is inside is `guard`'s to say."""
    if not head:
        raise Refused(_("“%(name)s” kosong. Periksa berkasnya, lalu unggah lagi.") % {"name": name[:80]})
    if not _begins_as(kind, head):
        raise Refused(
            _("Isi “%(name)s” bukan %(kind)s seperti namanya. Simpan ulang dari aplikasinya, lalu unggah lagi.")
            % {"name": name[:80], "kind": kind.label}
        )


def _begins_as(kind: Kind, head: bytes) -> bool:
    match kind.key:
        case "pdf":
            return head.startswith(b"%PDF-")
        case "jpg":
            return head.startswith(b"\xff\xd8\xff")
        case "png":
            return head.startswith(b"\x89PNG\r\n\x1a\n")
        case "mp4":
            return head[4:8] == b"ftyp"
        case "csv" | "txt":
            return _is_text(head)
        case _:
            return head.startswith(ZIP)


def _is_text(head: bytes) -> bool:
    if b"\x00" in head or head.startswith((b"\xfe\xff", b"\xff\xfe")):
        return False
    lowered = head.lower()
    if any(sign in lowered for sign in ACTIVE):
        return False
    for cut in range(4):  # the head may end within a letter
        try:
            head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return not any(byte < 9 or 13 < byte < 32 for byte in head)  # noqa: PLR2004 -- control bytes; an old code page else
