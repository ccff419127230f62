"""What one can be allowed to do with files: bring them in. What becomes of them is for the package that takes them."""

from enum import StrEnum

from bening.foundation.access import grant
from bening.foundation.accounts.models import Role


class Permission(StrEnum):
    BRING = "storage.bring"


grant(Permission.BRING, to=set(Role) - {Role.PLATFORM})
