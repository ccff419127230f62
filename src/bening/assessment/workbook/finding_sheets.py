"""Find the worksheet in a workbook: by its name, else by its wordings, so that a renamed sheet is found too."""

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _

from bening.assessment.workbook.cells import Book, Sheet
from bening.assessment.workbook.layouts import ANNEX, JAWABAN, Item, Layout, columns_of, fold, items
from bening.assessment.workbook.locating import Located, labels, locate
from bening.assessment.workbook.opening import WorkbookRefused
from bening.domain.instrument import Instrument

LEAST_FOUND = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """The worksheet, its layout, its columns, and its rows."""

    layout: Layout
    sheet: Sheet
    columns: Mapping[str, int]
    located: Located


def find(book: Book, instrument: Instrument) -> Found:
    """Return the worksheet in ``book``; raises WorkbookRefused when there is none, or more than one."""
    named = [(layout, sheet) for layout in (JAWABAN, ANNEX) for sheet in book.sheets.values() if _is(sheet, layout)]
    shown = [pair for pair in named if not pair[1].hidden] or named
    if len(shown) > 1:
        raise WorkbookRefused(
            "two_sheets",
            _("Buku kerja ini memuat lembar Jawaban dan LKE ZI sekaligus, sehingga tidak jelas mana yang dinilai."),
            _("Hapus salah satu lembar, lalu pakai berkas yang baru."),
        )
    candidates = shown or [(_guess(sheet), sheet) for sheet in book.sheets.values() if not sheet.hidden]
    best: tuple[float, Found] | None = None
    for layout, sheet in candidates:
        found = _look(layout, sheet, instrument)
        share = _share(found, items(instrument, layout)) if _speaks(found, named=bool(shown)) else 0.0
        if best is None or share > best[0]:
            best = (share, found)
    if best is None or best[0] < LEAST_FOUND:
        raise _no_sheet(book, named=bool(shown))
    return best[1]


def _is(sheet: Sheet, layout: Layout) -> bool:
    return fold(sheet.name) == fold(layout.sheet)


def _guess(sheet: Sheet) -> Layout:
    """Return the layout of a renamed sheet: only the annex has its figures right beside the answers."""
    beside = sum(1 for (_row, column), cell in sheet.cells.items() if column == 12 and cell.formula is not None)  # noqa: PLR2004 -- column L
    return ANNEX if beside else JAWABAN


def _look(layout: Layout, sheet: Sheet, instrument: Instrument) -> Found:
    columns = columns_of(layout, sheet)
    return Found(layout, sheet, columns, locate(sheet, columns, items(instrument, layout)))


def _speaks(found: Found, *, named: bool) -> bool:
    """Return whether the sheet has wordings; one that bears the right name may do with answers alone."""
    answers = any(column == found.columns["unit.answer"] for _row, column in found.sheet.cells)
    return bool(labels(found.sheet, found.columns)) or (named and answers)


def _share(found: Found, wanted: tuple[Item, ...]) -> float:
    questions = [item for item in wanted if item.kind == "question"]
    return sum(1 for item in questions if item.id in found.located.rows) / len(questions)


def _no_sheet(book: Book, *, named: bool) -> WorkbookRefused:
    names = ", ".join(f"“{name[:40]}”" for name in list(book.sheets)[:8])
    if named:
        return WorkbookRefused(
            "no_questions",
            _("Lembar LKE dalam berkas ini tidak memuat sebagian besar soalnya."),
            _("Pakai buku kerja yang utuh, atau buku kerja kosong dari Bening."),
        )
    return WorkbookRefused(
        "no_sheet",
        _("Tidak ada lembar “LKE ZI” atau “Jawaban” dalam berkas ini; yang ada: %(names)s.") % {"names": names},
        _("Pakai buku kerja LKE, atau buku kerja kosong dari Bening."),
    )
