"""What the answers add up to: the verdict, the way to a predicate, what if, and the facts of the prerequisites."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import replace_url

from bening.assessment import actions, planning, queries, stating
from bening.assessment import facts as stated
from bening.assessment.models import Assessment, Sheet, Tier
from bening.assessment.pages import cards, explaining, exporting, moves, reasons, supposing, trial_form, wanted, way
from bening.assessment.permissions import Permission
from bening.assessment.proofs import owing
from bening.domain.instrument import Branch, Instrument
from bening.domain.scoring import Blank
from bening.foundation.access import SignedInRequest, may, requires

MOST_LOSSES = 10
Context = dict[str, Any]


@requires(Permission.VIEW)
@require_safe
def verdict(request: SignedInRequest, pk: int, tier: str) -> HttpResponse:
    """Show the whole result of one tier, down to the single question; or hand it over as JSON or CSV."""
    sheet = _sheet(request, pk, tier)
    result = queries.result_of(sheet, queries.instrument_of(sheet.assessment))
    if request.GET.get("format") in {"json", "csv"}:
        return _handed_over(sheet, result, request.GET["format"])
    bars = explaining.Bars(result)
    tree = reasons.tree(result, _addresses(sheet))
    context = {
        "total": bars["total"],
        "bars": explaining.overview(bars)[1:],
        "checks": bars.of_checks(),
        "predicates": tuple(result.gates),
        "verdicts": explaining.verdicts(result),
        "reaches_target": result.gates[sheet.assessment.target].passed,
        "readings": explaining.readings(result, queries.result(result.answers, result.instrument, Blank.SKIP)),
        "pages": _completeness(sheet, result),
        "tree": tree,
        "losses": reasons.losses(tree, MOST_LOSSES),
        "unofficial": reasons.unofficial(tree),
        "standing": _standing(sheet.assessment, result.instrument),
        "printed": "cetak" in request.GET,
        "unproven": owing.unproven(sheet.assessment, result, tier=sheet.tier),
    }
    return render(
        request,
        "assessment/verdict.html",
        _frame(sheet, _("Nilai dan ambang"), _other("verdict", request, sheet)) | context,
    )


@requires(Permission.VIEW)
@require_safe
def plan(request: SignedInRequest, pk: int, tier: str) -> HttpResponse:
    """Show the cheapest way to a predicate. All that was asked stands in the address; nothing is stored."""
    sheet = _sheet(request, pk, tier)
    instrument = queries.instrument_of(sheet.assessment)
    asked = wanted.wanted(dict(request.GET.lists()), instrument, otherwise=sheet.assessment.target)
    if not asked.faults and _longer(request, asked.names):
        return redirect(_with(request.path, asked.names))
    result = queries.result_of(sheet, instrument)
    try:
        found = planning.cheapest(instrument, result.answers, asked.target, asked.efforts, asked.locked)
    except planning.TooHard:
        asked = wanted.with_every_step_alike(asked)
        found = planning.cheapest(instrument, result.answers, asked.target, asked.efforts, asked.locked)
    after = queries.result(found.answers, instrument)
    judged = {one.predicate: one for one in explaining.verdicts(after)}
    raised = [
        names
        for step in found.steps
        for names in supposing.names_of(instrument.questions[step.id], step.before, found.answers[step.id]).items()
    ]
    context = {
        "asked": asked,
        "usual_effort": dict(asked.names).get(wanted.EFFORT, ""),
        "predicates": tuple(instrument.thresholds),
        "plan": found,
        "in_short": way.in_short(found, f"{found.target}: {judged[found.target].words}"),
        "steps": [
            (step, _with(request.path, step.without)) for step in way.steps(found, asked, instrument, _addresses(sheet))
        ],
        "blocked": way.blocked(found, instrument),
        "past": [(one, _with(request.path, one.opened)) for one in way.kept_out(asked, instrument)],
        "lacks": found.requires and sheet.assessment.facts.get("holds") not in instrument.thresholds,
        "moves": moves.moves(result, after),
        "verdicts": judged.values(),
        "groups": [way.settings(name, branches, asked) for _page, name, branches in _pages(instrument)],
        "try_it": _with(_address("what_if", sheet), raised),
    }
    return _live(
        request, "plan", _frame(sheet, _("Jalan termurah"), _other("plan", request, sheet)) | context, asked.names
    )


@requires(Permission.VIEW)
@require_safe
def what_if(request: SignedInRequest, pk: int, tier: str) -> HttpResponse:
    """Show what other answers would change. They stand in the address only; nothing is stored."""
    sheet = _sheet(request, pk, tier)
    instrument = queries.instrument_of(sheet.assessment)
    result = queries.result_of(sheet, instrument)
    typed = {name: str(text) for name, text in request.GET.items()}
    supposed = supposing.suppose(typed, result.answers, instrument)
    names = tuple(supposed.names.items())
    if not supposed.faults and _longer(request, names):
        return redirect(_with(request.path, names))
    after = queries.result(supposed.answers, instrument)
    form = trial_form.Sheet(instrument, result.answers, typed, supposed.faults, _addresses(sheet))
    context = {
        "supposed": supposed,
        "moves": moves.moves(result, after),
        "verdicts": explaining.verdicts(after),
        "groups": [trial_form.group(form, page, name, branches) for page, name, branches in _pages(instrument)],
    }
    return _live(request, "what_if", _frame(sheet, _("Andai"), _other("what_if", request, sheet)) | context, names)


@requires(Permission.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the facts behind the prerequisites; who may, states them."""
    assessment = get_object_or_404(queries.visible_to(request.user), pk=pk)
    instrument = queries.instrument_of(assessment)
    now = timezone.now()
    writable = may(request.user, Permission.STATE_FACTS, unit=assessment.unit)
    if request.method == "POST" and not writable:
        raise PermissionDenied
    form = stating.FactsForm(
        request.POST if request.method == "POST" else None,
        assessment=assessment,
        rules=instrument.prerequisites,
        today=timezone.localdate(now),
    )
    if form.is_bound and form.is_valid():
        target = form.cleaned_data["target"]
        actions.state_facts(assessment=assessment, target=target, facts=form.texts(), by=request.user, now=now)
        messages.success(request, _("Prasyarat tersimpan."))
        return redirect("assessment:facts", pk=pk)
    sheet = Sheet(assessment=assessment, tier=queries.tier_of(request.user, assessment))
    context = {
        "form": form,
        "writable": writable,
        "standing": _standing(assessment, instrument),
        "history": stating.history(assessment),
    }
    return render(request, "assessment/facts.html", _frame(sheet, _("Prasyarat")) | context)


