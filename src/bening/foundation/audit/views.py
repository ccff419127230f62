"""The audit record of one's own scope."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bening.foundation.access import SignedInRequest, requires
from bening.foundation.audit import queries, telling
from bening.foundation.audit.forms import FilterForm
from bening.foundation.audit.permissions import Permission

A_PAGE = 20


@requires(Permission.VIEW)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Show who did what, the newest first."""
    form = FilterForm(request.GET)
    entries = queries.visible_to(request.user)
    if form.is_valid():
        entries = form.narrow(entries)
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    things = telling.things(request.user, shown)
    rows = [(entry, things[entry.seq]) for entry in shown]
    narrowed = form.is_valid() and any(form.cleaned_data.values())
    return render(request, "audit/index.html", {"form": form, "page": page, "rows": rows, "narrowed": narrowed})
