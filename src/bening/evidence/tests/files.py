"""Real small files for tests: PDFs with words, blank scans, tables, letters."""

import io
import zipfile

from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)


def pdf(*pages, encrypt=None):
    """Return a PDF with these texts; a page of None is a scan of an empty sheet, an image is a scan of that."""
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=A4, encrypt=encrypt, invariant=True)
    for page in pages:
        if page is None or isinstance(page, Image.Image):
            scan = page or Image.new("L", (800, 1130), 246)
            canvas.drawImage(ImageReader(scan), 0, 0, *A4)
        else:
            for number, line in enumerate(page.splitlines()):
                canvas.drawString(72, 780 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def scribbled():
    """Return the scan of a page with strokes on it, which are no text."""
    sheet = Image.new("L", (800, 1130), 246)
    draw = ImageDraw.Draw(sheet)
    for line in range(20):
        draw.line((90, 100 + 40 * line, 700, 100 + 40 * line + line % 3), fill=30, width=3)
    return sheet


def jpg(picture=None):
    kept = io.BytesIO()
    (picture or scribbled()).convert("RGB").save(kept, "JPEG", quality=80)
    return kept.getvalue()


def docx(*paragraphs):
    import docx as word  # noqa: PLC0415 -- slow, and seldom needed

    document = word.Document()
    for one in paragraphs:
        document.add_paragraph(one)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def odt(*paragraphs):
    office, text = "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    lines = "".join(f"<text:p>{one}</text:p>" for one in paragraphs)
    body = f"<office:body><office:text>{lines}</office:text></office:body>"
    content = f'<office:document-content xmlns:office="{office}" xmlns:text="{text}">{body}</office:document-content>'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    return kept.getvalue()


def ods(*rows):
    office, table = (
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    )
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    data = f'<table:table table:name="Data">{lines}</table:table>'
    body = f"<office:body><office:spreadsheet>{data}</office:spreadsheet></office:body>"
    names = f'xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{text}"'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
    return kept.getvalue()
