"""Which proofs an instansi asks for, over what the instrument lists; with the way back and the history."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bening.assessment import queries
from bening.assessment.editions import instrument_files
from bening.assessment.pages.heads import name_of
from bening.assessment.proofs.panels import PERIODS
from bening.domain.instrument import Instrument, Proof, Question
from bening.evidence import slots
from bening.evidence.actions import Refused
from bening.evidence.models import DocumentKind
from bening.evidence.permissions import Permission as Evidence
from bening.foundation.access import SignedInRequest, requires, scope_of
from bening.foundation.units.models import Instansi

EXTRA = 2  # empty rows for new proofs


@requires(Evidence.ASK)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Show what is asked for every question, and where the instansi has its own list."""
    instansi, instrument = _own(request), _instrument()
    own = slots.rules_of(instansi.pk, instrument.id)
    pages = [
        (
            name_of(page, instrument),
            [
                (node, own.get(node.id, node.proofs), node.id in own)
                for branch in queries.branches_of(page, instrument)
                for node in branch.walk()
                if isinstance(node, Question)
            ],
        )
        for page in queries.PAGES
    ]
    entries = slots.history(instansi.pk, instrument.id)
    context = {"instansi": instansi, "pages": pages, "entries": entries, "changed": len(own)}
    return render(request, "assessment/wanted.html", context)


@requires(Evidence.ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, question_id: str) -> HttpResponse:
    """Change what is asked for one question, or go back to the instrument's list."""
    instansi, instrument = _own(request), _instrument()
    question = instrument.questions.get(question_id)
    if question is None:
        raise Http404
    own = slots.rules_of(instansi.pk, instrument.id).get(question_id)
    shown = list(own or question.proofs)
    wrong = ""
    if request.method == "POST":
        where: dict[str, Any] = {"instansi": instansi, "instrument": instrument.id, "question": question_id}
        if "kembali" in request.POST:
            slots.back_to_file(**where, by=request.user, now=timezone.now())
            messages.success(request, _("Daftar bukti kembali ke daftar bawaan."))
            return redirect("assessment:wanted")
        shown = _given(request, [one.key for one in shown])
        try:
            slots.change(**where, slots=shown, by=request.user, now=timezone.now())
        except Refused as refusal:
            wrong = str(refusal)
        else:
            messages.success(request, _("Daftar bukti %(question)s tersimpan.") % {"question": question.short})
            return redirect("assessment:wanted")
    rows = [*shown, *(Proof(key="", name="") for _extra in range(EXTRA))]
    context = {
        "instansi": instansi,
        "question": question,
        "rows": list(enumerate(rows)),
        "own": own is not None,
        "wrong": wrong,
        "kinds": DocumentKind.choices,
        "periods": PERIODS.items(),
    }
    return render(request, "assessment/change_wanted.html", context, status=422 if wrong else 200)


def _own(request: HttpRequest) -> Instansi:
    reached = sorted(scope_of(request.user, Evidence.ASK).instansi)
    if not reached:
        raise Http404
    return Instansi.objects.get(pk=reached[0])


def _instrument() -> Instrument:
    return instrument_files.load(instrument_files.DEFAULT)


def _given(request: SignedInRequest, known: list[str]) -> list[Proof]:
    """Return the rows of the form that have a name; a new one gets a key of its name."""
    found: list[Proof] = []
    for number in range(len(known) + EXTRA):
        name = " ".join(request.POST.get(f"name{number}", "").split())
        if not name:
            continue
        key = known[number] if number < len(known) else _key(name, [*known, *(one.key for one in found)])
        found.append(
            Proof(
                key=key,
                name=name,
                kinds=tuple(request.POST.getlist(f"kinds{number}")),
                every=request.POST.get(f"every{number}", "tahun"),
                signed=bool(request.POST.get(f"signed{number}")),
            )
        )
    return found


def _key(name: str, taken: list[str]) -> str:
    """Return a key that no other proof of the question has."""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:36] or "bukti"
    number, key = 2, base
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key
