"""Documents whose validity ends: who is told of which, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from bening.evidence import queries
from bening.evidence.models import Document
from bening.evidence.permissions import Permission
from bening.foundation.access import roles_with
from bening.foundation.accounts.models import User
from bening.foundation.accounts.queries import valid_on

DAYS = (30, 7, 0)  # before the end of validity, as the help beside the field says


@dataclass(frozen=True, slots=True)
class Reminder:
    """One person is told once of one document and one of the days; the same key is the same reminder."""

    person: User
    document: Document
    days: int

    @property
    def key(self) -> str:
        return f"evidence.expiry:{self.document.pk}:{self.document.valid_until}:{self.days}"

    @property
    def sentence(self) -> str:
        if self.days == 0:
            return _("“%(title)s” berlaku sampai hari ini. Ganti berkasnya atau perbarui masa berlakunya.") % {
                "title": self.document.title
            }
        return _("“%(title)s” berlaku %(days)d hari lagi. Siapkan penggantinya.") % {
            "title": self.document.title,
            "days": self.days,
        }


def due(*, today: date) -> Iterator[Reminder]:
    """Yield whom to tell of what today: those who keep the document, and may see it."""
    ends = {today + timedelta(days=days): days for days in DAYS}
    ending = Document.objects.filter(valid_until__in=list(ends), withdrawn_at__isnull=True)
    keepers = valid_on(today).filter(role__in=roles_with[Permission.ADD]).select_related("user")
    for document in ending.select_related("unit").order_by("pk").iterator(chunk_size=200):
        days = ends[document.valid_until] if document.valid_until else 0
        theirs = keepers.filter(Q(unit=document.unit_id))
        people = {one.user.pk: one.user for one in theirs if one.area is None or one.area == document.area}
        for person in people.values():
            if queries.visible_to(person).filter(pk=document.pk).exists():
                yield Reminder(person, document, days)
