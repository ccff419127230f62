"""Reads of the audit record."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from bening.foundation.access import scope_of
from bening.foundation.accounts.models import User
from bening.foundation.audit.models import Entry
from bening.foundation.audit.permissions import Permission
from bening.foundation.audit.telling import veils


def visible_to(user: User | AnonymousUser) -> QuerySet[Entry]:
    """Return the entries of the units that ``user`` answers for, without those that a package keeps from them.

    An entry without a unit belongs to nobody's page.
    """
    entries = Entry.objects.filter(scope_of(user, Permission.VIEW).q("unit")).select_related("unit").order_by("-seq")
    entries = entries.alias(written=Cast(F("data"), TextField()))
    for veil in veils:
        entries = entries.exclude(veil(user))
    return entries
