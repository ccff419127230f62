"""The first two admins of an empty house: there is nobody yet who could propose and approve them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bening.foundation.accounts.models import Role, User
from bening.foundation.accounts.queries import valid_on
from bening.foundation.people import accounts, granting, invitations
from bening.foundation.people.granting import Wanted
from bening.foundation.people.proposals import Refused

FOUNDERS = 2  # one who proposes, one who approves


@transaction.atomic
def found(*, username: str, name: str, email: str, decree: str, now: datetime) -> tuple[User, str]:
    """Make an admin of the platform, and return the person with the address of their invitation. Raises Refused."""
    today = timezone.localdate(now)
    tomorrow = today + timedelta(days=1)
    # Whoever begins tomorrow counts as well, and so does who was shut out: a lost house is restored, not taken over.
    standing = {one.user_id for day in (today, tomorrow) for one in valid_on(day).filter(role=Role.PLATFORM)}
    if len(standing) >= FOUNDERS:
        raise Refused(
            _("Sudah ada %(count)d admin platform. Usulkan peran berikutnya di halaman Orang dan peran.")
            % {"count": len(standing)}
        )
    person = accounts.add(username=username, name=name, email=email, by=None, now=now)
    granting.give(Wanted(user=person, role=Role.PLATFORM, since=today, decree=decree), by=None, now=now)
    return person, invitations.invite(person, by=None, now=now)
