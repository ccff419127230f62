"""Accept a proof or refuse it, and answer what a check complains of."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bening.domain import duties
from bening.evidence.actions import Refused
from bening.evidence.claims import rows
from bening.evidence.models import Claim, ClaimState, Version, Waiver
from bening.foundation.accounts.models import User
from bening.foundation.accounts.queries import assignments_of
from bening.foundation.audit import log


def accepters(user: User) -> frozenset[int]:
    """Return this person and everybody for whom they act (S12)."""
    acted_for = {one.acting_for_id for one in assignments_of(user) if one.acting_for_id is not None}
    return frozenset({user.pk, *acted_for})


def clash_of(user: User, uploaders: Collection[int]) -> duties.Clash | None:
    """Return the rule that keeps ``user`` from accepting what these people uploaded (S01), for pages as for actions."""
    return duties.uploader_accepts(uploaders=uploaders, accepters=accepters(user))


@transaction.atomic
def accept(claim: Claim, *, by: User, now: datetime, again: bool = False) -> Claim:
    """Accept the newest version as proof. ``again`` is for those who may decide what was decided (evaluators).

    Raises Refused and duties.Separated.
    """
    claim = rows.locked(claim)
    rows.refuse_unless_live(claim)
    newest = claim.document.latest
    if claim.state == ClaimState.ACCEPTED and claim.version_id == claim.document.latest_id:
        return claim
    _refuse_decided(claim, again=again)
    people = User.objects.filter(pk__in=Version.objects.filter(document=claim.document_id).values("by"))
    # Whom an uploader acts for counts as one who uploaded (S12).
    duties.refuse(clash_of(by, {each for one in people for each in accepters(one)}))
    if newest is not None and claim.cited_at is None:
        claim.version = newest
    claim.state, claim.why, claim.decided_at, claim.decided_by = ClaimState.ACCEPTED, "", now, by
    claim.save(update_fields=["version", "state", "why", "decided_at", "decided_by"])
    log.record("evidence.accept", by=by, at=now, **rows.told(claim))
    return claim


@transaction.atomic
def reject(claim: Claim, *, why: str, by: User, now: datetime, again: bool = False) -> Claim:
    """Refuse a proof, with the reason for those who brought it."""
    if not why.strip():
        raise Refused(_("Tulis alasan menolak, agar pengunggah tahu apa yang harus diperbaiki."))
    claim = rows.locked(claim)
    rows.refuse_unless_live(claim)
    _refuse_decided(claim, again=again)
    if claim.document.latest is not None and claim.cited_at is None:
        claim.version = claim.document.latest
    claim.state, claim.why, claim.decided_at, claim.decided_by = ClaimState.REJECTED, why.strip(), now, by
    claim.save(update_fields=["version", "state", "why", "decided_at", "decided_by"])
    log.record("evidence.reject", by=by, at=now, **rows.told(claim, why=claim.why))
    return claim


@transaction.atomic
def waive(claim: Claim, *, check: str, why: str, by: User, now: datetime) -> Waiver:
    """Say why a check's complaint about the version at hand is all right; a new version is complained of anew."""
    if not why.strip():
        raise Refused(_("Tulis mengapa catatan pemeriksaan ini tidak menjadi masalah."))
    claim = rows.locked(claim)
    rows.refuse_unless_live(claim)
    place = {"claim": claim, "check_name": check, "version": claim.document.latest or claim.version}
    if known := Waiver.objects.filter(**place).first():
        return known
    made = Waiver.objects.create(**place, why=why.strip(), at=now, by=by)
    told = {**rows.told(claim, check=check, why=made.why), "rows": [made]}
    log.record("evidence.waive", by=by, at=now, **told)
    return made


def _refuse_decided(claim: Claim, *, again: bool) -> None:
    """Leave an evaluator's word to evaluators: a unit may decide what is offered, and what it changed since."""
    decided = claim.state != ClaimState.OFFERED and claim.version_id == claim.document.latest_id
    if decided and not again:
        raise Refused(_("Bukti ini sudah diputuskan. Unggah versi baru bila ada perbaikan."))
