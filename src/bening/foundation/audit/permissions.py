"""What one can be allowed to do with the audit record: read it, nothing else."""

from enum import StrEnum

from bening.foundation.access import grant
from bening.foundation.accounts.models import Role


class Permission(StrEnum):
    VIEW = "audit.view"


# Who configures the machine does not read the record (S18).
grant(Permission.VIEW, to={Role.ADMIN, Role.KETUA, Role.TPI, Role.TPI_HEAD})
