"""What a sheet keeps of its score, for lists."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from bening.assessment import stored
from bening.assessment.editions import instrument_files
from bening.assessment.models import Sheet
from bening.domain.gates import Gate, gates
from bening.domain.instrument import Instrument
from bening.domain.scoring import Score, score
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.prepared import PreparedUpdate

NINE_PLACES = Decimal("1e-9")
FIGURES = ["answered", "total", "pengungkit", "passes_wbk", "passes_wbbm"]

_write = PreparedUpdate(Sheet, ("heads", "changed_at", *FIGURES))


def judge(heads: Mapping[str, Mapping[str, Any]], instrument: Instrument) -> tuple[Score, Mapping[str, Gate]]:
    """Return the score and the gates of a sheet's newest answers."""
    scored = score(instrument.root, stored.answers_of(heads, instrument))
    return scored, gates(instrument.thresholds, scored)


def figures_of(
    heads: Mapping[str, Mapping[str, Any]], instrument: Instrument
) -> tuple[int, Decimal, Decimal, bool, bool]:
    """Return what a sheet with these newest answers keeps of its score, in the order of FIGURES."""
    if not heads:
        return 0, Decimal(0), Decimal(0), False, False
    return _figures(*judge(heads, instrument))


def _figures(scored: Score, judged: Mapping[str, Gate]) -> tuple[int, Decimal, Decimal, bool, bool]:
    """Return what a sheet keeps of its score for lists, in the order of FIGURES."""
    points = {part.id: part.earned.quantize(NINE_PLACES) for part in (scored, *scored.parts)}
    return scored.answered, points["total"], points["pengungkit"], judged["WBK"].passed, judged["WBBM"].passed


def keep_score(
    sheet: Sheet, instrument: Instrument, *, now: datetime, known: tuple[Score, Mapping[str, Gate]] | None = None
) -> tuple[Score, Mapping[str, Gate]]:
    """Write the sheet's newest answers together with what they score (``known`` already, perhaps), and return that."""
    scored, judged = known or judge(sheet.heads, instrument)
    for name, figure in zip(FIGURES, _figures(scored, judged), strict=True):
        setattr(sheet, name, figure)
    sheet.changed_at = now
    _write(sheet)
    return scored, judged


@transaction.atomic
def rescore(*, now: datetime, by: User | None = None) -> int:
    """Compute the figures of every sheet that has answers anew, keep those that differ, and return how many did."""
    sheets = Sheet.objects.exclude(heads={}, answered=0).select_for_update(of=("self",))
    kept = sheets.values_list("pk", "heads", "assessment__instrument", *FIGURES).order_by()
    different = []
    for pk, heads, edition, *before in kept.iterator(chunk_size=500):
        figures = _figures(*judge(heads, instrument_files.load(edition)))
        if list(figures) != before:
            different.append((*figures, pk))
    # one prepared statement for all of them: bulk_update would write a CASE for every row and every figure
    columns = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in FIGURES)
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(Sheet._meta.db_table)
        cursor.executemany(f"UPDATE {table} SET {columns} WHERE id = %s", [_adapted(row) for row in different])  # noqa: S608 -- names of ours, values as parameters
    log.record("assessment.rescore", on=("assessment.sheet", "*"), by=by, at=now, data={"changed": len(different)})
    return len(different)


def _adapted(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row as the database's driver takes it; SQLite's knows no Decimal."""
    return tuple(str(value) if isinstance(value, Decimal) else value for value in row)
