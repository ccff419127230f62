"""Read a file: its words, its pages, whether anything is on them. Runs in the examining process, without Django.

``extract`` returns ``{"text": …, "facts": …}``; what it cannot read is said in ``facts["unreadable"]``.
"""

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from gettext import gettext as _
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from bening.evidence.reading import finding
from bening.evidence.reading.facts import Facts, to_json

MOST_TEXT = 400_000  # characters that are kept
MOST_PAGES = 400  # pages of which the words are read
MOST_DRAWN = 60  # pages that are looked at for ink
MOST_OCR = 6  # pages of which a picture is turned into words
OCR_SECONDS = 20
FEW_LETTERS = 3  # so many letters of a page are still no words
INK = 0.0008  # of a page's points must differ from the paper
PALER = 40  # greys between paper and ink
SMALL = 400  # points of the longer side when looking for ink
OCR_SIDE = 2000
MOST_PIXELS = 80_000_000
MOST_CELLS = 200_000
LARGEST_PART = 60 * 1024 * 1024


class Unreadable(Exception):
    """Nothing can be read; the message is a sentence for people."""


@dataclass(slots=True)
class Read:
    """What one way of reading found: the words page by page, and what else it saw."""

    pages: list[str]
    facts: Facts = field(default_factory=Facts)


def extract(*, path: str, kind: str) -> dict[str, Any]:
    """Read the file at ``path``, which is a ``kind``."""
    try:
        read = WAYS.get(kind, _nothing)(Path(path), kind)
    except Unreadable as wrong:
        return {"text": "", "facts": to_json(Facts(unreadable=str(wrong)))}
    words = "\n\n".join(read.pages).replace("\0", "")[:MOST_TEXT]
    facts = replace(
        read.facts,
        text_pages=sum(1 for page in read.pages if len(page.strip()) >= FEW_LETTERS),
        years=finding.years_in(read.pages),
        dates=tuple(finding.dates_in(read.pages)),
        signed_words=finding.says_signed(read.pages),
    )
    return {"text": words, "facts": to_json(facts)}


def _nothing(_path: Path, _kind: str) -> Read:
    return Read([])


# --- PDF


def _pdf(path: Path, _kind: str) -> Read:
    import pypdfium2  # noqa: PLC0415 -- loaded in the examining process only

    signatures = _signatures(path)
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as wrong:
        raise Unreadable(_locked() if "assword" in str(wrong) else _broken()) from None
    count, words, blank, ocr = len(document), [], [], ""
    for number in range(min(count, MOST_PAGES)):
        page = document[number]
        text = page.get_textpage().get_text_range()
        if len(text.strip()) < FEW_LETTERS and number < MOST_DRAWN:
            grey = page.render(scale=SMALL / max(*page.get_size(), 1), grayscale=True).to_pil()
            if not _has_ink(grey):
                blank.append(number + 1)
            elif number < MOST_OCR:
                seen, ocr = _ocr(page.render(scale=OCR_SIDE / max(*page.get_size(), 1), grayscale=True).to_pil())
                text = seen or text
        words.append(text)
    return Read(words, Facts(pages=count, blank_pages=tuple(blank), signatures=signatures, ocr=ocr))


def _signatures(path: Path) -> int:
    """Count the signed fields of a PDF."""
    import pikepdf  # noqa: PLC0415 -- as above

    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            form = pdf.Root.get("/AcroForm")
            fields = list(form.get("/Fields", [])) if form is not None else []
            return sum(1 for one in fields if str(one.get("/FT", "")) == "/Sig" and one.get("/V") is not None)
    except pikepdf.PasswordError:
        raise Unreadable(_locked()) from None
    except pikepdf.PdfError:
        raise Unreadable(_broken()) from None


def _has_ink(grey: Any) -> bool:  # noqa: ANN401 -- a picture of Pillow
    """Say whether enough of a picture differs from its commonest grey, which is the paper."""
    counts = grey.histogram()[:256]
    paper = max(range(256), key=counts.__getitem__)
    inked = sum(count for level, count in enumerate(counts) if abs(level - paper) >= PALER)
    return bool(inked > INK * sum(counts))


