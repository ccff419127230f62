"""A copy of a PDF that says on every page for whom it was made."""

import math
from datetime import datetime
from pathlib import Path

import pikepdf
from django.utils.translation import gettext as _
from pikepdf import Dictionary, Name, Pdf

WIDTH, HEIGHT = 595, 842  # A4 in points; put over a page of any size it is scaled
LONGEST = 60


class NotMarkable(Exception):
    """The PDF is locked or broken, so nothing can be printed over it."""


def mark(source: Path, target: Path, *, to: str, at: datetime) -> None:
    """Write to ``target`` the PDF in ``source`` with recipient and day over each page. Raises NotMarkable."""
    words = _("Untuk %(to)s · %(day)s") % {"to": to[:LONGEST], "day": f"{at:%d-%m-%Y}"}
    try:
        with Pdf.open(source) as pdf, _overlay(words) as over:
            for page in pdf.pages:
                page.add_overlay(over.pages[0], None)
            pdf.remove_unreferenced_resources()
            pdf.save(target)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise NotMarkable from wrong


def _overlay(words: str) -> Pdf:
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    page.Resources = Dictionary(
        Font=Dictionary(F1=pdf.make_indirect(font)),
        ExtGState=Dictionary(G1=Dictionary(ca=0.18), G2=Dictionary(ca=0.75)),
    )
    text, size = _string(words), min(34.0, 1_150 / max(len(words), 1))
    turn, length = math.radians(52), len(words) * size * 0.5
    cos, sin = math.cos(turn), math.sin(turn)
    left, bottom = WIDTH / 2 - cos * length / 2, HEIGHT / 2 - sin * length / 2
    across = f"q /G1 gs 0.2 g BT /F1 {size:.1f} Tf {cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {left:.1f} {bottom:.1f} Tm "
    below = "q /G2 gs 0.2 g BT /F1 8 Tf 1 0 0 1 24 14 Tm "
    page.Contents = pdf.make_stream(across.encode() + text + b" Tj ET Q " + below.encode() + text + b" Tj ET Q")
    return pdf


def _string(words: str) -> bytes:
    """Return a PDF string; letters that the font lacks become question marks."""
    raw = words.encode("cp1252", errors="replace")
    for sign in (b"\\", b"(", b")"):
        raw = raw.replace(sign, b"\\" + sign)
    return b"(" + raw.replace(b"\r", b" ").replace(b"\n", b" ") + b")"
