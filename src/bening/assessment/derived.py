"""Whether what a sheet keeps still follows from its revisions, which the audit record vouches for."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from bening.assessment.actions import figures
from bening.assessment.editions import instrument_files
from bening.assessment.models import Revision, Sheet
from bening.foundation.audit.rows import Wrong

AT_ONCE = 500


def sheets() -> Iterator[Wrong]:
    """Yield each sheet whose newest answers or figures are not those of its revisions."""
    every = Revision.objects.order_by("sheet_id", "pk").values_list(
        "sheet_id", "question", "number", "pk", "answer", "aside"
    )
    lines = groupby(every.iterator(chunk_size=AT_ONCE), key=lambda row: row[0])
    waiting = next(lines, None)
    kept = Sheet.objects.order_by("pk").values_list("pk", "heads", "assessment__instrument", *figures.FIGURES)
    for pk, heads, edition, *before in kept.iterator(chunk_size=AT_ONCE):
        while waiting and waiting[0] < pk:
            waiting = next(lines, None)
        ours = {}
        if waiting and waiting[0] == pk:
            ours = _heads(waiting[1])
            waiting = next(lines, None)
        row = f"assessment.sheet {pk}"
        if heads != ours:
            yield Wrong(0, row, _("Baris %(row)s tidak memuat jawaban terakhir dari riwayatnya.") % {"row": row})
        elif before != _figures(heads, edition):
            yield Wrong(0, row, _("Angka pada baris %(row)s bukan nilai jawabannya.") % {"row": row})


def _heads(revisions: Iterator[tuple[Any, ...]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for _sheet, question, number, pk, answer, aside in revisions:
        if aside:
            found.setdefault(question, {})["top"] = number
        else:
            found[question] = {"n": number, "id": pk, "a": answer, "top": number}
    return found


def _figures(heads: dict[str, Any], edition: str) -> list[Any] | None:
    """Return what these answers score; None when somebody wrote what no edition knows."""
    try:
        return list(figures.figures_of(heads, instrument_files.load(edition)))
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
        return None
