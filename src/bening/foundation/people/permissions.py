"""What one can be allowed to do with people, and with what they propose."""

from enum import StrEnum

from bening.foundation.access import grant
from bening.foundation.accounts.models import Role


class Permission(StrEnum):
    VIEW = "people.view"
    MANAGE = "people.manage"  # accounts, roles, invitations, conflicts
    DECIDE = "people.decide"  # what another proposes


grant(Permission.VIEW, to={Role.ADMIN, Role.PLATFORM, Role.TPI_HEAD})
grant(Permission.MANAGE, to={Role.ADMIN, Role.PLATFORM})
grant(Permission.DECIDE, to={Role.ADMIN, Role.PLATFORM})
