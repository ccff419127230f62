"""Show a document as proof, let go of it, and freeze what a submission rests on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bening.evidence.actions import Refused
from bening.evidence.claims import rows
from bening.evidence.models import Claim, ClaimState, Document
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.units.models import Unit


@transaction.atomic
def claim(  # noqa: PLR0913 -- a place has four names
    document: Document,
    *,
    unit: Unit,
    year: int,
    question: str,
    by: User,
    now: datetime,
    slot: str = "",
    carried_from: Claim | None = None,
    why: str = "",
) -> Claim:
    """Show a document as proof of a question; what is shown there already stays as it is."""
    document = Document.objects.select_for_update(of=("self",)).select_related("latest").get(pk=document.pk)
    if document.unit_id != unit.pk:
        raise Refused(_("Dokumen ini milik unit lain, jadi tidak dapat menjadi bukti unit ini."))
    if document.withdrawn_at is not None:
        raise Refused(_("Dokumen ini sudah ditarik."))
    if document.latest is None:
        raise Refused(_("Dokumen ini belum punya berkas."))
    place = {"document": document, "unit": unit, "year": year, "question": question, "slot": slot}
    if standing := Claim.objects.filter(**place).exclude(state=ClaimState.RETIRED).first():
        return standing
    made = Claim.objects.create(**place, version=document.latest, carried_from=carried_from, why=why, at=now, by=by)
    if carried_from is None:
        log.record("evidence.claim", by=by, at=now, **rows.told(made))
    else:
        log.record("evidence.carry", by=by, at=now, **rows.told(made, carried_from=carried_from.pk, why=why))
    return made


@transaction.atomic
def retire(claim: Claim, *, why: str, by: User, now: datetime) -> Claim:
    """Let go of a proof; the document stays. What a submission rests on is not let go."""
    if not why.strip():
        raise Refused(_("Tulis alasan melepas bukti; alasan itu tetap tersimpan."))
    claim = rows.locked(claim)
    if claim.state == ClaimState.RETIRED:
        return claim
    if claim.cited_at is not None:
        raise Refused(_("Penilaian yang sudah diajukan mengutip bukti ini, jadi bukti ini tetap di tempatnya."))
    return let_go(claim, why=why, by=by, now=now)


def let_go(claim: Claim, *, why: str, by: User, now: datetime) -> Claim:
    """Store a claim as retired, a new one as one that stood."""
    claim.state, claim.why = ClaimState.RETIRED, why.strip()
    claim.decided_at, claim.decided_by = now, by
    claim.save()
    log.record("evidence.retire", by=by, at=now, **rows.told(claim, why=claim.why))
    return claim


@transaction.atomic
def cite(unit: Unit, year: int, *, by: User | None, now: datetime) -> int:
    """Freeze what a unit shows in a year: a submission rests on it, so that nothing of it can disappear."""
    shown = Claim.objects.select_for_update(of=("self",)).select_related("document", "unit", "version")
    standing = shown.filter(unit=unit, year=year, cited_at__isnull=True, document__withdrawn_at__isnull=True)
    count = 0
    for one in standing.exclude(state=ClaimState.RETIRED).order_by("pk"):
        one.cited_at = now
        one.save(update_fields=["cited_at"])
        log.record("evidence.cite", by=by, at=now, **rows.told(one))
        count += 1
    return count
