"""How long documents are kept, and which have been kept long enough.

No regulation of the programme fixes a span, so it is a setting of the house (*bukan ketentuan*): a document is kept
ten years after the period it proves, or until the day that stands in it. Nothing goes by itself: this names what may.
"""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from bening.evidence.models import Claim, Document
from bening.evidence.permissions import Permission
from bening.evidence.queries import visible_to
from bening.foundation.access import scope_of
from bening.foundation.accounts.models import User

YEARS = 10  # bukan ketentuan


def old_enough(*, today: date) -> Q:
    """Return the condition for documents that were kept as long as they had to be."""
    edge = date(today.year - YEARS, 1, 1)
    return Q(keep_until__lt=today) | Q(keep_until__isnull=True, proves_until__lt=edge)


def may_go(user: User | AnonymousUser, *, today: date) -> QuerySet[Document]:
    """Return what may go, oldest first: never what is held, what a submission cites, or what has gone already."""
    cited = Claim.objects.filter(document=OuterRef("pk"), cited_at__isnull=False)
    found = visible_to(user).filter(scope_of(user, Permission.RETAIN).q("unit"), old_enough(today=today))
    return found.filter(~Exists(cited), hold_why="", withdrawn_at__isnull=True).order_by("proves_until", "pk")
