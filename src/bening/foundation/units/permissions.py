"""What one can be allowed to do with units."""

from enum import StrEnum

from bening.foundation.access import grant
from bening.foundation.accounts.models import Role


class Permission(StrEnum):
    VIEW = "units.view"
    MANAGE = "units.manage"
    INSTANSI = "units.instansi"  # see the list of instansi
    FOUND = "units.found"  # add and change instansi


# The administrator of the platform keeps the machine and sees no unit.
grant(Permission.VIEW, to=[role for role in Role if role != Role.PLATFORM])
grant(Permission.MANAGE, to={Role.ADMIN})
grant(Permission.INSTANSI, to={Role.ADMIN, Role.PLATFORM})
grant(Permission.FOUND, to={Role.PLATFORM})
