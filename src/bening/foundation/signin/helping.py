"""Helps somebody who lost their second factor. Who asks for it and who agrees is `people`'s to say: it takes two."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from bening.foundation.accounts.models import User
from bening.foundation.signin import acts, sessions


@transaction.atomic
def clear_factors(person: User, *, by: User, now: datetime) -> None:
    """Take every second factor of ``person`` away and end their sessions; another is set up at the next sign-in."""
    Authenticator.objects.filter(user=person).delete()
    sessions.end_all(person.pk)
    acts.factors_cleared(person, by=by, now=now)
