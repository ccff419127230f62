"""Tables that leave the house as CSV or XLSX, and tables that people bring: one way out, one way in.

Nothing that leaves can be taken for a formula (T085); nothing that comes is read without a limit (T092).
"""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from bening.foundation.storage.examiner import TooMuch, Unparsable, examiner

Cell = str | int | Decimal | date | None
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 5_000, 60, 5_000
RISKY = tuple("=+-@\t\r\n;|%`\\＝＋－＠")
BLANK = " \u00a0\ufeff\u200b"
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class Unreadable(Exception):
    """The file cannot be read as a table; ``str()`` says why and how to mend it."""


def safe(cell: Cell) -> str | int | Decimal | date:
    """Return what may stand in a cell: a text that a spreadsheet would run gets an apostrophe before it."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.strip(BLANK).startswith(RISKY):
        return f"'{cell}"
    return cell


def download(name: str, rows: Iterable[Sequence[Cell]], *, kind: str) -> HttpResponse:
    """Return a table as a download, ``name`` without its suffix."""
    content = _xlsx(rows) if kind == "xlsx" else _csv(rows)
    response = HttpResponse(content, content_type=KINDS[kind])
    response.headers["Content-Disposition"] = str(
        content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    )
    return response


def _csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    for row in rows:
        writer.writerow([_told(safe(cell)) for cell in row])
    return ("\ufeff" + text.getvalue()).encode()


def _xlsx(rows: Iterable[Sequence[Cell]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "constant_memory": True}) as book:
        sheet = book.add_worksheet()
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                value = safe(cell)
                if isinstance(value, str):
                    sheet.write_string(number, column, value, head if not number else None)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 -- a day has no zone
                else:
                    sheet.write_number(number, column, value)
        sheet.freeze_panes(1, 0)
    return made.getvalue()


def _told(cell: str | int | Decimal | date) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)


class Readable(Protocol):
    def read(self) -> bytes:
        """Return the whole content."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that somebody brought: its number in the file, and its cells by the heads of the columns."""

    number: int
    cells: dict[str, str]


def read(file: Readable, *, name: str, columns: Sequence[str], needed: Sequence[str]) -> list[Row]:
    """Return the rows of a CSV or XLSX file under its head row. Raises Unreadable with the place and the rule.

    All of them are read before any is used: too many are refused before the first has cost anything.
    """
    return list(_rows(file, name=name, columns=columns, needed=needed))


def _rows(file: Readable, *, name: str, columns: Sequence[str], needed: Sequence[str]) -> Iterator[Row]:
    table = _read_xlsx(file) if name.lower().endswith(".xlsx") else _read_csv(file)
    head = [_plain(cell).lower() for cell in next(table, [])]
    known = {column.lower(): column for column in columns}
    missing = [column for column in needed if column.lower() not in head]
    if missing:
        raise Unreadable(
            _("Baris 1 belum memuat kolom: %(missing)s. Unduh contohnya, lalu isi di situ.")
            % {"missing": ", ".join(missing)}
        )
    for number, cells in enumerate(table, start=2):
        if number > MOST_ROWS + 1:
            raise Unreadable(
                _("Berkas ini lebih dari %(most)d baris. Pecah menjadi beberapa berkas.") % {"most": MOST_ROWS}
            )
        told = {known[name]: _plain(cell) for name, cell in zip(head, cells, strict=False) if name in known}
        if any(told.values()):
            yield Row(number, told)


def _plain(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = "" if cell is None else str(cell).strip(BLANK + "\n\r\t")[:LONGEST_CELL]
    return text[1:] if text.startswith("'") and text[1:].strip(BLANK).startswith(RISKY) else text


def _read_csv(file: Readable) -> Iterator[Sequence[object]]:
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Unreadable(
            _("Berkas CSV ini bukan UTF-8. Simpan ulang sebagai “CSV UTF-8”, lalu unggah lagi.")
        ) from wrong
    delimiter = ";" if text.partition("\n")[0].count(";") >= text.partition("\n")[0].count(",") else ","
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield row[:MOST_COLUMNS]
    except csv.Error as wrong:
        raise Unreadable(_("Berkas CSV ini tidak dapat dibaca. Simpan ulang dari aplikasi lembar kerja.")) from wrong


def _read_xlsx(file: Readable) -> Iterator[Sequence[object]]:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        copy.write(file.read())
        copy.flush()
        try:
            told = examiner.ask("guard", path=copy.name, kind="xlsx")
            if "refused" in told:
                raise Unreadable(str(told["refused"]))
            sheet = CalamineWorkbook.from_path(copy.name).get_sheet_by_index(0)
            if sheet.height > MOST_ROWS + 1:
                raise Unreadable(
                    _("Berkas ini lebih dari %(most)d baris. Pecah menjadi beberapa berkas.") % {"most": MOST_ROWS}
                )
            for row in sheet.to_python(skip_empty_area=False):
                yield row[:MOST_COLUMNS]
        except (CalamineError, TooMuch, Unparsable) as wrong:
            raise Unreadable(
                _("Berkas XLSX ini rusak. Buka di aplikasinya, simpan ulang, lalu unggah lagi.")
            ) from wrong
