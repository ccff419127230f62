"""One document: what it is, what it proves, its versions, its pictures, its history, its file."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bening.evidence import queries
from bening.evidence.asking import ask_again
from bening.evidence.claims.placing import lines_of
from bening.evidence.models import Document, PreviewState
from bening.evidence.permissions import Permission
from bening.evidence.preview import cache
from bening.evidence.sharing.queries import may_share
from bening.evidence.views import parts
from bening.foundation.access import SignedInRequest, requires
from bening.foundation.audit.models import Entry
from bening.foundation.storage import deliver
from bening.foundation.storage.failures import Missing, StoreTrouble
from bening.foundation.storage.failures import Refused as FileRefused

A_PAGE = 20


@requires(Permission.VIEW)
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a document; of one that was withdrawn, what stays."""
    document = parts.document_or_404(request, pk)
    now = timezone.now()
    version = document.latest
    may_change = queries.may_change(request.user, document)
    context = {
        **parts.preview_context(document, version),
        "versions": queries.versions_of(document),
        "lines": lines_of(document, seen_by=request.user, today=timezone.localdate()),
        "kind_of_file": parts.file_kind(version),
        "validity": parts.validity(document, timezone.localdate()),
        "may_change": may_change and document.withdrawn_at is None,
        "why_not": "" if may_change else parts.why_not_changing(document),
        "may_share": may_share(request.user, document),
        "may_hold": queries.may_hold(request.user, document) and document.withdrawn_at is None,
        "may_restore": may_change and queries.may_be_restored(document, now=now),
        "cited": queries.is_cited(document),
    }
    return render(request, "evidence/show.html", context)


@requires(Permission.VIEW)
@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who did what to a document, newest first."""
    document = parts.document_or_404(request, pk)
    entries = Entry.objects.filter(subject=Document._meta.label_lower, subject_id=str(document.pk)).order_by("-seq")
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "evidence/history.html", {"document": document, "page": page})


@requires(Permission.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Give the pictures of the newest version as a part of a page; a POST asks that they be made (again)."""
    document = parts.document_or_404(request, pk)
    if request.method == "POST":
        if document.latest and queries.may_read_file(document):
            ask_again(document.latest.sha256, now=timezone.now())
        if not request.htmx:  # type: ignore[attr-defined]  # the middleware's
            return redirect("evidence:show", pk)
        document = parts.document_or_404(request, pk)
    return render(request, "evidence/parts/preview.html", parts.preview_context(document, document.latest))


@requires(Permission.VIEW)
@require_safe
def picture(request: SignedInRequest, pk: int, number: int, page: int) -> HttpResponseBase:
    """Give one drawn page. The browser asks each time whether it may still show what it has."""
    version = parts.version_or_404(parts.document_or_404(request, pk), number)
    try:
        deliver.may_leave(version.blob)
    except FileRefused:
        raise Http404 from None
    tag = f'"{version.sha256[:32]}-{page}"'
    drawn = getattr(version.blob, "preview", None)
    content = cache.picture(version.sha256, page) if drawn and drawn.state == PreviewState.READY else None
    if content is None:
        raise Http404
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": "private, no-cache"})
    headers = {**deliver.HEADERS, "Cache-Control": "private, no-cache", "ETag": tag, "Accept-Ranges": "none"}
    return HttpResponse(content, content_type="image/webp", headers=headers)


@requires(Permission.VIEW)
@require_safe
def download(request: SignedInRequest, pk: int, number: int) -> HttpResponseBase:
    """Give one version's file as it was uploaded."""
    version = parts.version_or_404(parts.document_or_404(request, pk), number)
    try:
        return deliver.download(version.blob, name=version.name, request=request)
    except FileRefused as wrong:
        raise PermissionDenied(str(wrong)) from None
    except Missing:
        raise PermissionDenied(_("Isi berkas ini tidak ditemukan di penyimpanan. Hubungi admin.")) from None
    except StoreTrouble as trouble:
        return render(request, "evidence/trouble.html", {"sentence": str(trouble), "back": pk}, status=503)
