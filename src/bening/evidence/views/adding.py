"""New documents: files come in first, then each is told of in one quick form, proposed from its name and words."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bening.evidence import actions, queries
from bening.evidence.actions import Refused
from bening.evidence.claims import claim
from bening.evidence.forms import AllForm, EachForm
from bening.evidence.models import Document, Reading
from bening.evidence.permissions import Permission
from bening.evidence.proposing import propose
from bening.evidence.views import parts
from bening.foundation.access import SignedInRequest, requires, scope_of
from bening.foundation.once.doing import AnotherQuestion, key_of, new_key, once
from bening.foundation.storage import kinds, receive
from bening.foundation.storage.failures import Refused as FileRefused
from bening.foundation.storage.failures import StoreTrouble
from bening.foundation.storage.models import Upload
from bening.foundation.units.models import Unit
from bening.foundation.uploads import too_large

AT_ONCE = 20  # forms on one page; more files wait for the next
TO_PROVE = ("tahun", "soal", "slot", "kembali")  # what the documents are for, when somebody came from a question
QUESTION = re.compile(r"[PRH]\.(\d)(?:\.[a-z0-9]{1,4}){1,3}")


@dataclass(frozen=True, slots=True)
class New:
    """A file that waits for its form."""

    upload: Upload
    form: EachForm
    same: Document | None  # a visible document with this very content
    dated: bool


@requires(Permission.ADD)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """Take in files: several at once, with or without a script."""
    choices = parts.units_to_fill(request.user)
    unit = _unit(request, choices)
    wrong: list[str] = []
    if request.method == "POST":
        if unit is None:
            raise Http404
        wrong, taken = _take_in(request)
        if taken and not wrong:
            return redirect(_address("evidence:describe_new", unit, request.POST))
        if taken:
            said = ngettext("%(count)d berkas masuk.", "%(count)d berkas masuk.", taken) % {"count": taken}
            messages.success(request, said)
    waiting = queries.waiting_uploads(request.user).count()
    context = {
        "units": choices,
        "unit": unit,
        "wrong": wrong,
        "waiting": waiting,
        "next": _address("evidence:describe_new", unit, request.GET) if unit else "",
        "kinds": kinds.NAMES,
        "accept": kinds.ACCEPT,
        "wanted": _wanted(request),
    }
    return render(request, "evidence/upload.html", context, status=422 if wrong else 200)


@requires(Permission.ADD)
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: SignedInRequest) -> HttpResponse:
    """Ask of each new file what it is, and make documents of them all."""
    unit = _unit(request, parts.units_to_fill(request.user))
    if unit is None:
        raise Http404
    areas = queries.areas_to_fill(request.user, unit)
    posted = request.POST if request.method == "POST" else None
    everything = AllForm(posted or {}, areas=areas)
    waiting = list(queries.waiting_uploads(request.user)[:AT_ONCE])
    if posted is not None:
        asked = set(posted.getlist("upload"))
        waiting = [one for one in waiting if one.key in asked] or waiting
    applied = everything.said() if posted is not None and "terapkan" in posted else None
    files = [_new(request, one, areas, posted, applied) for one in waiting]
    wrong = ""
    if posted is not None and applied is None:
        if not files or set(posted.getlist("upload")) - {one.upload.key for one in files}:
            return _sent_before(request, unit)
        if all(one.form.is_valid() for one in files):
            try:
                return _keep(request, unit, files)
            except (Refused, AnotherQuestion) as refusal:
                wrong = str(refusal)
    context = {
        "unit": unit,
        "files": files,
        "everything": everything,
        "areas": areas,
        "wrong": wrong,
        "key": key_of(request) if posted is not None else new_key(),
        "wanted": _wanted(request),
        "failed": wrong or (applied is None and posted is not None),
    }
    return render(request, "evidence/describe_new.html", context, status=422 if context["failed"] else 200)


def _new(
    request: SignedInRequest,
    one: Upload,
    areas: Sequence[int | None],
    posted: QueryDict | None,
    applied: dict[str, str] | None,
) -> New:
    blob = one.blob
    if blob is None:
        raise Http404
    text = Reading.objects.filter(pk=blob.pk).values_list("text", flat=True).first() or ""
    seems = propose(one.name, text, file=blob.kind, today=timezone.localdate())
    begin = {
        **{name: value for name, value in asdict(seems).items() if name != "dated"},
        "proves_until": None if seems.proves_until == seems.proves_from else seems.proves_until,
        "area": str(areas[0] or 0) if areas else "0",
    }
    prefix = f"f{one.pk}"
    given = posted
    if applied is not None and posted is not None:
        given = posted.copy()
        given.update({f"{prefix}-{name}": value for name, value in applied.items()})
    form = EachForm(given, initial=begin, prefix=prefix, areas=areas)
    if applied is not None:  # shown anew, not sent: nothing is wrong with it yet
        form.full_clean()
    return New(one, form, queries.same_content(request.user, blob.pk), dated=seems.dated or posted is not None)


def _keep(request: SignedInRequest, unit: Unit, files: Sequence[New]) -> HttpResponse:
    """Make documents of the files, once however often the form is sent."""
    now = timezone.now()
    place = _place(request, unit)
    said = [place, [(one.upload.key, one.form.cleaned_data) for one in files]]

    def do() -> str:
        made = []
        for one in files:
            if one.form.cleaned_data["leave"]:
                actions.leave(one.upload, by=request.user, now=now)
                continue
            described = one.form.described()
            document = actions.add_document(unit=unit, described=described, upload=one.upload, by=request.user, now=now)
            made.append(document)
            if place:
                claim(document, unit=unit, **place, by=request.user, now=now)
        return ",".join(str(one.pk) for one in made)

    kept, _first = once(do, key=key_of(request), purpose="evidence.add", by=request.user, now=now, asked=said)
    return _done(request, unit, kept)


def _done(request: SignedInRequest, unit: Unit, kept: str) -> HttpResponse:
    keys = [int(key) for key in kept.split(",") if key]
    said = ngettext("%(count)d dokumen disimpan.", "%(count)d dokumen disimpan.", len(keys)) % {"count": len(keys)}
    messages.success(request, said)
    if queries.waiting_uploads(request.user).exists():
        return redirect(_address("evidence:describe_new", unit, request.POST))
    back = request.POST.get("kembali", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    if len(keys) == 1:
        return redirect("evidence:show", keys[0])
    return redirect(f"{reverse('evidence:index')}?unit={unit.pk}")


def _sent_before(request: SignedInRequest, unit: Unit) -> HttpResponse:
    """Answer a form whose files are documents already: with what came of it, when its key says so."""
    kept = queries.came_of(request.user, key=key_of(request), purpose="evidence.add")
    if kept is not None:
        return _done(request, unit, kept)
    messages.info(request, _("Berkas ini sudah disimpan atau dibuang sebelumnya."))
    return redirect(_address("evidence:upload", unit, request.POST))


def _take_in(request: SignedInRequest) -> tuple[list[str], int]:
    """Take in every file of a plain form; returns what was refused, and how many came in."""
    if too_large(request):
        return [_("Unggahan ini terlalu besar untuk sekali kirim. Unggah berkasnya satu per satu.")], 0
    wrong, taken = [], 0
    files = request.FILES.getlist("berkas")
    if not files:
        return [_("Pilih berkasnya dahulu.")], 0
    for file in files:
        try:
            receive.receive(file, by=request.user, now=timezone.now())
        except (FileRefused, StoreTrouble) as refusal:
            wrong.append(str(refusal))
        else:
            taken += 1
    return wrong, taken


def _unit(request: SignedInRequest, choices: Sequence[Unit]) -> Unit | None:
    """Return the unit that the request speaks of, or the only one there is."""
    given = request.POST.get("unit") or request.GET.get("unit", "")
    if not given:
        return choices[0] if len(choices) == 1 else None
    found = next((one for one in choices if str(one.pk) == given), None)
    if found is None:
        raise Http404
    return found


def _place(request: SignedInRequest, unit: Unit) -> dict[str, Any] | None:
    """Return the question that the documents are to prove; one that this person may not answer is not found."""
    question, year = request.POST.get("soal", ""), request.POST.get("tahun", "")
    if not question:
        return None
    found = QUESTION.fullmatch(question)
    if not found or not (year.isascii() and year.isdigit() and len(year) == len("2026")):
        raise Http404
    area = int(found[1]) if question[0] != "H" else None
    if not queries.reaches(scope_of(request.user, Permission.ADD), unit, area):
        raise Http404
    return {"question": question, "year": int(year), "slot": request.POST.get("slot", "")[:40]}


def _wanted(request: SignedInRequest) -> dict[str, str]:
    sent = request.POST if request.method == "POST" else request.GET
    return {name: str(sent[name])[:200] for name in TO_PROVE if sent.get(name)}


def _address(name: str, unit: Unit, sent: QueryDict) -> str:
    query = QueryDict(mutable=True)
    query["unit"] = str(unit.pk)
    for one in TO_PROVE:
        if sent.get(one):
            query[one] = str(sent[one])
    return f"{reverse(name)}?{query.urlencode()}"
