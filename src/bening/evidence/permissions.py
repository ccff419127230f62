"""What one can be allowed to do with evidence, and which roles are.

Who may see a document follows from its classification: what is public or internal is for everybody who may see the
unit's evidence; what is limited is for those who need it; what is secret for the unit's heads and its evaluators.
"""

from enum import StrEnum

from bening.foundation.access import grant
from bening.foundation.accounts.models import Role


class Permission(StrEnum):
    VIEW = "evidence.view"
    VIEW_LIMITED = "evidence.view_limited"  # a PIC holds it for the own area
    VIEW_SECRET = "evidence.view_secret"  # noqa: S105 -- the name of a permission
    ADD = "evidence.add"  # and describe, replace, withdraw: a PIC for the own area
    ASK = "evidence.ask"  # which proofs an instansi asks for
    JUDGE = "evidence.judge"  # accept and refuse what is shown as proof
    COMPARE = "evidence.compare"  # learn that another unit shows the same file
    HOLD = "evidence.hold"
    SHARE = "evidence.share"  # by a link, with somebody who has no account
    RETAIN = "evidence.retain"  # see what may go, and propose that it does
    DISPOSE = "evidence.dispose"  # agree that it goes (S19)


EVALUATORS = {Role.TPI, Role.TPI_HEAD, Role.TPN}
grant(
    Permission.VIEW,
    to={Role.PEGAWAI, Role.PIC, Role.KETUA, Role.PIMPINAN, Role.ADMIN} | EVALUATORS,
)
grant(Permission.VIEW_LIMITED, to={Role.PIC, Role.KETUA, Role.PIMPINAN} | EVALUATORS)
grant(Permission.VIEW_SECRET, to={Role.KETUA, Role.PIMPINAN} | EVALUATORS)
grant(Permission.ADD, to={Role.PIC, Role.KETUA})
grant(Permission.SHARE, to={Role.KETUA, Role.PIMPINAN})
grant(Permission.ASK, to={Role.ADMIN})
grant(Permission.JUDGE, to={Role.KETUA, Role.TPI})
grant(Permission.COMPARE, to=EVALUATORS)
grant(Permission.HOLD, to={Role.PIMPINAN, Role.TPI, Role.TPI_HEAD})
grant(Permission.RETAIN, to={Role.KETUA, Role.PIMPINAN})
grant(Permission.DISPOSE, to={Role.PIMPINAN})
