"""Exchange with workbooks: bring one, decide about it, take one away."""

import hashlib
import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bening.assessment import actions, intake, queries
from bening.assessment.models import Intake, Sheet, Tier
from bening.assessment.pages import previewing
from bening.assessment.permissions import Permission
from bening.assessment.workbook import audit, reading, writing
from bening.assessment.workbook.findings import Finding
from bening.assessment.workbook.layouts import LAYOUTS
from bening.assessment.workbook.opening import WorkbookRefused
from bening.foundation.access import SignedInRequest, may, requires
from bening.foundation.accounts.models import User
from bening.foundation.uploads import too_large

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TICK = re.compile(r"([A-Z](?:\.[0-9a-z]+){1,3})@([0-9]{1,9})")
LONGEST_NAME = 200
EARLIER = 20
MEBI = 2**20
TOO_LARGE, WRONG, CHANGED = 413, 422, 409


@requires(Permission.TAKE_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: SignedInRequest, pk: int, tier: str) -> HttpResponse:
    """Ask for a workbook; read the one that was brought and show what it would change."""
    sheet = _own_sheet(request.user, pk, tier)
    if request.method != "POST":
        return _bring_page(request, sheet)
    if too_large(request):
        size = settings.LARGEST_UPLOAD // MEBI
        sentence = _("Berkas ini lebih besar dari %(size)s MB. Hapus gambar dan lembar selain LKE, lalu unggah lagi.")
        return _bring_page(request, sheet, wrong=sentence % {"size": size}, status=TOO_LARGE)
    file = request.FILES.get("berkas")
    if not isinstance(file, UploadedFile):
        return _bring_page(request, sheet, wrong=_("Belum ada berkas. Pilih buku kerja .xlsx dulu."), status=WRONG)
    try:
        kept = _previewed(sheet, file, by=request.user)
    except WorkbookRefused as refused:
        return _bring_page(request, sheet, wrong=f"{refused.message} {refused.fix}", status=WRONG)
    return redirect("assessment:preview", pk=pk, intake_id=kept.pk)


@requires(Permission.TAKE_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: SignedInRequest, pk: int, intake_id: int) -> HttpResponse:
    """Show what a workbook says and would change; take in what was ticked, or drop it."""
    found = get_object_or_404(Intake.objects.select_related("by"), pk=intake_id, assessment_id=pk)
    sheet = _own_sheet(request.user, pk, found.tier)
    found.assessment = sheet.assessment
    if request.method != "POST":
        return _preview_page(request, sheet, found)
    try:
        if request.POST.get("keputusan") == "buang":
            actions.drop_intake(intake=found, by=request.user, now=timezone.now())
            messages.success(request, _("%(name)s dibatalkan. Tidak ada jawaban yang berubah.") % {"name": found.name})
            return redirect("assessment:bring", pk=pk, tier=found.tier)
        return _take_in(request, sheet, found)
    except actions.AlreadySettled:
        messages.warning(request, _("Buku kerja ini sudah diputuskan sebelumnya. Tidak ada yang berubah."))
        return redirect("assessment:preview", pk=pk, intake_id=intake_id)


@requires(Permission.VIEW)
@require_safe
def download(request: SignedInRequest, pk: int, tier: str, layout: str) -> HttpResponse:
    """Return the sheet as a workbook: filled, blank (``?kosong=1``), or with the audit of one (``?audit=id``)."""
    sheet = _sheet(request.user, pk, tier)
    if layout not in LAYOUTS:
        raise Http404
    instrument, now = queries.instrument_of(sheet.assessment), timezone.localtime()
    blank = bool(request.GET.get("kosong"))
    if blank:
        data = writing.blank(instrument, layout, at=now, by=request.user.name)
    else:
        data = writing.filled(
            instrument,
            layout,
            intake.exported(_standing(sheet, layout), instrument),
            at=now,
            by=request.user.name,
            findings=_audited(sheet, request.GET.get("audit", "")),
            tier=sheet.tier,
        )
    response = HttpResponse(data, content_type=XLSX)
    header = content_disposition_header(as_attachment=True, filename=_file_name(sheet, layout, now, blank=blank))
    response["Content-Disposition"] = header or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _sheet(user: User, pk: int, tier: str) -> Sheet:
    try:
        return queries.sheet_for(user, pk=pk, tier=tier)
    except Sheet.DoesNotExist:
        raise Http404 from None


def _own_sheet(user: User, pk: int, tier: str) -> Sheet:
    """Return the sheet that ``user`` may import into: the unit's own people the unit's, evaluators theirs."""
    sheet = _sheet(user, pk, tier)
    assessment = sheet.assessment
    if tier != queries.tier_of(user, assessment) or not may(user, Permission.TAKE_IN, unit=assessment.unit):
        raise PermissionDenied(_("Impor buku kerja dilakukan ketua tim untuk unitnya, dan TPI untuk penilaiannya."))
    return sheet


def _previewed(sheet: Sheet, file: "UploadedFile[Any]", *, by: User) -> Intake:
    """Read and audit ``file`` and keep what it says; the file itself is forgotten. Raises WorkbookRefused."""
    instrument = queries.instrument_of(sheet.assessment)
    data = file.read()
    name = intake.same_text(file.name or "")[-LONGEST_NAME:] or "buku kerja.xlsx"
    read = reading.read(data, instrument, name=name)
    if sheet.tier not in read.answers:
        raise WorkbookRefused(
            "no_tier",
            _("Lampiran 2021 (LKE ZI) hanya memuat jawaban unit, tidak ada kolom TPI."),
            _("Pakai buku kerja Jawaban 2026 untuk penilaian TPI."),
        )
    return actions.preview_intake(
        assessment=sheet.assessment,
        tier=sheet.tier,
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        content=intake.content(read, audit.audit(read, instrument), instrument, tier=sheet.tier),
        by=by,
        now=timezone.now(),
    )


