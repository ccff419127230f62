"""What one can be allowed to do with an assessment, and which roles are."""

from enum import StrEnum

from bening.foundation.access import grant
from bening.foundation.accounts.models import Role


class Permission(StrEnum):
    VIEW = "assessment.view"
    OPEN = "assessment.open"
    ANSWER = "assessment.answer"
    ASSESS = "assessment.assess"
    READ_DRAFTS = "assessment.read_drafts"  # the evaluators' sheet
    TAKE_IN = "assessment.take_in"
    STATE_FACTS = "assessment.state_facts"
    PACK = "assessment.pack"  # take the proofs of a year away
    TRACE_DRAFTS = "assessment.trace_drafts"  # the audit lines of evaluators' sheets


WORKING = (Role.PEGAWAI, Role.PIC, Role.KETUA, Role.PIMPINAN)

# An officer at a service desk, the keeper of the WBS and the administrator of the platform have no part in it.
grant(Permission.VIEW, to={*WORKING, Role.TPI, Role.TPI_HEAD, Role.TPN, Role.ADMIN})
grant(Permission.OPEN, to={Role.KETUA, Role.ADMIN})
grant(Permission.ANSWER, to={Role.PIC, Role.KETUA})
grant(Permission.ASSESS, to={Role.TPI})  # who scores does not review (S03)
grant(Permission.READ_DRAFTS, to={Role.TPI, Role.TPI_HEAD})
grant(Permission.TAKE_IN, to={Role.KETUA, Role.TPI})
grant(Permission.STATE_FACTS, to={Role.KETUA, Role.ADMIN})
grant(Permission.PACK, to={Role.KETUA, Role.PIMPINAN, Role.TPI, Role.TPI_HEAD, Role.TPN})
grant(Permission.TRACE_DRAFTS, to={Role.TPI, Role.TPI_HEAD, Role.ADMIN})
