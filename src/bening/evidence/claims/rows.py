"""One row of a claim, kept for a write, and its line in the audit record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bening.evidence.actions import Refused
from bening.evidence.models import Claim, ClaimState, Document, Waiver
from bening.foundation.accounts.models import User
from bening.foundation.audit import log


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


def record(act: str, claim: Claim, *, by: User | None, now: datetime, more: Mapping[str, Any] | None = None) -> None:
    """Write the line of a claim under its document: there it stands with everything else about the file."""
    data = {
        "claim": claim.pk,
        "year": claim.year,
        "question": claim.question,
        "slot": claim.slot,
        "version": claim.version.number,
        **(more or {}),
    }
    log.record(act, on=claim.document, by=by, at=now, unit=claim.unit, data=data, rows=[claim])


def record_waiver(waiver: Waiver, *, by: User, now: datetime) -> None:
    claim = waiver.claim
    data = {
        "claim": claim.pk,
        "year": claim.year,
        "question": claim.question,
        "check": waiver.check_name,
        "version": waiver.version.number,
        "why": waiver.why,
    }
    log.record("evidence.waive", on=claim.document, by=by, at=now, unit=claim.unit, data=data, rows=[waiver])
