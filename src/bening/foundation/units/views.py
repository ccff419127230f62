"""The tree of units, and the page of one."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bening.foundation.access import SignedInRequest, may, requires
from bening.foundation.units import queries
from bening.foundation.units.parts import parts_for
from bening.foundation.units.permissions import Permission

MOST = 500  # a page of more units than this helps nobody: search


@requires(Permission.VIEW)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Show the units that this person may see, as a tree, or those whose name holds the words sought."""
    sought = request.GET.get("cari", "").strip()[:100]
    units = queries.visible_to(request.user)
    if sought:
        units = units.filter(Q(name__icontains=sought) | Q(short_name__icontains=sought))
    found = list(units[: MOST + 1])
    return render(
        request,
        "units/index.html",
        {
            "tree": queries.tree(found[:MOST]),
            "sought": sought,
            "more": len(found) > MOST,
            "most": MOST,
            "may_manage": may(request.user, Permission.MANAGE),
        },
    )


@requires(Permission.VIEW)
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one unit, with the parts that other packages hang on its page."""
    unit = get_object_or_404(queries.visible_to(request.user).select_related("parent"), pk=pk)
    may_manage = may(request.user, Permission.MANAGE, unit=unit)
    return render(
        request, "units/show.html", {"unit": unit, "parts": parts_for(request, unit), "may_manage": may_manage}
    )
