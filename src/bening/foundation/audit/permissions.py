"""What one can be allowed to do with the audit record: read it, nothing else."""

from enum import StrEnum

from bening.foundation.access import grant
from bening.foundation.accounts.models import Role


class Permission(StrEnum):
    VIEW = "audit.view"


grant(Permission.VIEW, to={Role.ADMIN, Role.KETUA})
