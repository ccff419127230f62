"""The one table of the second wall: which rows belong to whom, and by which permission one reaches them.

`laying.py` makes policies of it; `tests/test_wall.py` walks every model with a way to a unit and fails for one that
is not named here. Models are named, not imported: they stand on floors above. A name without a dot is a table of
PostgreSQL that no model stands for.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Of:
    """Rows with a unit of their own, reached by ``permission``, or by one of those in ``also``."""

    permission: str
    unit: str = "unit_id"
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Through:
    """Rows that are reached when the row they hang on is: ``here`` = ``there`` of ``model``.

    ``or_none``: a row that hangs on nothing belongs to no unit.
    """

    model: str
    here: str
    there: str = "id"
    or_none: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """The audit record: read by ``permission``, written by whoever acts and reaches the unit, changed by nobody."""

    permission: str
    unit: str = "unit_id"


@dataclass(frozen=True, slots=True)
class OfInstansi:
    """Rows that an instansi keeps for all of its units, reached by whoever reaches one of them."""

    permission: str
    instansi: str = "instansi_id"


@dataclass(frozen=True, slots=True)
class Open:
    """Rows with a way to a unit that need no wall, and why."""

    because: str


Wall = Of | Through | Record | OfInstansi | Open

PLACES = "units.view"
EVIDENCE = "evidence.view"
ASSESSMENT = "assessment.view"

UNITS = Of(PLACES, unit="id", also=("people.manage",))  # the platform appoints people to units

WALLS: dict[str, Wall] = {
    "units.unit": UNITS,
    "accounts.assignment": Open("who is what is read before anybody's reach can be known"),
    "accounts.conflict": Open("what bars an evaluator is read before anybody's reach can be known"),
    "assessment.assessment": Of(ASSESSMENT),
    "assessment.sheet": Through("assessment.assessment", "assessment_id"),
    "assessment.revision": Through("assessment.sheet", "sheet_id"),
    "assessment.presence": Through("assessment.sheet", "sheet_id"),
    "assessment.intake": Through("assessment.assessment", "assessment_id"),
    "evidence.document": Of(EVIDENCE),
    "evidence.version": Through("evidence.document", "document_id"),
    "evidence.taken": Through("evidence.version", "version_id", or_none=True),
    "evidence.reading": Through("evidence.version", "blob_id", "blob_id"),
    "evidence.preview": Through("evidence.version", "blob_id", "blob_id"),
    "evidence_search": Through("evidence.document", "document_id"),
    "evidence.claim": Of(EVIDENCE),
    "evidence.waiver": Through("evidence.claim", "claim_id"),
    "evidence.slotrule": Open("which proofs an instansi asks for is no unit's secret"),
    "evidence.sharelink": Of(EVIDENCE),
    "audit.entry": Record("audit.view"),
}


def permissions() -> frozenset[str]:
    """Return every permission by which some row is reached."""
    kept = {wall.permission for wall in WALLS.values() if isinstance(wall, Of | Record | OfInstansi)}
    return frozenset(kept).union(*(wall.also for wall in WALLS.values() if isinstance(wall, Of)))
