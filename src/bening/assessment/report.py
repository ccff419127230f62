"""A scored assessment as plain JSON values: the shape that the command line promises. Decimals are strings."""

from collections.abc import Mapping
from decimal import Decimal

from bening.domain.gates import Check, Gate
from bening.domain.scoring import Score

Json = dict[str, object]


def exact(value: Decimal) -> str:
    """Return every digit of a number, never in the form 1E-7."""
    return f"{value:f}"


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
