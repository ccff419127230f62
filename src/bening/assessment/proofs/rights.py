"""Who may do what about the proofs of a unit, asked once for a page."""

from dataclasses import dataclass

from bening.assessment import queries
from bening.assessment.models import Assessment
from bening.assessment.permissions import Permission
from bening.evidence.permissions import Permission as Evidence
from bening.evidence.queries import reaches
from bening.foundation.access import Scope, may, scope_of
from bening.foundation.accounts.models import User
from bening.foundation.units.models import Unit


@dataclass(frozen=True, slots=True)
class Rights:
    """How far one person reaches in one unit; ``assessor`` judges anew what was decided, and sees other units' uses."""

    user: User
    unit: Unit
    keep: Scope
    judge: Scope
    assessor: bool
    evaluates: bool

    def may_keep(self, question: str) -> bool:
        """Say whether this person may show documents for a question, and let go of them."""
        return reaches(self.keep, self.unit, area_of(question))

    def may_judge(self, question: str) -> bool:
        return self.judge.covers(self.unit, area_of(question))

    def may_explain(self, question: str) -> bool:
        return self.may_keep(question) or self.may_judge(question)


def rights_of(user: User, assessment: Assessment) -> Rights:
    unit = assessment.unit
    return Rights(
        user=user,
        unit=unit,
        keep=scope_of(user, Evidence.ADD),
        judge=scope_of(user, Evidence.JUDGE),
        assessor=may(user, Evidence.COMPARE, unit=unit),
        evaluates=may(user, Permission.ASSESS, unit=unit),
    )


def area_of(question: str) -> int | None:
    """Return the area of a question, None for those of Hasil: they are the whole unit's."""
    page = queries.page_of(question)
    return None if page == queries.RESULTS else int(page)
