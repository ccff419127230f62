"""Change a document that stands: say anew what it is, replace its file, withdraw it, hold it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bening.evidence import actions, queries
from bening.evidence.actions import Newer, Refused
from bening.evidence.forms import DescribeForm, WhyForm, described_as_form
from bening.evidence.models import Document
from bening.evidence.permissions import Permission
from bening.evidence.views import parts
from bening.foundation.access import SignedInRequest, requires
from bening.foundation.once.doing import AnotherQuestion, key_of, new_key, once
from bening.foundation.storage import kinds, receive
from bening.foundation.storage.failures import Refused as FileRefused
from bening.foundation.storage.failures import StoreTrouble
from bening.foundation.uploads import too_large

SHOW_POST = require_http_methods(["GET", "HEAD", "POST"])


@requires(Permission.ADD)
@SHOW_POST
def describe(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say anew what a document is; an edit over a newer one shows both."""
    document = _own(request, pk)
    areas = queries.areas_to_fill(request.user, document.unit)
    form = DescribeForm(request.POST or None, initial=described_as_form(document), areas=areas)
    seen, newer, wrong = document.changed_at, None, ""
    if request.method == "POST" and form.is_valid():
        seen = _seen(request) or datetime.min.replace(tzinfo=UTC)  # what nobody can have seen
        try:
            actions.describe(document, described=form.described(), seen=seen, by=request.user, now=timezone.now())
        except Newer as met:
            newer, seen = met.document, met.document.changed_at
        except Refused as refusal:
            wrong = str(refusal)
        else:
            messages.success(request, _("Keterangan disimpan."))
            return redirect("evidence:show", pk)
    context = {
        "document": document,
        "form": form,
        "seen": seen.isoformat(),
        "newer": _both(newer, form) if newer else [],
        "newer_by": newer,
        "wrong": wrong,
    }
    return render(request, "evidence/describe.html", context, status=_status(request, newer is not None))


def _seen(request: SignedInRequest) -> datetime | None:
    try:
        found = parse_datetime(request.POST.get("seen", ""))
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _both(newer: Document, form: DescribeForm) -> list[tuple[str, Any, Any]]:
    """Return where the newer document and the form disagree: the field, what stands, what was typed."""
    found = []
    for name, value in described_as_form(newer).items():
        typed = form.cleaned_data.get(name)
        if (value or "") != (typed or ""):
            field = form.fields[name]
            choices = dict(getattr(field, "choices", ()))
            found.append((str(field.label), choices.get(value, value), choices.get(typed, typed)))
    return found


@requires(Permission.ADD)
@SHOW_POST
def replace(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a newer file before the ones that are there."""
    document = _own(request, pk)
    wrong = ""
    if request.method == "POST":
        try:
            _replace(request, document)
        except (FileRefused, StoreTrouble, Refused, AnotherQuestion) as refusal:
            wrong = str(refusal)
        else:
            messages.success(request, _("Versi baru disimpan. Versi lama tetap ada di bawahnya."))
            return redirect("evidence:show", pk)
    context = {
        "document": document,
        "wrong": wrong,
        "kinds": kinds.NAMES,
        "accept": kinds.ACCEPT,
        "key": new_key(),
        "note": request.POST.get("note", ""),
    }
    return render(request, "evidence/replace.html", context, status=422 if wrong else 200)


def _replace(request: SignedInRequest, document: Document) -> None:
    if too_large(request):
        raise Refused(_("Berkas ini terlalu besar untuk sekali kirim."))
    file = request.FILES.get("berkas")
    if file is None:
        raise Refused(_("Pilih berkasnya dahulu."))
    now = timezone.now()
    key, note = key_of(request), request.POST.get("note", "").strip()[:300]

    if queries.came_of(request.user, key=key, purpose="evidence.replace") is not None:
        return
    upload = receive.receive(file, by=request.user, now=now)

    def do() -> str:
        version = actions.take_version(document, upload=upload, note=note, by=request.user, now=now)
        return str(version.number)

    asked = [document.pk, note, upload.blob_id]
    once(do, key=key, purpose="evidence.replace", by=request.user, now=now, asked=asked)


@requires(Permission.ADD)
@SHOW_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a document away, with a reason that stays."""
    document = _own(request, pk)

    def do(why: str) -> None:
        actions.withdraw(document, why=why, by=request.user, now=timezone.now())

    return _with_reason(request, document, do, template="withdraw", said=_("Dokumen ditarik."))


@requires(Permission.ADD)
@require_POST
def restore(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a withdrawal back."""
    document = _own(request, pk)
    return _at_once(request, document, actions.restore, said=_("Penarikan dibatalkan; dokumen berlaku lagi."))


@requires(Permission.HOLD)
@SHOW_POST
def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a document under legal hold."""
    document = _to_hold(request, pk)

    def do(why: str) -> None:
        actions.hold(document, why=why, by=request.user, now=timezone.now())

    return _with_reason(request, document, do, template="hold", said=_("Dokumen ditahan."))


@requires(Permission.HOLD)
@require_POST
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a legal hold."""
    return _at_once(request, _to_hold(request, pk), actions.release, said=_("Penahanan dilepas."))


def _own(request: SignedInRequest, pk: int) -> Document:
    document = parts.document_or_404(request, pk)
    parts.refuse_unless_changing(request.user, document)
    return document


def _to_hold(request: SignedInRequest, pk: int) -> Document:
    document = parts.document_or_404(request, pk)
    if not queries.may_hold(request.user, document):
        raise PermissionDenied(_("Pimpinan unit atau TPI yang menahan dan melepas dokumen."))
    return document


def _with_reason(
    request: SignedInRequest, document: Document, do: Callable[[str], None], *, template: str, said: str
) -> HttpResponse:
    form, wrong = WhyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data["why"])
        except Refused as refusal:
            wrong = str(refusal)
        else:
            messages.success(request, said)
            return redirect("evidence:show", document.pk)
    context = {"document": document, "form": form, "wrong": wrong, "cited": queries.is_cited(document)}
    return render(request, f"evidence/{template}.html", context, status=_status(request, bool(wrong)))


def _at_once(request: SignedInRequest, document: Document, do: Callable[..., object], *, said: str) -> HttpResponse:
    try:
        do(document, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("evidence:show", document.pk)


def _status(request: SignedInRequest, clash: bool) -> int:  # noqa: FBT001 -- private
    if clash:
        return 409
    return 422 if request.method == "POST" else 200
