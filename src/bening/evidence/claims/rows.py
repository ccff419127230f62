"""One row of a claim, kept for a write, and what the audit record is told of it."""

from typing import Any

from django.utils.translation import gettext as _

from bening.evidence.actions import Refused
from bening.evidence.models import Claim, ClaimState, Document


def locked(claim: Claim) -> Claim:
    """Return the row as it stands, kept for this transaction. The document's row comes first, as everywhere."""
    Document.objects.select_for_update(of=("self",)).get(pk=claim.document_id)
    found = Claim.objects.select_for_update(of=("self",)).select_related("document__latest", "unit", "version")
    return found.get(pk=claim.pk)


def refuse_unless_live(claim: Claim) -> None:
    if claim.state == ClaimState.RETIRED:
        raise Refused(_("Bukti ini sudah dilepas dari pertanyaan ini."))
    if claim.document.withdrawn_at is not None:
        raise Refused(_("Dokumen ini sudah ditarik."))


def told(claim: Claim, **more: Any) -> dict[str, Any]:
    """Return what the audit record is told of a claim: its line stands under the document, with all about the file."""
    data = {
        "claim": claim.pk,
        "year": claim.year,
        "question": claim.question,
        "slot": claim.slot,
        "version": claim.version.number,
        **more,
    }
    return {"on": claim.document, "unit": claim.unit, "data": data, "rows": [claim]}
