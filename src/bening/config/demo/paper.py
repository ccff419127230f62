"""Small files for the demo, made by code: a PDF with plain lines, a table, a photo. Nothing in them is anybody's."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

LEFT, TOP, STEP = 64, 780, 17


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF of A4 pages with these lines; a page without lines is an empty sheet."""
    parts: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        content = _content(lines)
        parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        body = f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(parts)} 0 R"
        parts.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {body} >>".encode())
        kids.append(f"{len(parts)} 0 R")
    parts[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    return bytes(out)


def _content(lines: Sequence[str]) -> bytes:
    shown = [
        f"BT /F1 {14 if number == 0 else 11} Tf {LEFT} {TOP - STEP * number} Td ({_plain(line)}) Tj ET"
        for number, line in enumerate(lines)
    ]
    return "\n".join(shown).encode("latin-1", "replace")


def _plain(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def jpg(words: str) -> bytes:
    """Return a photo that shows these words on a wall."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- the demo's load only

    picture = Image.new("RGB", (640, 420), (214, 226, 226))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 60, 580, 320), fill=(11, 92, 97), outline=(7, 69, 74), width=6)
    draw.text((90, 170), words[:70], fill=(255, 255, 255))
    draw.rectangle((0, 360, 640, 420), fill=(150, 160, 150))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=70)
    return kept.getvalue()


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook with one sheet of texts."""
    lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    override = '<Override PartName="{}" ContentType="' + MIME + '.{}+xml"/>'
    link = '<Relationship Id="rId1" Type="' + OFFICE + '/{}" Target="{}"/>'
    files = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{override.format('/xl/workbook.xml', 'sheet.main')}"
        f"{override.format('/xl/worksheets/sheet1.xml', 'worksheet')}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{LINKS}">'
        f"{link.format('officeDocument', 'xl/workbook.xml')}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}">'
        f"{link.format('worksheet', 'worksheets/sheet1.xml')}</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{lines}</sheetData></worksheet>',
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return kept.getvalue()


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'
