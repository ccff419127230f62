"""Pages on which admins keep units and instansi, and bring many of them at once."""

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bening.foundation import sheets
from bening.foundation.access import SignedInRequest, requires, scope_of
from bening.foundation.sheets import Unreadable
from bening.foundation.units import actions, importing
from bening.foundation.units.forms import InstansiForm, UnitForm
from bening.foundation.units.models import Instansi, Unit
from bening.foundation.units.permissions import Permission
from bening.foundation.uploads import too_large

FORM = ["GET", "HEAD", "POST"]


@requires(Permission.INSTANSI)
@require_safe
def instansi_list(request: SignedInRequest) -> HttpResponse:
    """List the instansi that this person keeps; who founds them sees all, who runs one its units as well."""
    found = _within(request, Permission.INSTANSI).annotate(count=Count("units")).order_by("name")
    may = {"found": _may(request, Permission.FOUND), "manage": _may(request, Permission.MANAGE)}
    return render(request, "units/instansi.html", {"found": found[:500], "may": may})


@requires(Permission.FOUND)
@require_http_methods(FORM)
def add_instansi(request: SignedInRequest) -> HttpResponse:
    return _instansi_form(request, Instansi())


@requires(Permission.FOUND)
@require_http_methods(FORM)
def change_instansi(request: SignedInRequest, pk: int) -> HttpResponse:
    return _instansi_form(request, get_object_or_404(Instansi, pk=pk))


@requires(Permission.MANAGE)
@require_http_methods(FORM)
def add(request: SignedInRequest, instansi: int) -> HttpResponse:
    return _unit_form(request, Unit(instansi=get_object_or_404(_own_instansi(request), pk=instansi)))


@requires(Permission.MANAGE)
@require_http_methods(FORM)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    return _unit_form(request, _own_unit(request, pk))


@requires(Permission.MANAGE)
@require_http_methods(FORM)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask why, then close; a closed unit is opened again by the same page."""
    unit, wrong = _own_unit(request, pk), ""
    if request.method == "POST":
        try:
            if unit.closed_at:
                actions.reopen(unit, by=request.user, now=timezone.now())
            else:
                actions.close(unit, why=request.POST.get("alasan", ""), by=request.user, now=timezone.now())
        except actions.Refused as refusal:
            wrong = str(refusal)
        else:
            messages.success(request, _("Keadaan unit %(name)s sudah diubah.") % {"name": unit.name})
            return redirect("units:show", pk=unit.pk)
    return render(request, "units/close.html", {"unit": unit, "wrong": wrong}, status=422 if wrong else 200)


@requires(Permission.MANAGE)
@require_safe
def export(request: SignedInRequest, instansi: int, kind: str) -> HttpResponse:
    """Give the units out as a table that `bring` reads back."""
    if kind not in sheets.KINDS:
        raise Http404
    place = get_object_or_404(_own_instansi(request), pk=instansi)
    return sheets.download(f"unit-{place.pk}", importing.table(Unit.objects.filter(instansi=place)), kind=kind)


@requires(Permission.MANAGE)
@require_http_methods(FORM)
def bring(request: SignedInRequest, instansi: int) -> HttpResponse:
    """Read a table of units: to look at what it would do, or to keep it all."""
    place = get_object_or_404(_own_instansi(request), pk=instansi)
    wrong, reading = "", None
    if request.method == "POST":
        file = None if too_large(request) else request.FILES.get("berkas")
        if file is None:
            wrong = _("Pilih berkas CSV atau XLSX, paling besar 20 MB.")
        else:
            keep = "simpan" in request.POST
            try:
                rows = sheets.read(file, name=file.name or "", columns=importing.COLUMNS, needed=importing.NEEDED)
                reading = importing.bring(rows, instansi=place, by=request.user, now=timezone.now(), keep=keep)
            except Unreadable as refusal:
                wrong = str(refusal)
            else:
                if keep and not reading.faults:
                    count = len(reading.new) + len(reading.changed)
                    said = ngettext("%(count)d unit disimpan.", "%(count)d unit disimpan.", count)
                    messages.success(request, said % {"count": count})
                    return redirect("units:index")
    context = {"instansi": place, "reading": reading, "wrong": wrong, "columns": importing.COLUMNS}
    failed = wrong or (reading is not None and reading.faults)
    return render(request, "units/bring.html", context, status=422 if failed else 200)


def _instansi_form(request: SignedInRequest, instansi: Instansi) -> HttpResponse:
    form = InstansiForm(request.POST or None, instance=instansi)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_instansi(form.save(commit=False), by=request.user, now=timezone.now())
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("units:instansi")
    title = _("Ubah instansi") if instansi.pk else _("Tambah instansi")
    return render(request, "units/form.html", {"form": form, "title": title}, status=422 if form.errors else 200)


def _unit_form(request: SignedInRequest, unit: Unit) -> HttpResponse:
    form = UnitForm(request.POST or None, instance=unit)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.save_unit(form.save(commit=False), by=request.user, now=timezone.now())
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("units:show", pk=kept.pk)
    title = _("Ubah unit") if unit.pk else _("Tambah unit")
    return render(request, "units/form.html", {"form": form, "title": title}, status=422 if form.errors else 200)


def _may(request: SignedInRequest, permission: str) -> bool:
    return bool(scope_of(request.user, permission))


def _within(request: SignedInRequest, permission: str) -> QuerySet[Instansi]:
    scope = scope_of(request.user, permission)
    return Instansi.objects.filter(Q() if scope.nation else Q(pk__in=sorted(scope.instansi)))


def _own_instansi(request: SignedInRequest) -> QuerySet[Instansi]:
    return _within(request, Permission.MANAGE)


def _own_unit(request: SignedInRequest, pk: int) -> Unit:
    scope = scope_of(request.user, Permission.MANAGE)
    return get_object_or_404(Unit.objects.filter(scope.q("")).select_related("instansi", "parent"), pk=pk)
