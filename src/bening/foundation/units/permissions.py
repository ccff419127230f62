"""What one can be allowed to do with units."""

from enum import StrEnum

from bening.foundation.access import grant
from bening.foundation.accounts.models import Role


class Permission(StrEnum):
    VIEW = "units.view"


grant(Permission.VIEW, to=Role)
