"""What there is to do, and the assessments one may see."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bening.assessment import actions, queries
from bening.assessment.actions import AlreadyOpen
from bening.assessment.forms import FilterForm, OpenForm
from bening.assessment.models import Assessment, Revision, Sheet, Target, Tier
from bening.assessment.pages import cards, explaining
from bening.assessment.pages.heads import heads, name_of
from bening.assessment.pages.todo import ToDo, to_do
from bening.assessment.permissions import Permission
from bening.assessment.proofs import owing
from bening.assessment.proofs.rights import rights_of
from bening.domain.scoring import Score
from bening.foundation import sheets
from bening.foundation.access import SignedInRequest, may, requires, scope_of
from bening.foundation.accounts.models import Assignment
from bening.foundation.units import queries as units
from bening.foundation.units.models import Unit

A_PAGE = 25
IN_FULL = 3  # assessments that "Pekerjaan saya" shows with all their steps
QUEUE = 10


@requires(Permission.VIEW)
@require_safe
def work(request: SignedInRequest) -> HttpResponse:
    """Show this person what to do next: to answer, to evaluate, to open, or only to know."""
    context: dict[str, Any] = {}
    user = request.user
    scope = scope_of(user, Permission.VIEW)
    if scope.units or scope.areas:
        own = list(queries.in_units(user)[: IN_FULL + 1])
        sheets = {sheet.assessment_id: sheet for sheet in queries.unit_sheets(own)}
        context["sheets"] = [_to_do(request, sheets[one.pk], one) for one in own[:IN_FULL]]
        for newest in context["sheets"][:1]:  # only of the newest: last year's proofs are history
            newest["owed"] = _owed(request, newest)
        context["more"] = len(own) > IN_FULL
        context["changes"] = _changes(queries.changed_by_others(list(sheets.values()), user))
        context["asides"] = _changes(queries.set_aside_of(list(sheets.values()), user))
        context["may_open"] = may(user, Permission.OPEN)
        context["unit"] = next((unit for unit in units.visible_to(user)[:1]), None) if not own else None
    if scope_of(user, Permission.ASSESS):
        context["queue"] = queries.to_assess(user)[:QUEUE]
    if scope_of(user, Permission.OPEN).instansi:
        context["opened"] = queries.opened_in(user, year=timezone.localdate().year)
        context["year"] = timezone.localdate().year
    return render(request, "assessment/work.html", {"sheets": None, "queue": None, "opened": None, **context})


def _to_do(request: SignedInRequest, sheet: Sheet, assessment: Assessment) -> dict[str, Any]:
    sheet.assessment = assessment
    own = [page for page in queries.PAGES if queries.may_answer(request.user, assessment, Tier.UNIT, page)]

    def address(page: str, question_id: str) -> str:
        found = reverse("assessment:area", args=[assessment.pk, Tier.UNIT, page])
        return f"{found}#{cards.anchor(question_id)}" if question_id else found

    result = queries.result_of(sheet, queries.instrument_of(assessment))
    steps: ToDo = to_do(result, own=own, target=assessment.target, address=address)
    return {"assessment": assessment, "steps": steps, "own": own, "result": result}


def _owed(request: SignedInRequest, shown: dict[str, Any]) -> owing.Owing:
    today = timezone.localdate()
    return owing.owing(request.user, shown["assessment"], shown["result"], own=shown["own"], today=today)


def _changes(revisions: Iterable[Revision]) -> list[dict[str, Any]]:
    return [_change(revision) for revision in revisions]


def _change(revision: Revision) -> dict[str, Any]:
    sheet = revision.sheet
    instrument = queries.instrument_of(sheet.assessment)
    question = instrument.questions.get(revision.question)
    page = queries.page_of(revision.question)
    return {
        "revision": revision,
        "name": question.short if question else revision.question,
        "page": name_of(page, instrument),
        "address": reverse("assessment:history", args=[sheet.assessment_id, sheet.tier, revision.question]),
    }


@requires(Permission.VIEW)
@require_safe
def assessments(request: SignedInRequest) -> HttpResponse:
    """Show every assessment that this person may see, or give it as CSV."""
    shown = queries.listed(request.user)
    years, parts = queries.years(request.user), queries.parts_of_instansi(request.user)
    form = FilterForm(request.GET, years=years, parts=parts)
    shown = form.narrow(shown)
    if request.GET.get("bentuk") == "csv":
        return _as_csv(shown)
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "assessment/assessments.html",
        {
            "page": page,
            "rows": _with_questions(page.object_list),
            "form": form,
            "columns": _columns(request.GET, form.cleaned_data.get("urut") or "-tahun"),
            "as_csv": _with(request.GET, bentuk="csv"),
        },
    )


def _with_questions(sheets: Iterable[Sheet]) -> list[tuple[Sheet, int]]:
    """Return each sheet with how many questions its edition has."""
    return [(sheet, len(queries.instrument_of(sheet.assessment).questions)) for sheet in sheets]


def _columns(asked: QueryDict, order: str) -> list[dict[str, str]]:
    """Return the heads of the table: each sorts by itself, and the other way at the second press."""
    names = [("unit", _("Unit")), ("tahun", _("Tahun")), ("dijawab", _("Dijawab")), ("total", _("Nilai"))]
    columns = []
    for key, name in names:
        falling_first = key in {"total", "dijawab", "tahun"}
        current = order.removeprefix("-") == key
        falling = order.startswith("-") if current else not falling_first
        columns.append(
            {
                "key": key,
                "name": name,
                "query": _with(asked, urut=key if falling else f"-{key}"),
                "sorted": ("descending" if falling else "ascending") if current else "",
            }
        )
    return columns


def _with(asked: QueryDict, **changed: str) -> str:
    query = asked.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _as_csv(shown: QuerySet[Sheet]) -> HttpResponse:
    """Return the list for a spreadsheet that speaks Indonesian: semicolons, decimal commas."""
    head = [
        "Instansi",
        "Unit",
        "Tahun",
        "Sasaran",
        "Dijawab",
        "Soal",
        "Nilai",
        "Pengungkit",
        "Ambang WBK",
        "Ambang WBBM",
    ]
    rows = (_row(sheet) for sheet in shown.iterator(chunk_size=500))
    return sheets.download("penilaian-zi", chain([head], rows), kind="csv")


def _row(sheet: Sheet) -> list[str]:
    unit = sheet.assessment.unit
    reached = {True: _("terpenuhi"), False: _("belum")}
    return [
        unit.instansi.name,
        unit.name,
        str(sheet.assessment.year),
        sheet.assessment.target,
        str(sheet.answered),
        str(len(queries.instrument_of(sheet.assessment).questions)),
        f"{sheet.total:f}".replace(".", ","),
        f"{sheet.pengungkit:f}".replace(".", ","),
        reached[sheet.passes_wbk],
        reached[sheet.passes_wbbm],
    ]


@requires(Permission.OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def open_assessment(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Open a unit's assessment of a year."""
    unit = get_object_or_404(units.visible_to(request.user), pk=unit_id)
    if not may(request.user, Permission.OPEN, unit=unit):
        raise PermissionDenied(_("Penilaian dibuka oleh ketua tim unit atau admin instansi."))
    now = timezone.now()
    initial = {"year": timezone.localtime(now).year, "target": Target.WBK}
    form = OpenForm(request.POST if request.method == "POST" else None, initial=initial)
    existing = None
    if form.is_valid():
        year, target = form.cleaned_data["year"], form.cleaned_data["target"]
        try:
            opened = actions.open_assessment(unit=unit, year=year, target=target, by=request.user, now=now)
        except AlreadyOpen as refusal:
            form.add_error("year", str(refusal))
            existing = Assessment.objects.get(unit=unit, year=year)
        else:
            messages.success(request, _("Penilaian %(year)s dibuka. Mulai dari area mana saja.") % {"year": year})
            return redirect("assessment:overview", pk=opened.pk)
    status = 422 if form.errors else 200
    context = {"unit": unit, "form": form, "existing": existing}
    return render(request, "assessment/open_assessment.html", context, status=status)


