"""A list of documents as a file."""

import csv
from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from bening.evidence.models import Document

EXPORTS = ("csv",)


class _Line:
    def write(self, line: str) -> str:
        return line


def export(documents: QuerySet[Document], _wanted: str, *, today: date) -> StreamingHttpResponse:
    """Return the documents as CSV, line by line."""
    writer = csv.writer(_Line(), delimiter=";")
    lines = (writer.writerow(line) for line in table(documents))
    response = StreamingHttpResponse(("\ufeff", *lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="bukti-{today.isoformat()}.csv"'
    return response


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
    for one in documents.iterator(chunk_size=500):
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
