"""Make links, see who opened them, revoke them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bening.evidence import queries as documents
from bening.evidence.models import Version
from bening.evidence.permissions import Permission
from bening.evidence.sharing import actions, queries
from bening.evidence.sharing.forms import ShareForm
from bening.foundation.access import SignedInRequest, may, requires
from bening.foundation.signin.proof import step_up
from bening.foundation.units.models import Unit

MOST = 200
WRONG = 422


@requires(Permission.SHARE)
@require_safe
def links(request: SignedInRequest) -> HttpResponse:
    """Show the links of one's units, the newest first."""
    return render(
        request, "sharing/links.html", {"links": list(queries.visible_to(request.user)[:MOST]), "now": timezone.now()}
    )


@requires(Permission.SHARE)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def share_document(request: SignedInRequest, version: int) -> HttpResponse:
    """Make a link to one version of a document."""
    found = get_object_or_404(Version.objects.select_related("document__unit"), pk=version)
    seen = documents.visible_to(request.user).filter(pk=found.document_id, withdrawn_at__isnull=True)
    if not seen.exists() or not may(request.user, Permission.SHARE, unit=found.document.unit):
        raise Http404
    return _make(request, found.document.title, version=found)


@requires(Permission.SHARE)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def share_year(request: SignedInRequest, unit: int, year: int) -> HttpResponse:
    """Make a link to what a unit shows for a year."""
    found = get_object_or_404(Unit.objects.select_related("instansi"), pk=unit)
    if not may(request.user, Permission.SHARE, unit=found):
        raise Http404
    title = _("Bukti dukung %(unit)s %(year)d") % {"unit": found.name, "year": year}
    return _make(request, title, unit=found, year=year)


@requires(Permission.SHARE)
@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a link at once."""
    link = get_object_or_404(queries.visible_to(request.user), pk=pk)
    actions.revoke(link, by=request.user, now=timezone.now())
    messages.success(request, _("Tautan untuk %(to)s dicabut dan tidak dapat dibuka lagi.") % {"to": link.to})
    return redirect("sharing:links")


def _make(
    request: SignedInRequest,
    title: str,
    *,
    version: Version | None = None,
    unit: Unit | None = None,
    year: int | None = None,
) -> HttpResponse:
    form = ShareForm(request.POST if request.method == "POST" else None)
    shown = {"form": form, "title": title}
    if request.method != "POST":
        return render(request, "sharing/share.html", shown)
    if not form.is_valid():
        return render(request, "sharing/share.html", shown, status=WRONG)
    try:
        made = actions.link_for(
            version=version,
            unit=unit,
            year=year,
            to=form.cleaned_data["kepada"],
            days=form.cleaned_data["hari"],
            by=request.user,
            now=timezone.now(),
        )
    except actions.Refused as refused:
        form.add_error(None, str(refused))
        return render(request, "sharing/share.html", shown, status=WRONG)
    address = request.build_absolute_uri(reverse("sharing:visit", args=[made.token]))
    return render(request, "sharing/share.html", {"title": title, "made": made.link, "address": address})