@requires(Permission.VIEW)
@require_safe
def overview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one assessment whole: where it stands, who works on it, what changed last."""
    assessment = get_object_or_404(queries.visible_to(request.user), pk=pk)
    instrument = queries.instrument_of(assessment)
    sheets = {sheet.tier: sheet for sheet in assessment.sheets.all()}
    sheet = sheets[Tier.UNIT]
    sheet.assessment = assessment
    result = queries.result_of(sheet, instrument)
    bars = explaining.Bars(result)
    own = [page for page in queries.PAGES if queries.may_answer(request.user, assessment, Tier.UNIT, page)]
    pages = [
        {
            "head": head,
            "bar": bars["H" if head.page == queries.RESULTS else f"area.{head.page}"],
            "address": reverse("assessment:area", args=[pk, Tier.UNIT, head.page]),
        }
        for head in heads(instrument, result.score, result.gates)
    ]
    assesses = may(request.user, Permission.ASSESS, unit=assessment.unit)
    return render(
        request,
        "assessment/overview.html",
        {
            "assessment": assessment,
            "sheet": sheet,
            "total": bars["total"],
            "pengungkit": bars["pengungkit"],
            "score": result.score,
            "verdicts": explaining.verdicts(result),
            "pages": pages,
            "next": _next_address(assessment, result.score, own),
            "tpi": sheets[Tier.TPI] if may(request.user, Permission.READ_DRAFTS, unit=assessment.unit) else None,
            "people": _people(assessment.unit),
            "changes": _changes(queries.last_changes(sheet)),
            "may": {
                "take_in": may(request.user, Permission.TAKE_IN, unit=assessment.unit),
                "keep": rights_of(request.user, assessment).keep.covers(assessment.unit),
                "pack": may(request.user, Permission.PACK, unit=assessment.unit),
                "state_facts": may(request.user, Permission.STATE_FACTS, unit=assessment.unit),
            },
            "intake_tier": Tier.TPI if assesses else Tier.UNIT,
        },
    )


def _next_address(assessment: Assessment, scored: Score, own: list[str]) -> str:
    """Return where this person's first open question is."""
    for node in scored.walk():
        if not node.parts and not node.answered and queries.page_of(node.id) in own:
            page = reverse("assessment:area", args=[assessment.pk, Tier.UNIT, queries.page_of(node.id)])
            return f"{page}#{cards.anchor(node.id)}"
    return ""


def _people(unit: Unit) -> list[dict[str, Any]]:
    """Return who works on a unit's assessment, the leader first, each person once."""
    found: dict[int, dict[str, Any]] = {}
    for one in queries.team(unit, on=timezone.localdate()):
        person = found.setdefault(one.user_id, {"name": one.user.name, "roles": []})
        person["roles"].append(_role(one))
    return list(found.values())


def _role(assignment: Assignment) -> str:
    name = assignment.get_role_display()
    return f"{name} {assignment.area}" if assignment.area else name


def unit_page(request: HttpRequest, unit: Unit) -> dict[str, Any] | None:
    """Prepare the part of a unit's page that shows its assessments."""
    user = request.user
    if not may(user, Permission.VIEW, unit=unit):
        return None
    sheets = list(queries.listed(user).filter(assessment__unit=unit).order_by("-assessment__year"))
    taken = {sheet.assessment.year for sheet in sheets}
    year = timezone.localdate().year
    free = next(one for one in range(year, year + len(taken) + 1) if one not in taken)
    opening = OpenForm(initial={"year": free, "target": Target.WBK})
    form = opening if may(user, Permission.OPEN, unit=unit) else None
    return {"unit": unit, "sheets": _with_questions(sheets), "form": form}
