"""Write an LKE workbook: blank or filled, with live formulas that are right, in either layout.

Blank counts as zero in these formulas, as in our own score. Every text is written as text, so nothing that a person
typed can become a formula.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from gettext import gettext as _
from io import BytesIO

import xlsxwriter

from bening.assessment.workbook.contents import Contents
from bening.assessment.workbook.extra_sheets import write_audit, write_guide
from bening.assessment.workbook.findings import Finding
from bening.assessment.workbook.layouts import LAYOUTS
from bening.assessment.workbook.opening import WorkbookRefused
from bening.assessment.workbook.styles import Styles
from bening.assessment.workbook.worksheet import Worksheet
from bening.domain.instrument import Instrument

LONGEST_TEXT = 32_767  # what one cell can hold


def blank(instrument: Instrument, layout: str, *, at: datetime, by: str = "") -> bytes:
    """Return an empty workbook to be filled in."""
    return filled(instrument, layout, Contents(), at=at, by=by)


def filled(
    instrument: Instrument,
    layout: str,
    contents: Contents,
    *,
    at: datetime,
    by: str = "",
    findings: Sequence[Finding] | None = None,
    tier: str = "unit",
) -> bytes:
    """Return a workbook with ``contents``. The annex holds one tier only: ``tier`` says which.

    Raises WorkbookRefused when a text is longer than a cell can hold: cutting it would lose somebody's words.
    """
    chosen = LAYOUTS[layout]
    tiers = {"unit": tier} if chosen.tiers == ("unit",) else {name: name for name in chosen.tiers}
    _check_lengths(contents)
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": instrument.title, "author": by, "created": at.astimezone(UTC).replace(tzinfo=None)})
    book.set_calc_mode("auto")
    styles = Styles(book)
    Worksheet(book, styles, instrument, chosen, contents, tiers).write()
    write_guide(book, styles, instrument, chosen)
    if findings is not None:
        write_audit(book, styles, findings)
    book.close()
    return target.getvalue()


def _check_lengths(contents: Contents) -> None:
    for by_question in [*contents.notes.values(), *contents.evidence.values()]:
        for question, said in by_question.items():
            if len(str(said)) > LONGEST_TEXT:
                raise WorkbookRefused(
                    "text_too_long",
                    _("Catatan atau bukti soal %(id)s lebih panjang daripada yang muat dalam satu sel.")
                    % {"id": question},
                    _("Ringkas teksnya menjadi paling banyak 32.767 huruf."),
                )
