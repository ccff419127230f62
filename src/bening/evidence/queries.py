"""Every read of documents, beginning with what a person may see."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from bening.evidence.models import Claim, Classification, Document, Version
from bening.evidence.permissions import Permission
from bening.foundation.access import HasPlace, Scope, scope_of
from bening.foundation.accounts.models import AREAS, User
from bening.foundation.once.models import Done
from bening.foundation.storage.models import Upload

OPEN = (Classification.PUBLIC, Classification.INTERNAL)
UNDO = timedelta(days=1)  # so long a withdrawn document can be taken back; then its file leaves


def seen_by(user: User | AnonymousUser) -> Q:
    """Return the condition for the documents that ``user`` may see, of whatever classification."""
    limited, secret = scope_of(user, Permission.VIEW_LIMITED), assigned(scope_of(user, Permission.VIEW_SECRET))
    condition = Q(classification__in=OPEN) & scope_of(user, Permission.VIEW).q("unit")
    if limited:
        condition |= Q(classification=Classification.LIMITED) & with_areas(limited)
    if secret:
        condition |= Q(classification=Classification.SECRET) & secret.q("unit")
    return condition


def with_areas(scope: Scope) -> Q:
    """Return the condition for documents in ``scope``; where it reaches an area only, those of that area."""
    whole = replace(scope, areas=frozenset())
    condition = whole.q("unit") if whole else Q(pk__in=())
    for unit, area in sorted(scope.areas):
        condition |= Q(unit_id=unit, area=area)
    return condition


def assigned(scope: Scope) -> Scope:
    """Return the scope without what nobody named: who serves the nation is not assigned to every unit's secrets."""
    return replace(scope, nation=False, areas=frozenset())


def visible_to(user: User | AnonymousUser) -> QuerySet[Document]:
    """Return the documents that ``user`` may see, tombstones of withdrawn ones included."""
    return Document.objects.filter(seen_by(user)).select_related("unit__instansi", "latest__blob__preview")


def document_for(user: User, pk: int) -> Document:
    """Return one document; raises Document.DoesNotExist for a foreign one as for a missing one."""
    return visible_to(user).get(pk=pk)


def reaches(scope: Scope, unit: HasPlace, area: int | None) -> bool:
    """Say whether a scope covers an area of a unit; a thing of the whole unit needs all of it."""
    return scope.covers(unit, area) if area else len(scope.areas_of(unit)) == AREAS


def may_change(user: User, document: Document) -> bool:
    """Say whether ``user`` may describe, replace or withdraw: the area's PIC, or the team's leader."""
    return reaches(scope_of(user, Permission.ADD), document.unit, document.area)


def may_hold(user: User, document: Document) -> bool:
    return scope_of(user, Permission.HOLD).covers(document.unit)


def areas_to_fill(user: User, unit: HasPlace) -> list[int | None]:
    """Return the areas to which ``user`` may add documents of ``unit``; None stands for the whole unit."""
    areas = sorted(scope_of(user, Permission.ADD).areas_of(unit))
    return [None, *areas] if len(areas) == AREAS else [*areas]


def versions_of(document: Document) -> QuerySet[Version]:
    return document.versions.select_related("blob__preview", "by")


def claims_of(document: Document) -> QuerySet[Claim]:
    """Return what a document is shown to prove, the newest year first."""
    return document.claims.select_related("version", "decided_by", "by").order_by("-year", "question", "pk")


def may_read_file(document: Document) -> bool:
    """Say whether the document's files are still for reading: those of a withdrawn one are not."""
    return document.withdrawn_at is None


def is_cited(document: Document) -> bool:
    """Say whether a submitted assessment rests on the document."""
    return document.claims.filter(cited_at__isnull=False).exists()


def may_be_restored(document: Document, *, now: datetime) -> bool:
    return document.withdrawn_at is not None and now < document.withdrawn_at + UNDO


def waiting_uploads(user: User) -> QuerySet[Upload]:
    """Return this person's finished uploads of which no document was made, oldest first."""
    return Upload.objects.filter(by=user, blob__isnull=False, taken__isnull=True).select_related("blob").order_by("pk")


def came_of(user: User, *, key: str, purpose: str) -> str | None:
    """Return what came of a form that was sent before, or None."""
    done = Done.objects.filter(by=user, purpose=purpose, key=key)
    return done.values_list("came", flat=True).first()


def same_content(user: User, sha256: str, *, besides: int | None = None) -> Document | None:
    """Return a standing document with this very content that ``user`` may see, if there is one."""
    found = visible_to(user).filter(versions__blob_id=sha256, withdrawn_at__isnull=True)
    if besides is not None:
        found = found.exclude(pk=besides)
    return found.order_by("pk").first()
