"""Audit a workbook: every cell that departs from the regulation, what it does to the score, and how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from bening.assessment.workbook.audit_branches import audit_branches
from bening.assessment.workbook.audit_errors import audit_errors
from bening.assessment.workbook.audit_questions import audit_questions
from bening.assessment.workbook.audit_recaps import audit_recaps
from bening.assessment.workbook.cells import place
from bening.assessment.workbook.findings import Bench, Finding
from bening.assessment.workbook.formulas import Evaluator
from bening.assessment.workbook.layouts import LAYOUTS
from bening.assessment.workbook.reading import Reading
from bening.domain.instrument import Instrument

__all__ = ["Audit", "Finding", "audit"]

SEED = 90  # the values that are tried are always the same, so that an audit can be repeated
LEAST_FIGURES = 0.5


@dataclass(frozen=True, slots=True)
class Audit:
    """What the workbook itself comes to, computed by its own formulas, and everything that is wrong with them."""

    as_written: Decimal | None
    findings: tuple[Finding, ...]
    more: int = 0  # cells that show an error, too, and are not told one by one


def audit(reading: Reading, instrument: Instrument) -> Audit:
    """Audit the workbook that ``reading`` came from."""
    evaluator = Evaluator(reading.book)
    benches = [Bench(reading, instrument, evaluator, tier) for tier in LAYOUTS[reading.layout].tiers]
    benches = [bench for bench in benches if _has_figures(bench)]
    findings = list(dict.fromkeys(finding for bench in benches for finding in _of_worksheet(bench)))
    if benches:
        findings.extend(audit_recaps(benches[0]))
    known = {(finding.sheet, finding.cell) for finding in findings}
    more = 0
    for sheet in reading.book.sheets.values():
        found, untold = audit_errors(sheet, evaluator, known)
        findings.extend(found)
        more += untold
    order = {name: at for at, name in enumerate(reading.book.sheets, start=1)} | {reading.sheet: 0}
    findings.sort(key=lambda finding: (order.get(finding.sheet, 0), place(finding.cell) or (0, 0)))
    unit = next((bench for bench in benches if bench.tier == "unit"), None)
    return Audit(unit.total if unit else None, tuple(findings), more)


def _of_worksheet(bench: Bench) -> Iterator[Finding]:
    yield from audit_questions(bench, Random(SEED))  # noqa: S311 -- trial values, not secrets
    yield from audit_branches(bench, Random(SEED))  # noqa: S311 -- trial values, not secrets


def _has_figures(bench: Bench) -> bool:
    """Return whether the tier computes anything: a bare answer sheet has no formulas to audit."""
    rows = [bench.row(id) for id in bench.instrument.branches]
    filled = [row for row in rows if row and (row, bench.column["value"]) in bench.sheet.cells]
    return len(filled) >= LEAST_FIGURES * len(rows)
