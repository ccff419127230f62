"""When a document gets a newer version, what is still open about it is about that version."""

from datetime import datetime

from bening.evidence.claims import rows
from bening.evidence.models import Claim, ClaimState, Version
from bening.foundation.audit import log

OPEN = (ClaimState.OFFERED, ClaimState.REJECTED)


def follow(version: Version, *, now: datetime) -> None:
    """Offer the new version wherever the document waits or was refused; what was accepted or cited keeps its own."""
    if version.number == 1:
        return
    standing = Claim.objects.select_for_update(of=("self",)).select_related("document", "unit")
    for one in standing.filter(document=version.document_id, state__in=OPEN, cited_at__isnull=True).order_by("pk"):
        one.version, one.state, one.why = version, ClaimState.OFFERED, ""
        one.decided_at = one.decided_by = None
        one.save(update_fields=["version", "state", "why", "decided_at", "decided_by"])
        log.record("evidence.offer_again", by=version.by, at=now, **rows.told(one))
