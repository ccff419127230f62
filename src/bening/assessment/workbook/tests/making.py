"""Workbooks for the tests: ours, edited as people edit them, and hostile ones."""

import io
import random
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl

from bening.assessment.editions import instrument_files
from bening.assessment.workbook.contents import Contents
from bening.assessment.workbook.reading import Reading, read
from bening.assessment.workbook.writing import filled
from bening.domain.instrument import Choice, Index

INSTRUMENT = instrument_files.load()
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANNEX, JAWABAN = "lke-zi-2021", "jawaban-2026"
SHARED = Path(__file__).parents[5].parent / "shared"
REAL = SHARED / "data" / "lke-puskesmas-2021-annex.xlsx"


def random_answers(seed: int, *, blanks: float = 0.0, stated: bool = False) -> dict:
    """Return answers that no rule refuses; ``blanks`` is the share left out."""
    dice = random.Random(seed)  # noqa: S311 -- test data, not secrets
    found = {}
    for question in INSTRUMENT.questions.values():
        if dice.random() < blanks:
            continue
        match question.scale:
            case Choice(options=options):
                found[question.id] = dice.choice(options).letter
            case Index():
                found[question.id] = Decimal(dice.randrange(401)) / 100
            case scale:
                counts = {key: dice.randint(0, 9) for key in scale.keys}
                if not scale.may_exceed and len(scale.numerator.terms) == 1:
                    done = scale.numerator.keys[0]
                    counts[done] = dice.randint(0, scale.denominator.of(counts))
                if stated and scale.stated_total and dice.random() < 0.5:
                    done = counts[scale.numerator.keys[0]]
                    counts[scale.stated_total.key] = done + dice.randint(0, 5)
                if dice.random() < blanks:
                    counts.pop(dice.choice(scale.keys))
                found[question.id] = counts
    return found


def written(layout: str = ANNEX, answers: dict | None = None, tpi: dict | None = None, **more) -> bytes:
    given = {"unit": random_answers(1) if answers is None else answers}
    if tpi is not None:
        given["tpi"] = tpi
    return filled(INSTRUMENT, layout, Contents(answers=given, **more), at=NOW)


def edited(data: bytes, edit: Callable[[openpyxl.Workbook], object]) -> bytes:
    """Return the workbook after ``edit`` and a save by another program."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    target = io.BytesIO()
    book.save(target)
    book.close()
    return target.getvalue()


def cells(**values) -> Callable[[openpyxl.Workbook], None]:
    """Return an edit that types values into cells of the first sheet."""

    def edit(book: openpyxl.Workbook) -> None:
        for where, value in values.items():
            book.worksheets[0][where] = value

    return edit


def without_ids(book: openpyxl.Workbook) -> None:
    """Take our id column away, so that only wording and place are left."""
    sheet = book.worksheets[0]
    column = next(cell.column for row in sheet.iter_rows(max_row=3) for cell in row if cell.value == "ID Bening")
    sheet.delete_cols(column)


def rezipped(data: bytes, changes: dict[str, bytes | None], *, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the package with parts replaced, added or (None) taken out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", compress) as new:
        for name in old.namelist():
            content = changes.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name in changes.keys() - set(old.namelist()):
            if changes[name] is not None:
                new.writestr(name, changes[name])
    return target.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def reading(data: bytes) -> Reading:
    return read(data, INSTRUMENT, name="uji.xlsx")
