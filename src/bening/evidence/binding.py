"""The tables of evidence whose rows the audit record vouches for; `audit.bound` says how."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext as _

from bening.evidence.models import Claim, Document, ShareLink, Version, Waiver
from bening.foundation.audit.bound import bind
from bening.foundation.audit.rows import Wrong, derived


def announce() -> None:
    """Tell the audit record which columns may not change without an entry."""
    bind(Document, leaving_out={"latest", "versions_count", "changed_at"})  # follow from its versions
    bind(Version, leaving_out={"blob"})  # its hash is bound, and stays when the file of a withdrawn document leaves
    bind(Claim)
    bind(Waiver)
    bind(ShareLink, leaving_out={"opened", "opened_at"})  # counted from the entries of its openings
    derived.add("files of versions", files)


def files() -> Iterator[Wrong]:
    """Yield each version that leads to another content than its hash says, or to none though it still stands."""
    other = Q(blob__isnull=False) & ~Q(blob_id=F("sha256"))
    gone = Q(blob__isnull=True, document__withdrawn_at__isnull=True)
    for pk in Version.objects.filter(other | gone).order_by("pk").values_list("pk", flat=True):
        row = f"{Version._meta.label_lower} {pk}"
        yield Wrong(0, row, _("Baris %(row)s menunjuk berkas lain daripada yang dicatat.") % {"row": row})
