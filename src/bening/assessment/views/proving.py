"""The proofs of one question: what is asked, what is shown, what is wrong, and the judging of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bening.assessment import queries, wording
from bening.assessment.models import Assessment, Sheet, Tier
from bening.assessment.pages import cards
from bening.assessment.pages.heads import name_of
from bening.assessment.permissions import Permission
from bening.assessment.proofs import gathering
from bening.assessment.proofs.panels import Line, Panel
from bening.assessment.proofs.rights import Rights, area_of, rights_of
from bening.domain.instrument import Question
from bening.evidence import claims
from bening.evidence import queries as evidence
from bening.evidence.actions import Refused
from bening.evidence.checks.catalogue import NAMES
from bening.evidence.models import Claim, ClaimState, Document
from bening.evidence.views.parts import preview_context
from bening.foundation.access import SignedInRequest, requires
from bening.foundation.storage import kinds
from bening.foundation.units.models import Unit

MOST_OFFERED = 60
MOST_AT_ONCE = 40


@requires(Permission.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def proofs(request: SignedInRequest, pk: int, tier: str, question_id: str) -> HttpResponse:
    """Show the proofs of a question beside a picture of one; a post shows documents that are there already."""
    sheet = _sheet(request, pk, tier)
    assessment = sheet.assessment
    instrument = queries.instrument_of(assessment)
    question = instrument.questions.get(question_id)
    if question is None:
        raise Http404
    rights = rights_of(request.user, assessment)
    if request.method == "POST":
        return _show_documents(request, assessment, tier, question, rights)
    own = sheet if tier == Tier.UNIT else Sheet.objects.get(assessment=assessment, tier=Tier.UNIT)
    result = queries.result_of(own, instrument)
    today = timezone.localdate()
    panel = gathering.panels(request.user, assessment, [question], result=result, tier=tier, today=today)[question_id]
    slot = _slot(panel, request.GET.get("slot"))
    page = queries.page_of(question_id)
    context = {
        "sheet": sheet,
        "assessment": assessment,
        "question": question,
        "panel": panel,
        "slot": slot,
        "answer": wording.answer_text(question, result.answers.get(question_id)),
        "back": f"{reverse('assessment:area', args=[pk, tier, page])}#{cards.anchor(question_id)}",
        "page_name": name_of(page, instrument),
        **_looked_at(request, panel),
        **(_offer(request, assessment, panel, question, slot) if panel.may_keep else {}),
    }
    return render(request, "assessment/proofs.html", context)


@requires(Permission.VIEW)
@require_POST
def judge(request: SignedInRequest, pk: int, tier: str, claim_id: int) -> HttpResponse:
    """Accept a proof, refuse it, let go of it, or answer what a check said."""
    sheet = _sheet(request, pk, tier)
    assessment = sheet.assessment
    claim = get_object_or_404(
        _claims(assessment).filter(document__in=evidence.visible_to(request.user).values("pk")), pk=claim_id
    )
    rights = rights_of(request.user, assessment)
    act, why, now = request.POST.get("act", ""), request.POST.get("why", "").strip()[:2000], timezone.now()
    said = ""
    try:
        match act:
            case "terima":
                _ensure(rights.may_judge(claim.question))
                claims.accept(claim, by=request.user, now=now, again=rights.evaluates)
                said = _("Bukti diterima.")
            case "tolak":
                _ensure(rights.may_judge(claim.question))
                claims.reject(claim, why=why, by=request.user, now=now, again=rights.evaluates)
                said = _("Bukti ditolak dengan alasan Anda.")
            case "lepas":
                _ensure(rights.may_keep(claim.question))
                claims.retire(claim, why=why, by=request.user, now=now)
                said = _("Bukti dilepas. Dokumennya tetap tersimpan.")
            case "jelaskan":
                _ensure(rights.may_explain(claim.question))
                _explain(request, claim, why)
                said = _("Penjelasan Anda tersimpan.")
            case _:
                raise PermissionDenied(_("Tindakan ini tidak dikenal."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(f"{_address(pk, tier, claim.question)}#bukti-{claim.pk}")


def _explain(request: SignedInRequest, claim: Claim, why: str) -> None:
    check = request.POST.get("check", "")
    if check not in NAMES:
        raise Http404
    claims.waive(claim, check=check, why=why, by=request.user, now=timezone.now())


def _show_documents(
    request: SignedInRequest, assessment: Assessment, tier: str, question: Question, rights: Rights
) -> HttpResponse:
    _ensure(rights.may_keep(question.id))
    chosen = [int(one) for one in request.POST.getlist("dokumen") if one.isascii() and one.isdigit()][:MOST_AT_ONCE]
    documents = list(evidence.visible_to(request.user).filter(unit=assessment.unit, pk__in=chosen))
    if len(documents) < len(set(chosen)):
        raise Http404
    slot = request.POST.get("slot", "")[:40]
    address = _address(assessment.pk, tier, question.id)
    if not documents:
        messages.error(request, _("Pilih sekurangnya satu dokumen."))
        return redirect(f"{address}?{QueryDict(f'slot={slot}').urlencode()}#tambah")
    now = timezone.now()
    try:
        for one in documents:
            claims.claim(
                one,
                unit=assessment.unit,
                year=assessment.year,
                question=question.id,
                slot=slot,
                by=request.user,
                now=now,
            )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        count = len(documents)
        said = ngettext("%(count)d bukti ditambahkan.", "%(count)d bukti ditambahkan.", count)
        messages.success(request, said % {"count": count})
    return redirect(address)


def _offer(
    request: SignedInRequest, assessment: Assessment, panel: Panel, question: Question, slot: str
) -> dict[str, Any]:
    """Return what can be added: documents of the unit that are not shown here yet, and where new files go."""
    back = _address(assessment.pk, Tier.UNIT, question.id)
    place = QueryDict(mutable=True)
    place.update(
        {
            "unit": str(assessment.unit_id),
            "tahun": str(assessment.year),
            "soal": question.id,
            "slot": slot,
            "kembali": back,
        }
    )
    wanted = next((one.standing.slot for one in panel.places if one.key == slot), None)
    return {
        "offered": offered(request, assessment.unit, assessment.year, question.id, slot),
        "slot_name": wanted.name if wanted else "",
        "kinds_wanted": wanted.kinds if wanted else (),
        "upload_to": place,
        "next": f"{reverse('evidence:describe_new')}?{place.urlencode()}",
        "kinds": kinds.NAMES,
        "accept": kinds.ACCEPT,
    }


def offered(request: SignedInRequest, unit: Unit, year: int, question: str, slot: str) -> list[Document]:
    """Return documents of a unit that may be shown for a question and are not, those of its area and year first."""
    here = Claim.objects.filter(document=OuterRef("pk"), unit=unit, year=year, question=question, slot=slot)
    found = evidence.visible_to(request.user).filter(unit=unit, withdrawn_at__isnull=True, latest__isnull=False)
    free = found.filter(~Exists(here.exclude(state=ClaimState.RETIRED)))[: MOST_OFFERED * 3]
    area = area_of(question)
    return sorted(
        free, key=lambda one: (one.area not in {area, None}, one.proves_until.year != year, -one.changed_at.timestamp())
    )[:MOST_OFFERED]


def _looked_at(request: SignedInRequest, panel: Panel) -> dict[str, Any]:
    """Return the preview of the proof that was asked for, else of the first."""
    lines = [line for line in panel.lines if line.shown.document is not None]
    asked = request.GET.get("lihat", "")
    line: Line | None = next((one for one in lines if str(one.claim.pk) == asked), lines[0] if lines else None)
    if line is None or line.shown.document is None:
        return {"looked_at": None}
    return {"looked_at": line, **preview_context(line.shown.document, line.claim.version)}


def _claims(assessment: Assessment) -> Any:  # noqa: ANN401 -- a queryset of claims
    return Claim.objects.filter(unit=assessment.unit, year=assessment.year)


def _sheet(request: SignedInRequest, pk: int, tier: str) -> Sheet:
    try:
        return queries.sheet_for(request.user, pk=pk, tier=tier)
    except Sheet.DoesNotExist:
        raise Http404 from None


def _slot(panel: Panel, given: str | None) -> str:
    """Return the slot that was named, else the first that holds nothing."""
    keys = [one.key for one in panel.places if one.key]
    if given is not None and given in {*keys, ""}:
        return given
    empty = [one.key for one in panel.places if one.key and one.empty]
    return (empty or keys or [""])[0]


def _address(pk: int, tier: str, question: str) -> str:
    return reverse("assessment:proofs", args=[pk, tier, question])


def _ensure(allowed: bool) -> None:  # noqa: FBT001 -- reads as a sentence
    if not allowed:
        raise PermissionDenied(_("Bukti ini diurus PIC areanya dan ketua tim, dan diperiksa ketua tim atau penilai."))
