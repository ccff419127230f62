"""Make a link, revoke it, note each opening."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from bening.evidence import queries
from bening.evidence.models import Classification, Document, ShareLink, Version
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.units.models import Unit

BYTES = 32  # 256 random bits
LENGTH = 43  # of such a token, as it stands in an address
USUAL_DAYS, MOST_DAYS = 7, 30
LONGEST_NAME = 200


class Refused(Exception):
    """The link cannot be made; the message is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Made:
    """A link and its token, which is known now and never again: only its hash is kept."""

    link: ShareLink
    token: str


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def link_for(
    *,
    to: str,
    by: User,
    now: datetime,
    days: int = USUAL_DAYS,
    version: Version | None = None,
    unit: Unit | None = None,
    year: int | None = None,
) -> Made:
    """Make a link to one ``version``, or to what ``unit`` shows for ``year``. Raises Refused.

    Nobody shares what they do not see themselves, and what is secret leaves by no link.
    """
    name = " ".join(to.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Isi nama penerima; nama itu tercetak pada salinan berkas."))
    if not 1 <= days <= MOST_DAYS:
        raise Refused(_("Masa berlaku 1 sampai %(most)d hari.") % {"most": MOST_DAYS})
    place = _shareable(version, by).unit if version else unit
    if place is None or (version is None and year is None):
        raise Refused(_("Pilih dokumen, atau unit dan tahunnya."))
    token = secrets.token_urlsafe(BYTES)
    link = ShareLink.objects.create(
        token_hash=hash_of(token),
        unit=place,
        year=None if version else year,
        version=version,
        to=name,
        expires_at=now + timedelta(days=days),
        at=now,
        by=by,
    )
    data = {
        "to": name,
        "until": link.expires_at.isoformat(),
        "year": link.year,
        "version": version.pk if version else None,
    }
    log.record("evidence.share", on=link, by=by, at=now, unit=place, data=data, rows=[link])
    return Made(link, token)


@transaction.atomic
def revoke(link: ShareLink, *, by: User, now: datetime) -> ShareLink:
    """End a link at once. Doing so twice changes nothing."""
    locked = ShareLink.objects.select_for_update(of=("self",)).select_related("unit").get(pk=link.pk)
    if locked.revoked_at is None:
        locked.revoked_at, locked.revoked_by = now, by
        locked.save(update_fields=["revoked_at", "revoked_by"])
        log.record(
            "evidence.unshare", on=locked, by=by, at=now, unit=locked.unit, data={"to": locked.to}, rows=[locked]
        )
    return locked


@transaction.atomic
def note_opening(link: ShareLink, *, what: str, now: datetime) -> None:
    """Count an opening, with a line in the record that names the link's recipient and what was taken."""
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, opened_at=now)
    log.record("evidence.open_share", on=link, by=None, at=now, unit=link.unit, data={"to": link.to, "what": what})


def _shareable(version: Version, by: User) -> Document:
    try:
        document = queries.document_for(by, version.document_id)
    except Document.DoesNotExist:
        raise Refused(_("Dokumen ini tidak ditemukan.")) from None
    if document.withdrawn_at is not None:
        raise Refused(_("Dokumen ini sudah ditarik."))
    if document.classification == Classification.SECRET:
        raise Refused(_("Dokumen rahasia tidak dapat dibagikan lewat tautan."))
    return document
