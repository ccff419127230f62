"""People of an instansi, their roles, what waits for a second person, and the door of an invitation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bening.domain.duties import Separated, asks_for_oneself, lifts_own_conflict
from bening.foundation import sheets
from bening.foundation.access import SignedInRequest, public, requires, scope_of, signed_in
from bening.foundation.accounts.models import Assignment, Conflict, Role, User
from bening.foundation.accounts.queries import persons_of
from bening.foundation.people import (
    accounts,
    conflicts,
    exporting,
    granting,
    handing,
    importing,
    invitations,
    proposals,
)
from bening.foundation.people.columns import COLUMNS, NEEDED
from bening.foundation.people.forms import ChangePersonForm, ConflictForm, PasswordForm, PersonForm, RoleForm
from bening.foundation.people.models import Invitation, ProposalState
from bening.foundation.people.permissions import Permission
from bening.foundation.people.proposals import Refused
from bening.foundation.sheets import Unreadable
from bening.foundation.signin.permissions import Permission as HelpPermission
from bening.foundation.signin.proof import step_up
from bening.foundation.units import queries as units
from bening.foundation.units.models import Instansi
from bening.foundation.uploads import too_large

FORM = ["GET", "HEAD", "POST"]
A_PAGE = 50


@requires(Permission.VIEW)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """List people with what they are now: search, filter by role and state."""
    sought, role = request.GET.get("cari", "").strip()[:100], request.GET.get("peran", "")
    state = request.GET.get("keadaan", "aktif")
    people = accounts.visible_to(request.user).order_by("name", "pk")
    if sought:
        people = people.filter(Q(name__icontains=sought) | Q(username__icontains=sought) | Q(email__icontains=sought))
    today = timezone.localdate()
    if role in Role.values:
        holding = Q(assignments__until=None) | Q(assignments__until__gt=today)
        people = people.filter(holding, assignments__role=role).distinct()
    if state in {"aktif", "nonaktif"}:
        people = people.filter(is_active=state == "aktif")
    held = accounts.roles_visible_to(request.user).select_related("unit", "instansi")
    page = Paginator(people.prefetch_related(Prefetch("assignments", held)), A_PAGE).get_page(request.GET.get("hal"))
    rows = [(one, [each for each in one.assignments.all() if each.holds_on(today)]) for one in page]
    context = {
        "rows": rows,
        "page": page,
        "sought": sought,
        "role": role,
        "state": state,
        "roles": Role.choices,
        "waiting": proposals.visible_to(request.user).filter(state=ProposalState.WAITING).count(),
        "may_manage": bool(scope_of(request.user, Permission.MANAGE)),
        "own": units.instansi_of(scope_of(request.user, Permission.MANAGE)),
    }
    return render(request, "people/index.html", context)


@requires(Permission.VIEW)
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one person: what they are, were, and will be."""
    person = _person(request, pk)
    today = timezone.localdate()
    held = list(
        accounts.roles_visible_to(request.user)
        .filter(user=person)
        .select_related("unit", "instansi", "acting_for")
        .order_by("-since", "pk")
    )
    mine = persons_of(request.user)
    own = asks_for_oneself(subjects={person.pk}, makers=mine)
    context = {
        "person": person,
        "held": [(one, one.holds_on(today)) for one in held],
        "conflicts": [
            (
                one,
                lifts_own_conflict(declarers={one.declared_by_id}, subjects={one.user_id}, lifters=mine),
            )
            for one in person.conflicts.select_related("unit", "declared_by", "lifted_by")
        ],
        "waiting": proposals.visible_to(request.user).filter(subject=person, state=ProposalState.WAITING),
        "invited": Invitation.objects.filter(user=person).first(),
        "may_manage": accounts.may_manage(request.user, person),
        "own": own,
    }
    return render(request, "people/show.html", context)


