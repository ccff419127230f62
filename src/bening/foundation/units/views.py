"""The tree of units, and the page of one."""

from itertools import groupby

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bening.foundation.access import SignedInRequest, may, requires, scope_of
from bening.foundation.audit import queries as audit
from bening.foundation.units import queries
from bening.foundation.units.models import Instansi, InstansiKind
from bening.foundation.units.parts import parts_for
from bening.foundation.units.permissions import Permission

MOST = 500  # a page of more units than this helps nobody: search


@requires(Permission.VIEW)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Show the units that this person may see, as a tree, or those whose name holds the words sought."""
    sought = request.GET.get("cari", "").strip()[:100]
    kind, chosen = request.GET.get("jenis", ""), request.GET.get("instansi", "")
    units = queries.visible_to(request.user)
    wide = scope_of(request.user, Permission.VIEW).nation
    places = list(Instansi.objects.order_by("name")[:MOST]) if wide else []
    if sought:
        units = units.filter(Q(name__icontains=sought) | Q(short_name__icontains=sought))
    if wide and kind in InstansiKind.values:
        units = units.filter(instansi__kind=kind)
    if wide and chosen in {str(one.pk) for one in places}:
        units = units.filter(instansi=int(chosen))
    found = list(units.order_by("instansi__name", "name", "pk")[: MOST + 1])
    grouped = [(place, queries.tree(below)) for place, below in groupby(found[:MOST], key=lambda one: one.instansi)]
    context = {
        "grouped": grouped,
        "sought": sought,
        "kind": kind,
        "chosen": chosen,
        "every_instansi": places,
        "kinds": InstansiKind.choices,
        "wide": wide,
        "more": len(found) > MOST,
        "most": MOST,
        "may_manage": may(request.user, Permission.MANAGE),
    }
    return render(request, "units/index.html", context)


@requires(Permission.VIEW)
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one unit, with the parts that other packages hang on its page."""
    unit = get_object_or_404(queries.visible_to(request.user).select_related("parent"), pk=pk)
    may_manage = may(request.user, Permission.MANAGE, unit=unit)
    context = {
        "unit": unit,
        "parts": parts_for(request, unit),
        "may_manage": may_manage,
        "history": audit.visible_to(request.user).filter(unit=unit, act__startswith="units.")[:10]
        if may_manage
        else (),
    }
    return render(request, "units/show.html", context)
