"""What several pages of documents need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404
from django.utils.translation import gettext as _

from bening.evidence import queries
from bening.evidence.models import Claim, ClaimState, Document, Preview, PreviewState, Version
from bening.evidence.permissions import Permission
from bening.evidence.preview import cache, making
from bening.foundation.access import SignedInRequest, scope_of
from bening.foundation.accounts.models import User
from bening.foundation.storage.deliver import may_leave
from bening.foundation.storage.failures import Refused as FileRefused
from bening.foundation.storage.kinds import KINDS
from bening.foundation.units import queries as units
from bening.foundation.units.models import Unit

SOON = 30  # days before the end of validity at which the list begins to say so


def document_or_404(request: SignedInRequest, pk: int) -> Document:
    """Return a document that this person may see; a foreign one is not found, as a missing one."""
    try:
        return queries.document_for(request.user, pk)
    except Document.DoesNotExist:
        raise Http404 from None


def version_or_404(document: Document, number: int) -> Version:
    """Return a version whose file may still be read."""
    found = queries.versions_of(document).filter(number=number).first() if queries.may_read_file(document) else None
    if found is None or not found.blob_id:
        raise Http404
    return found


def refuse_unless_changing(user: User, document: Document) -> None:
    if not queries.may_change(user, document):
        raise PermissionDenied(why_not_changing(document))


def why_not_changing(document: Document) -> str:
    if document.area:
        return _("Dokumen ini milik area %(area)d; PIC area itu atau ketua tim yang mengubahnya.") % {
            "area": document.area
        }
    return _("Dokumen ini milik seluruh unit; ketua tim yang mengubahnya.")


def units_to_fill(user: User) -> list[Unit]:
    """Return the units to which this person may add documents."""
    scope = scope_of(user, Permission.ADD)
    return list(Unit.objects.filter(scope.q("")).select_related("instansi")[:200]) if scope else []


def units_to_read(user: User) -> list[Unit]:
    """Return the units among which a list can be narrowed; none when there is only one, or more than fit a choice."""
    found = list(units.visible_to(user).filter(scope_of(user, Permission.VIEW).q(""))[:201])
    return found if 1 < len(found) <= 200 else []  # noqa: PLR2004 -- a longer choice helps nobody


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: the document, how often it is used, and what there is to say of its validity."""

    document: Document
    used: int
    validity: str  # "", "segera" or "lewat"
    kind: str


def rows(documents: Iterable[Document], *, today: date) -> list[Row]:
    """Return the lines for a page of documents, with one question for how often they are used."""
    shown = list(documents)
    live = Claim.objects.filter(document__in=shown).exclude(state=ClaimState.RETIRED)
    used = dict(live.values_list("document").annotate(Count("pk")).order_by())
    return [Row(one, used.get(one.pk, 0), validity(one, today), file_kind(one.latest)) for one in shown]


def validity(document: Document, today: date) -> str:
    """Return what there is to say of a document's validity: "", "segera" or "lewat"."""
    if document.valid_until is None or document.withdrawn_at:
        return ""
    left = (document.valid_until - today).days
    return "lewat" if left < 0 else "segera" if left <= SOON else ""


def file_kind(version: Version | None) -> str:
    kind = KINDS.get(version.blob.kind) if version and version.blob_id else None
    return str(kind.label) if kind else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the preview part shows of one version."""

    state: str
    sentence: str = ""
    pages: tuple[int, ...] = ()
    more: int = 0
    text: str | None = None
    waiting: bool = False
    again: bool = False  # whether asking for it again may help


def shown_of(document: Document, version: Version) -> Shown:
    """Return how far the pictures of a version are, without writing anything."""
    if not queries.may_read_file(document) or not version.blob_id:
        return Shown("ditarik", _("Dokumen ini sudah ditarik, jadi berkasnya tidak ditampilkan."))
    try:
        may_leave(version.blob)
    except FileRefused as wrong:
        return Shown("ditahan", str(wrong))
    if not making.can_be_shown(version.blob.kind):
        return Shown("tidak", str(making.WHY["kind"]))
    preview: Preview | None = getattr(version.blob, "preview", None)
    return _not_yet() if preview is None else _as_far_as(preview, version)


def _not_yet() -> Shown:
    return Shown("menunggu", _("Pratinjau belum dibuat."), again=True)


def _as_far_as(preview: Preview, version: Version) -> Shown:
    if preview.state == PreviewState.UNABLE:
        return Shown("tidak", str(making.WHY.get(preview.why, making.WHY["broken"])))
    if preview.state != PreviewState.READY:
        return Shown(preview.state, str(PreviewState(preview.state).label), waiting=True, again=True)
    if preview.drawn == 0:
        text = cache.text(version.sha256)
        return _not_yet() if text is None else Shown("teks", text=text)
    if cache.picture(version.sha256, 1) is None:
        return _not_yet()
    return Shown("siap", pages=tuple(range(1, preview.drawn + 1)), more=preview.pages - preview.drawn)


def preview_context(document: Document, version: Version | None) -> Mapping[str, Any]:
    """Return what ``evidence/parts/preview.html`` needs: for the document's page, and beside a question."""
    shown = shown_of(document, version) if version else Shown("tidak", _("Dokumen ini belum punya berkas."))
    return {"document": document, "version": version, "shown": shown}