@requires(Permission.MANAGE)
@require_http_methods(FORM)
@step_up
def add(request: SignedInRequest) -> HttpResponse:
    """Make an account and propose its first role in one go."""
    person_form, role_form = (
        PersonForm(request.POST or None),
        RoleForm(request.POST or None, actor=request.user, initial={"since": timezone.localdate()}),
    )
    if request.method == "POST" and person_form.is_valid() and role_form.is_valid():
        try:
            person = _add(request, person_form, role_form)
        except Refused as refusal:
            person_form.add_error(None, str(refusal))
        except Separated as refusal:
            role_form.add_error(None, _told(refusal))
        else:
            said = _("Akun %(name)s dibuat. Undangan terkirim setelah admin lain menyetujui perannya.")
            messages.success(request, said % {"name": person.name})
            return redirect("people:show", pk=person.pk)
    wrong = person_form.errors or (request.method == "POST" and role_form.errors)
    context = {"forms": (person_form, role_form), "title": _("Tambah orang"), "do": _("Buat akun dan usulkan perannya")}
    return render(request, "people/form.html", context, status=422 if wrong else 200)


@requires(Permission.MANAGE)
@require_http_methods(FORM)
@step_up
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _managed(request, pk)
    form = ChangePersonForm(request.POST or None, initial={"name": person.name, "email": person.email})
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, person, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("people:show", pk=person.pk)
    context = {"forms": (form,), "title": _("Ubah data orang"), "do": _("Simpan")}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@requires(Permission.MANAGE)