def _sheet(request: SignedInRequest, pk: int, tier: str) -> Sheet:
    try:
        return queries.sheet_for(request.user, pk=pk, tier=tier)
    except Sheet.DoesNotExist:
        raise Http404 from None


def _other(name: str, request: SignedInRequest, sheet: Sheet) -> str:
    """Return where the same page of the other tier stands, for those who may read both."""
    if not may(request.user, Permission.READ_DRAFTS, unit=sheet.assessment.unit):
        return ""
    tier = Tier.UNIT if sheet.tier == Tier.TPI else Tier.TPI
    return reverse(f"assessment:{name}", args=[sheet.assessment.pk, tier])


def _frame(sheet: Sheet, here: str, other_tier: str = "") -> Context:
    """Return what every page of one sheet shows: where it stands, and where one can go from here."""
    assessment = sheet.assessment
    title = _("%(unit)s %(year)s") % {"unit": assessment.unit.short_name, "year": assessment.year}
    return {
        "assessment": assessment,
        "sheet": sheet,
        "here": here,
        "other_tier": other_tier,
        "trail": [
            (reverse("assessment:assessments"), _("Penilaian")),
            (reverse("assessment:overview", args=[assessment.pk]), title),
        ],
    }


def _address(name: str, sheet: Sheet) -> str:
    return reverse(f"assessment:{name}", args=[sheet.assessment.pk, sheet.tier])


def _addresses(sheet: Sheet) -> Callable[[str], str]:
    """Return where each question of a sheet is answered."""
    pages = {page: reverse("assessment:area", args=[sheet.assessment.pk, sheet.tier, page]) for page in queries.PAGES}
    return lambda id: f"{pages[queries.page_of(id)]}#{cards.anchor(id)}"


def _pages(instrument: Instrument) -> list[tuple[str, str, Sequence[Branch]]]:
    """Return every page of questions with its name and what it asks about."""
    found: list[tuple[str, str, Sequence[Branch]]] = []
    for page in queries.PAGES:
        branches = queries.branches_of(page, instrument)
        name = _("Hasil") if page == queries.RESULTS else f"{page}. {branches[0].name}"
        found.append((page, name, branches))
    return found


def _completeness(sheet: Sheet, result: queries.Result) -> list[Context]:
    """Return how many questions of each page have an answer."""
    scores = {node.id: node for node in result.score.walk()}
    return [
        {
            "name": name,
            "address": reverse("assessment:area", args=[sheet.assessment.pk, sheet.tier, page]),
            "answered": sum(scores[branch.id].answered for branch in branches),
            "questions": sum(scores[branch.id].questions for branch in branches),
        }
        for page, name, branches in _pages(result.instrument)
    ]


def _standing(assessment: Assessment, instrument: Instrument) -> stated.Standing:
    known = stated.read(assessment.facts, kind=assessment.unit.instansi.side)
    return stated.standing(instrument.prerequisites, known, on=timezone.localdate())


def _handed_over(sheet: Sheet, result: queries.Result, form: str) -> HttpResponse:
    """Return the result as a file for programs."""
    assessment = sheet.assessment
    name = f"nilai-{slugify(assessment.unit.short_name)}-{assessment.year}-{sheet.tier}.{form}"
    response: HttpResponse
    if form == "json":
        content = exporting.as_json(result, name=name, tier=sheet.tier)
        response = JsonResponse(content, json_dumps_params={"indent": 1, "ensure_ascii": False})
    else:
        text = exporting.as_csv(result).encode("utf-8-sig")  # spreadsheet programs need the mark to read UTF-8
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _with(path: str, names: Iterable[tuple[str, str]]) -> str:
    query = urlencode(list(names))
    return f"{path}?{query}" if query else path


def _longer(request: SignedInRequest, names: Sequence[tuple[str, str]]) -> bool:
    """Say whether the address of a whole page carries more than it needs; a form sends every field it has."""
    given = [(name, text) for name, texts in request.GET.lists() for text in texts]
    return not request.htmx and given != list(names)  # type: ignore[attr-defined]  # django-htmx puts it there


def _live(request: SignedInRequest, page: str, context: Context, names: Sequence[tuple[str, str]]) -> HttpResponse:
    """Return the page, or to htmx only what changed, with the address that leads here again."""
    if not request.htmx:  # type: ignore[attr-defined]  # as above
        return render(request, f"assessment/{page}.html", context)
    response = render(request, f"assessment/parts/{page}_found.html", context | {"swapped": True})
    return replace_url(response, _with(request.path, names))
