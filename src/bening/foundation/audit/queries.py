"""Reads of the audit record."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from bening.foundation.access import scope_of
from bening.foundation.accounts.models import User
from bening.foundation.audit.models import Entry
from bening.foundation.audit.permissions import Permission


def visible_to(user: User | AnonymousUser) -> QuerySet[Entry]:
    """Return the entries of the units that ``user`` answers for; an entry without a unit belongs to nobody's page."""
    return Entry.objects.filter(scope_of(user, Permission.VIEW).q("unit")).select_related("unit").order_by("-seq")