@require_http_methods(FORM)
@step_up
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose a role for a person; the rule that stands in the way is shown on the page."""
    person = _person(request, pk)
    own = asks_for_oneself(subjects={person.pk}, makers=persons_of(request.user))
    form = RoleForm(request.POST or None, actor=request.user, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted(person)
        try:
            if not granting.reaches(request.user, wanted):
                raise Refused(_("Tempat itu di luar lingkup Anda. Pilih unit atau instansi yang Anda kelola."))  # noqa: TRY301 -- told like the others
            granting.ask(wanted, by=request.user, now=timezone.now(), why=form.cleaned_data["why"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Separated as refusal:
            form.add_error(None, _told(refusal))
        else:
            messages.success(request, _("Usulan peran diajukan. Admin lain yang menyetujuinya."))
            return redirect("people:show", pk=person.pk)
    context = {
        "forms": (form,),
        "title": _("Usulkan peran untuk %(name)s") % {"name": person.name},
        "do": _("Ajukan usulan"),
        "clash": own,
        "barred": granting.barred_roles(person, on=timezone.localdate()),
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@requires(Permission.MANAGE)
@require_POST
@step_up
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a role from tomorrow, or from the day that is said."""
    scope = scope_of(request.user, Permission.MANAGE)
    reached = Q() if scope.nation else Q(instansi__in=sorted(scope.instansi))
    assignment = get_object_or_404(Assignment.objects.filter(reached).select_related("user", "unit"), pk=pk)
    try:
        on = timezone.localdate()
        granting.end(assignment, on=on, why=request.POST.get("alasan", ""), by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Peran diakhiri. Orangnya diminta masuk lagi."))
    return redirect("people:show", pk=assignment.user_id)


@requires(Permission.MANAGE)
@require_POST
@step_up
def switch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Shut a person out, or let them in again."""
    person = _managed(request, pk)
    now = timezone.now()
    try:
        if person.is_active:
            accounts.deactivate(person, why=request.POST.get("alasan", ""), by=request.user, now=now)
        else:
            accounts.reactivate(person, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("people:show", pk=person.pk)


@requires(Permission.MANAGE)
@require_POST
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send another invitation; only to somebody who has a role and no password yet."""
    person = _managed(request, pk)
    if person.has_usable_password() or not person.is_active or not person.assignments.exists():
        messages.error(
            request, _("Undangan hanya untuk orang yang perannya sudah disetujui dan belum punya kata sandi.")
        )
    else:
        invitations.invite(person, by=request.user, now=timezone.now())
        messages.success(request, _("Undangan baru dikirim ke %(email)s.") % {"email": person.email})
    return redirect("people:show", pk=person.pk)


@public(because="who was invited has no account to sign in with yet")
@require_http_methods(FORM)
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose a password; every token that does not work gets the same answer."""
    invitation = invitations.find(token, now=timezone.now())
    if invitation is None:
        return render(request, "people/no_invitation.html", status=404)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.accept(invitation, password=form.cleaned_data["password"], now=timezone.now())
        except Invitation.DoesNotExist:
            return render(request, "people/no_invitation.html", status=404)
        except ValidationError as wrong:
            form.add_error("password", wrong)
        else:
            messages.success(request, _("Kata sandi tersimpan. Masuklah dengan kata sandi itu."))
            return redirect("account_login")
    context = {"form": form, "person": invitation.user}
    return render(request, "people/accept.html", context, status=422 if form.errors else 200)


@requires(HelpPermission.HELP)
@require_POST
@step_up
def ask_factors(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose to take a lost second factor away; another admin agrees, since it is a way into the account."""
    person = _managed(request, pk)
    handing.ask_factors(person, instansi=_place(request), by=request.user, now=timezone.now())
    messages.success(request, _("Penghapusan faktor kedua diusulkan. Admin lain yang menyetujuinya."))
    return redirect("people:show", pk=person.pk)


@requires(Permission.DECIDE)
@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    """List what waits for a second person, with the rule that keeps this one from deciding."""
    found = proposals.visible_to(request.user)
    open_ = list(found.filter(state=ProposalState.WAITING).order_by("at")[:100])
    context = {
        "waiting": list(zip(open_, proposals.clashes_of(open_, request.user), strict=True)),
        "decided": [
            (one, exporting.open_for(request.user, one, now=timezone.now()))
            for one in found.exclude(state=ProposalState.WAITING)[:30]
        ],
    }
    return render(request, "people/waiting.html", context)


@requires(Permission.DECIDE)
@require_POST
@step_up
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(proposals.visible_to(request.user), pk=pk)
    now, why = timezone.now(), request.POST.get("alasan", "")
    try:
        if "cabut" in request.POST:
            proposals.withdraw(proposal, by=request.user, now=now)
        else:
            proposals.decide(proposal, approve="setuju" in request.POST, by=request.user, now=now, why=why)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Keputusan tersimpan."))
    return redirect("people:waiting")


@requires(Permission.MANAGE)
@require_POST
def ask_export(request: SignedInRequest) -> HttpResponse:
    """Ask for a table of the people; another admin approves it (S17)."""
    scope = scope_of(request.user, Permission.MANAGE)
    place = None if scope.nation else units.instansi_of(scope)
    proposals.propose(
        exporting.EXPORT,
        words=_("Ekspor daftar orang %(place)s") % {"place": place or _("nasional")},
        payload={},
        by=request.user,
        now=timezone.now(),
        instansi=place,
        why=request.POST.get("alasan", ""),
    )
    messages.success(request, _("Permintaan ekspor diajukan. Admin lain yang menyetujuinya."))
    return redirect("people:waiting")


@requires(Permission.MANAGE)
@require_safe
@step_up
def export(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Give out the table to whoever asked, for 24 hours, with their name and the hour on it."""
    proposal = get_object_or_404(proposals.visible_to(request.user), pk=pk)
    now = timezone.now()
    if kind not in sheets.KINDS or not exporting.open_for(request.user, proposal, now=now):
        raise Http404
    people = accounts.visible_to(request.user, permission=Permission.MANAGE).order_by("name")
    held = accounts.roles_visible_to(request.user).select_related("unit", "instansi", "acting_for")
    rows = exporting.table(people.prefetch_related(Prefetch("assignments", held)), by=request.user, now=now)
    exporting.note(proposal, by=request.user, now=now)
    return sheets.download("orang", rows, kind=kind)


@requires(Permission.MANAGE)
@require_http_methods(FORM)
@step_up
def bring(request: SignedInRequest, instansi: int) -> HttpResponse:
    """Read a table of people: to look at what it would do, or to make the accounts and propose the roles."""
    within = Instansi.objects.filter(pk__in=sorted(scope_of(request.user, Permission.MANAGE).instansi))
    place = get_object_or_404(within, pk=instansi)
    wrong, reading = "", None
    if request.method == "POST":
        file = None if too_large(request) else request.FILES.get("berkas")
        keep = "simpan" in request.POST
        if file is None:
            wrong = _("Pilih berkas CSV atau XLSX, paling besar 20 MB.")
        else:
            try:
                rows = sheets.read(file, name=file.name or "", columns=COLUMNS, needed=NEEDED)
                reading = importing.bring(rows, instansi=place, by=request.user, now=timezone.now(), keep=keep)
            except Unreadable as refusal:
                wrong = str(refusal)
            else:
                if keep and not reading.faults:
                    messages.success(request, _("Impor tersimpan. Peran berlaku setelah admin lain menyetujuinya."))
                    return redirect("people:waiting")
    context = {"instansi": place, "reading": reading, "wrong": wrong, "columns": COLUMNS}
    failed = wrong or (reading is not None and reading.faults)
    return render(request, "people/bring.html", context, status=422 if failed else 200)


@signed_in(because="everybody may declare that they cannot judge a unit")
@require_http_methods(FORM)
def declare(request: SignedInRequest) -> HttpResponse:
    """Declare one's own conflict of interest; it holds at once."""
    form = ConflictForm(request.POST or None, units=units.visible_to(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            conflicts.declare(request.user, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Pernyataan tersimpan. Unit itu kini tertutup bagi Anda sebagai penilai."))
            return redirect("profile")
    context: dict[str, Any] = {
        "forms": (form,),
        "title": _("Nyatakan benturan kepentingan"),
        "do": _("Nyatakan"),
        "lead": _("Pernyataan ini langsung berlaku dan hanya dapat dicabut oleh admin lain."),
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@requires(Permission.MANAGE)
@require_POST
@step_up
def lift(request: SignedInRequest, pk: int) -> HttpResponse:
    conflict = get_object_or_404(Conflict.objects.select_related("unit", "user"), pk=pk)
    person = _managed(request, conflict.user_id)
    try:
        conflicts.lift(conflict, why=request.POST.get("alasan", ""), by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("people:show", pk=person.pk)


def _add(request: SignedInRequest, person_form: PersonForm, role_form: RoleForm) -> User:
    now = timezone.now()
    with transaction.atomic():
        person = accounts.add(by=request.user, now=now, **person_form.cleaned_data)
        wanted = role_form.wanted(person)
        if not granting.reaches(request.user, wanted):
            raise Refused(_("Tempat itu di luar lingkup Anda. Pilih unit atau instansi yang Anda kelola."))
        granting.ask(wanted, by=request.user, now=now, why=role_form.cleaned_data["why"])
    return person


@transaction.atomic
def _change(request: SignedInRequest, person: User, *, name: str, email: str) -> None:
    """Change the name at once; another address is a way to a new password, so that it takes a second person."""
    now = timezone.now()
    accounts.change(person, name=name, email=person.email, by=request.user, now=now)
    if email.strip().lower() != person.email:
        handing.ask_address(person, email=email.strip().lower(), instansi=_place(request), by=request.user, now=now)
        messages.success(request, _("Surel baru diusulkan. Admin lain yang menyetujuinya."))


def _place(request: SignedInRequest) -> Instansi | None:
    scope = scope_of(request.user, Permission.MANAGE)
    return None if scope.nation else units.instansi_of(scope)


def _person(request: SignedInRequest, pk: int) -> User:
    return get_object_or_404(accounts.visible_to(request.user), pk=pk)


def _managed(request: SignedInRequest, pk: int) -> User:
    person = _person(request, pk)
    if not accounts.may_manage(request.user, person):
        raise Http404
    return person


def _told(refusal: Separated) -> str:
    return f"{refusal.rule}: {refusal.clash.sentence}"
