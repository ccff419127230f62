"""A list of documents as a file, for whatever spreadsheet opens it: text stays text, nothing in it is a formula."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import xlsxwriter
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from bening.evidence.models import Document

EXPORTS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 50_000  # rows of a sheet that one request may make
STARTS = "=+-@\t\r\n;|%\\＝＋－＠"  # a spreadsheet may take what follows for a formula or a command


def export(documents: QuerySet[Document], wanted: str, *, today: date) -> HttpResponseBase:
    """Return the documents as CSV, line by line, or as a workbook."""
    lines = table(documents)
    response: HttpResponseBase
    if wanted == "xlsx":
        response = HttpResponse(_workbook(lines), content_type=XLSX)
    else:
        writer = csv.writer(_Line(), delimiter=";")
        text = ("\ufeff" * (not number) + writer.writerow(map(quiet, line)) for number, line in enumerate(lines))
        response = StreamingHttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="bukti-{today.isoformat()}.{wanted}"'
    return response


def quiet(cell: str) -> str:
    """Return a cell of a CSV that no spreadsheet takes for more than text."""
    return f"'{cell}" if cell.lstrip(" \u00a0\ufeff")[:1] in STARTS and cell.strip() else cell


class _Line:
    def write(self, line: str) -> str:
        return line


def _workbook(lines: Iterator[list[str]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": True, "in_memory": True}) as book:
        sheet, bold = book.add_worksheet(_("Bukti")), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 1, 36)
        sheet.set_column(2, 11, 16)
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                sheet.write_string(row, column, cell, bold if row == 0 else None)
    return made.getvalue()


def table(documents: QuerySet[Document]) -> Iterator[list[str]]:
    """Yield the head and a line for each document."""
    yield [
        _("Unit"),
        _("Judul"),
        _("Jenis"),
        _("Membuktikan sejak"),
        _("Membuktikan sampai"),
        _("Berlaku sampai"),
        _("Klasifikasi"),
        _("Area"),
        _("Tanda"),
        _("Berkas"),
        _("Versi"),
        _("SHA-256"),
    ]
    for one in documents[:MOST].iterator(chunk_size=500):
        yield [
            one.unit.name,
            one.title,
            one.get_kind_display(),
            one.proves_from.isoformat(),
            one.proves_until.isoformat(),
            one.valid_until.isoformat() if one.valid_until else "",
            one.get_classification_display(),
            str(one.area or ""),
            ", ".join(one.tags),
            one.latest.name if one.latest else "",
            str(one.versions_count),
            one.latest.sha256 if one.latest else "",
        ]
