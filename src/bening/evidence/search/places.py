"""Where a document may be seen, as one word that is indexed beside its text.

The word lets an engine leave out at once what a person cannot see anyway, so that a common word costs a small unit
nothing. It decides nothing: every hit passes `queries.visible_to` as well.
"""

from dataclasses import replace

from bening.evidence.models import Classification
from bening.evidence.permissions import Permission
from bening.evidence.queries import assigned
from bening.foundation.access import Scope, scope_of
from bening.foundation.accounts.models import User

LIMITED = {Classification.LIMITED: "t", Classification.SECRET: "r"}
MARK = "qz"  # no word of any language begins so
MOST = 200  # more words than this cost an engine more than they save


def places_of(*, unit: int, instansi: int, classification: str, area: int | None) -> str:
    """Return the words of one document: for its unit (and area), its instansi, the nation."""
    kind = LIMITED.get(Classification(classification), "p")
    return f"{MARK}u{unit}{kind} {MARK}u{unit}{kind}{area or 0} {MARK}i{instansi}{kind} {MARK}n{kind}"


def places_for(user: User) -> tuple[str, ...]:
    """Return the words of which a visible document has at least one; empty when they would be too many."""
    secret = assigned(scope_of(user, Permission.VIEW_SECRET))
    seen = scope_of(user, Permission.VIEW)
    spread = replace(seen, units=seen.units | {unit for unit, _ in seen.areas}, areas=frozenset())
    found = [*_words(spread, "p"), *_words(scope_of(user, Permission.VIEW_LIMITED), "t"), *_words(secret, "r")]
    return tuple(found) if len(found) <= MOST else ()


def _words(scope: Scope, kind: str) -> list[str]:
    if scope.nation:
        return [f"{MARK}n{kind}"]
    units = [f"{MARK}u{unit}{kind}" for unit in sorted(scope.units)]
    areas = [f"{MARK}u{unit}{kind}{area}" for unit, area in sorted(scope.areas)]
    return [*units, *areas, *(f"{MARK}i{one}{kind}" for one in sorted(scope.instansi))]
