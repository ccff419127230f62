"""Draw the pages of a PDF, or a picture, as WebP files: ``python -I drawing.py pdf|picture FILE FOLDER MOST``.

A script of its own, run by `making` behind `limits`: whatever a hostile file does to it stays in it. Prints JSON:
``{"pages": 12, "drawn": 12}``, or ``{"why": "locked"}``.
"""

import json
import sys
from pathlib import Path

WIDE, HIGH = 1000, 2000  # pixels of a page
MOST_PIXELS = 40_000_000  # of a picture that is opened at all
QUALITY = 78


class Undrawable(Exception):
    """The file cannot be drawn; the message is one of a few words that `making` turns into a sentence."""


def draw_pdf(file: Path, folder: Path, most: int) -> dict[str, int]:
    """Draw the first pages."""
    import pypdfium2  # noqa: PLC0415 -- loaded in the limited process only

    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as wrong:
        raise Undrawable("locked" if "assword" in str(wrong) else "broken") from None
    pages = len(document)
    for number in range(min(pages, most)):
        page = document[number]
        width, height = page.get_size()
        scale = min(WIDE / max(width, 1), HIGH / max(height, 1))
        image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        image.save(folder / f"{number + 1}.webp", "WEBP", quality=QUALITY, method=2)
        page.close()
    return {"pages": pages, "drawn": min(pages, most)}


def draw_picture(file: Path, folder: Path, _most: int) -> dict[str, int]:
    """Draw the picture anew, the right way up: what the camera wrote beside it is left behind."""
    from PIL import Image, ImageOps  # noqa: PLC0415 -- loaded in the limited process only

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(file, formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Undrawable("large")
            opened.draft("RGB", (2 * WIDE, 2 * HIGH))
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Undrawable("broken") from None
    image.thumbnail((WIDE, HIGH))
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    clean.save(folder / "1.webp", "WEBP", quality=QUALITY, method=2)
    return {"pages": 1, "drawn": 1}


def main(way: str, file: str, folder: str, most: str) -> int:
    """Draw, and say what came of it."""
    draw = {"pdf": draw_pdf, "picture": draw_picture}[way]
    try:
        said: dict[str, object] = dict(draw(Path(file), Path(folder), int(most)))
    except Undrawable as wrong:
        said = {"why": str(wrong)}
    except MemoryError:
        said = {"why": "large"}
    except Exception:  # noqa: BLE001 -- whatever a strange file provokes is said in one word
        said = {"why": "broken"}
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