def _ocr(picture: Any) -> tuple[str, str]:  # noqa: ANN401 -- as above
    """Return the words in a picture, and whether Tesseract was there to find them."""
    program = shutil.which("tesseract")
    if program is None:
        return "", "tidak ada"
    import io  # noqa: PLC0415 -- seldom

    sent = io.BytesIO()
    picture.save(sent, "PNG")
    command = [program, "-", "-", "-l", _language(program)]
    try:
        told = subprocess.run(  # noqa: S603 -- a program of the machine, no shell
            command, input=sent.getvalue(), capture_output=True, timeout=OCR_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return "", "tidak ada"
    return told.stdout.decode("utf-8", "replace"), "dipakai"


def _language(program: str) -> str:
    known = subprocess.run([program, "--list-langs"], capture_output=True, timeout=5, check=False)  # noqa: S603 -- as above
    return "ind" if b"ind" in known.stdout.split() else "eng"


# --- pictures


def _picture(path: Path, _kind: str) -> Read:
    from PIL import Image  # noqa: PLC0415 -- as above

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(path) as opened:
            opened.draft("L", (OCR_SIDE, OCR_SIDE))
            grey = opened.convert("L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Unreadable(_broken()) from None
    grey.thumbnail((OCR_SIDE, OCR_SIDE))
    small = grey.copy()
    small.thumbnail((SMALL, SMALL))
    if not _has_ink(small):
        return Read([], Facts(pages=1, blank_pages=(1,)))
    words, ocr = _ocr(grey)
    return Read([words] if words.strip() else [], Facts(pages=1, ocr=ocr))


# --- office files


def _zipped_xml(path: Path, kind: str) -> Read:
    from defusedxml.ElementTree import ParseError, fromstring  # noqa: PLC0415 -- as above

    try:
        with zipfile.ZipFile(path) as archive:
            names = _parts(archive, kind)
            roots = [fromstring(archive.read(name)) for name in names]
    except (zipfile.BadZipFile, ParseError, KeyError, ValueError, OSError, RuntimeError):
        raise Unreadable(_broken()) from None
    return Read([_words(root) for root in roots])


def _parts(archive: zipfile.ZipFile, kind: str) -> list[str]:
    names = [one.filename for one in archive.infolist() if one.file_size <= LARGEST_PART]
    if kind == "docx":
        extra = [name for name in names if name.startswith(("word/header", "word/footer", "word/footnotes"))]
        return ["word/document.xml", *sorted(extra)]
    if kind == "pptx":
        slides = [name for name in names if name.startswith("ppt/slides/slide") and name.endswith(".xml")]
        return sorted(slides, key=lambda name: (len(name), name))[:MOST_PAGES]
    return ["content.xml"]


BREAKS = {"p", "h", "br", "tr", "table-row", "line-break"}


def _words(root: Element) -> str:
    """Return the text of an XML part: a paragraph a line."""
    parts: list[str] = []
    for one in root.iter():
        name = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
        if name in BREAKS:
            parts.append("\n")
        elif name in {"tab", "s", "tc", "table-cell"}:
            parts.append(" ")
        parts.extend(text for text in (one.text, None if name in {"document", "body"} else one.tail) if text)
    return "\n".join(line for line in ("".join(parts)).splitlines() if line.strip())


def _table(path: Path, _kind: str) -> Read:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 -- as above

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets, left = [], MOST_CELLS
        for name in book.sheet_names:
            lines = [name]
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=True):
                left -= len(row)
                if left < 0:
                    break
                lines.append(" ".join(_cell(value) for value in row if value not in ("", None)))
            sheets.append("\n".join(line for line in lines if line.strip()))
    except Exception as wrong:  # the parser's errors have no common kind
        raise Unreadable(_broken()) from wrong
    return Read(sheets)


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _plain(path: Path, _kind: str) -> Read:
    with path.open("rb") as source:
        content = source.read(MOST_TEXT * 2)
    return Read([content.decode("utf-8-sig", "replace")])


def _locked() -> str:
    return _("berkas terkunci sandi.")


def _broken() -> str:
    return _("isinya rusak atau terpotong.")


WAYS: dict[str, Callable[[Path, str], Read]] = {
    "pdf": _pdf,
    "jpg": _picture,
    "png": _picture,
    "docx": _zipped_xml,
    "pptx": _zipped_xml,
    "odt": _zipped_xml,
    "odp": _zipped_xml,
    "xlsx": _table,
    "ods": _table,
    "txt": _plain,
    "csv": _plain,
}
