"""A list of documents as a file, for whatever spreadsheet opens it: text stays text, nothing in it is a formula."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from bening.evidence.models import Document
from bening.foundation import sheets

EXPORTS = ("csv", "xlsx")
MOST = 50_000  # rows of a sheet that one request may make


def export(documents: QuerySet[Document], wanted: str, *, today: date) -> HttpResponse:
    """Return the documents as CSV or as a workbook."""
    return sheets.download(f"bukti-{today.isoformat()}", table(documents), kind=wanted)


def table(documents: QuerySet[Document]) -> Iterator[list[sheets.Cell]]:
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
            one.proves_from,
            one.proves_until,
            one.valid_until,
            one.get_classification_display(),
            one.area,
            ", ".join(one.tags),
            one.latest.name if one.latest else "",
            one.versions_count,
            one.latest.sha256 if one.latest else "",
        ]
