"""The audit record of one's own scope."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from bening.foundation.access import SignedInRequest, requires
from bening.foundation.audit import queries
from bening.foundation.audit.forms import FilterForm
from bening.foundation.audit.permissions import Permission


@requires(Permission.VIEW)
def index(request: SignedInRequest) -> HttpResponse:
    """Show who did what, the newest first."""
    form = FilterForm(request.GET)
    entries = queries.visible_to(request.user)
    if form.is_valid():
        entries = form.narrow(entries)
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    return render(request, "audit/index.html", {"form": form, "page": page})
