"""Reads of links: those that a person may manage, and the one that a token opens."""

import re
from datetime import datetime

from django.db.models import Q, QuerySet

from bening.evidence import queries
from bening.evidence.models import Classification, Document, ShareLink, Version
from bening.evidence.packs.contents import Contents, contents
from bening.evidence.permissions import Permission
from bening.evidence.sharing.actions import LENGTH, hash_of
from bening.foundation.access import may, scope_of
from bening.foundation.accounts.models import User

TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{LENGTH}}}", re.ASCII)


def visible_to(user: User) -> QuerySet[ShareLink]:
    """Return the links of the units whose evidence ``user`` may share."""
    links = ShareLink.objects.filter(scope_of(user, Permission.SHARE).q("unit"))
    return links.select_related("unit__instansi", "version__document", "by", "revoked_by")


def may_share(user: User, document: Document) -> bool:
    """Say whether a link to this document can be made by somebody who sees it."""
    secret = document.classification == Classification.SECRET
    return not secret and document.withdrawn_at is None and may(user, Permission.SHARE, unit=document.unit)


def link_of(token: str, *, now: datetime) -> ShareLink | None:
    """Return the link that ``token`` opens now; None for a wrong, expired or revoked one alike.

    What is no token at all is refused before the database is asked.
    """
    if not TOKEN.fullmatch(token):
        return None
    links = ShareLink.objects.select_related("unit__instansi", "version__document", "version__blob", "by")
    link = links.filter(token_hash=hash_of(token), revoked_at__isnull=True, expires_at__gt=now).first()
    if link is None or not link.by.is_active or (link.version_id and not _still_shared(link)):
        return None
    return link


def versions_of(link: ShareLink) -> list[Version]:
    """Return the files that a link lets out now."""
    if link.version is not None:
        return [link.version]
    return shown(link).versions


def shown(link: ShareLink) -> Contents:
    """Return what a link to a unit's year shows."""
    assert link.year is not None  # noqa: S101 -- the table says so
    return contents(link.unit, link.year, seen=_seen(link))


def _seen(link: ShareLink) -> Q:
    """Return what the link lets out: what its maker sees now, and nothing secret."""
    return queries.seen_by(link.by) & ~Q(classification=Classification.SECRET)


def _still_shared(link: ShareLink) -> bool:
    assert link.version  # noqa: S101 -- asked for before
    standing = Document.objects.filter(_seen(link), pk=link.version.document_id, withdrawn_at__isnull=True)
    return standing.exists()
