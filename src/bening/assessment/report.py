"""A scored assessment as plain JSON values: the shape that the command line promises. Decimals are strings."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from bening.domain.gates import Check, Gate
from bening.domain.instrument import Instrument
from bening.domain.scoring import Score

Json = dict[str, object]


def exact(value: Decimal) -> str:
    """Return every digit of a number, never in the form 1E-7."""
    return f"{value:f}"


def result_json(
    *,
    source: Json,
    instrument: Instrument,
    read_as: tuple[str, str],
    scored: Score,
    judged: Mapping[str, Gate],
    findings: Sequence[Json] = (),
) -> Json:
    """Return one scored assessment as the command line prints it; ``read_as`` is the tier and the blank policy."""
    tier, blank = read_as
    return {
        "source": source,
        "instrument": instrument.id,
        "tier": tier,
        "blank": blank,
        "completeness": {"answered": scored.answered, "questions": scored.questions},
        "scores": scores_json(scored),
        "gates": gates_json(judged),
        "findings": list(findings),
    }


def scores_json(scored: Score) -> dict[str, str]:
    """Return the points of every node: questions, sub-areas, areas, P, R, pengungkit, H, total."""
    return {id: exact(points) for id, points in scored.points().items()}


def gates_json(gates: Mapping[str, Gate]) -> Json:
    return {
        predicate: {"pass": gate.passed, "checks": [check_json(check) for check in gate.checks]}
        for predicate, gate in gates.items()
    }


def check_json(check: Check) -> Json:
    return {
        "id": check.id,
        "value": exact(check.value),
        "minimum": exact(check.minimum),
        "pass": check.passed,
        "missing": exact(check.missing),
    }


CSV_HEAD = ("kind", "predicate", "id", "name", "value", "possible", "minimum", "missing", "pass", "why")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV that no spreadsheet program takes for formulas."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([inert(cell) for cell in row] for row in rows)
    return file.getvalue()


def inert(cell: str) -> str:
    """Return a cell that is only ever read as text where it could be read as a formula."""
    return f"'{cell}" if cell.lstrip(" \n").startswith(STARTS_A_FORMULA) else cell


def check_row(predicate: str, name: str, check: Check) -> tuple[str, ...]:
    passed = str(check.passed).lower()
    value, minimum, missing = exact(check.value), exact(check.minimum), exact(check.missing)
    return ("gate", predicate, check.id, name, value, "", minimum, missing, passed, "")


def score_row(node: Score, name: str, why: str) -> tuple[str, ...]:
    return ("score", "", node.id, name, exact(node.earned), exact(node.possible), "", "", "", why)
