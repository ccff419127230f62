"""What one may do to the sign-in of others: end their sessions, and help who lost a second factor."""

from enum import StrEnum

from bening.foundation.access import grant
from bening.foundation.accounts.models import Role


class Permission(StrEnum):
    HELP = "signin.help"


grant(Permission.HELP, to={Role.ADMIN})