def _bring_page(request: SignedInRequest, sheet: Sheet, *, wrong: str = "", status: int = 200) -> HttpResponse:
    earlier = queries.intakes(sheet.assessment).filter(tier=sheet.tier)[:EARLIER]
    context = _frame(sheet, _("Impor buku kerja")) | {
        "wrong": wrong,
        "earlier": earlier,
        "largest": settings.LARGEST_UPLOAD,
        "largest_shown": settings.LARGEST_UPLOAD // MEBI,
    }
    return render(request, "assessment/bring.html", context, status=status)


def _preview_page(
    request: SignedInRequest,
    sheet: Sheet,
    found: Intake,
    *,
    ticked: dict[str, int] | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    instrument = queries.instrument_of(sheet.assessment)
    shown = previewing.preview(found, sheet, ticked=ticked)
    frame = _frame(sheet, _("Pratinjau buku kerja"))
    bring_address = reverse("assessment:bring", args=[sheet.assessment.pk, sheet.tier])
    frame["trail"].append((bring_address, _("Impor buku kerja")))
    context = frame | {
        "intake": found,
        "open": found.state == Intake.State.PREVIEWED,
        "preview": shown,
        "skipped": previewing.skipped(shown.problems, instrument),
        "good_only": bool(request.POST.get("hanya_benar")),
        "wrong": wrong,
    }
    return render(request, "assessment/preview.html", context, status=status)


def _take_in(request: SignedInRequest, sheet: Sheet, found: Intake) -> HttpResponse:
    accepted = _accepted(request)
    wrong = ""
    if found.content.get("problems") and not request.POST.get("hanya_benar"):
        wrong = _("Buku kerja ini berisi sel yang salah. Perbaiki lalu unggah lagi, atau impor baris yang benar saja.")
    elif not accepted:
        wrong = _("Belum ada yang dicentang. Centang yang ingin diimpor, atau batalkan buku kerja ini.")
    if wrong and found.state == Intake.State.PREVIEWED:
        return _preview_page(request, sheet, found, ticked=accepted, wrong=wrong, status=WRONG)
    try:
        count = actions.take_in(intake=found, accepted=accepted, by=request.user, now=timezone.now())
    except actions.ChangedMeanwhile:
        wrong = _("Ada jawaban yang berubah sejak pratinjau dibuka. Belum ada yang diimpor; periksa yang ditandai.")
        fresh = _sheet(request.user, sheet.assessment.pk, sheet.tier)
        return _preview_page(request, fresh, found, ticked=accepted, wrong=wrong, status=CHANGED)
    messages.success(request, _("%(count)s soal diimpor dari %(name)s.") % {"count": count, "name": found.name})
    return redirect("assessment:verdict", pk=sheet.assessment.pk, tier=sheet.tier)


def _accepted(request: SignedInRequest) -> dict[str, int]:
    """Return the ticked questions with the revision that the person saw standing at each."""
    ticks = [TICK.fullmatch(value) for value in request.POST.getlist("ambil")]
    return {tick[1]: int(tick[2]) for tick in ticks if tick}


def _standing(sheet: Sheet, layout: str) -> dict[str, dict[str, intake.Fields]]:
    """Return what stands on the sheet; an evaluator's workbook of 2026 shows the unit's answers beside theirs."""
    sheets = [sheet]
    if sheet.tier == Tier.TPI and Tier.UNIT in LAYOUTS[layout].tiers and Tier.TPI in LAYOUTS[layout].tiers:
        sheets.append(Sheet.objects.get(assessment=sheet.assessment, tier=Tier.UNIT))
    return {
        one.tier: {found.question: (found.answer, found.note, found.link) for found in actions.current(one)}
        for one in sheets
    }


def _audited(sheet: Sheet, intake_id: str) -> list[Finding] | None:
    if not intake_id:
        return None
    if not intake_id.isascii() or not intake_id.isdigit():
        raise Http404
    found = get_object_or_404(Intake, pk=int(intake_id), assessment=sheet.assessment, tier=sheet.tier)
    return list(intake.findings_of(found.content))


def _file_name(sheet: Sheet, layout: str, now: datetime, *, blank: bool) -> str:
    assessment = sheet.assessment
    if blank:
        return f"{layout}-kosong.xlsx"
    unit = slugify(assessment.unit.short_name) or "unit"
    return f"{layout}-{unit}-{assessment.year}-{sheet.tier}-{now:%Y%m%d-%H%M}.xlsx"


def _frame(sheet: Sheet, here: str) -> dict[str, Any]:
    assessment = sheet.assessment
    title = _("%(unit)s %(year)s") % {"unit": assessment.unit.short_name, "year": assessment.year}
    return {
        "assessment": assessment,
        "sheet": sheet,
        "here": here,
        "trail": [
            (reverse("assessment:assessments"), _("Penilaian")),
            (reverse("assessment:overview", args=[assessment.pk]), title),
        ],
    }
