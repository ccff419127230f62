"""The questionnaire: an area a page, a question a form, every value it ever had."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bening.assessment import actions, queries
from bening.assessment.actions import Overtaken, Saved, TextTooLong, Typed
from bening.assessment.models import Presence, Revision, Sheet, Tier
from bening.assessment.pages import cards
from bening.assessment.pages.cards import Card
from bening.assessment.pages.heads import Head, head, heads, name_of
from bening.assessment.permissions import Permission
from bening.assessment.proofs import gathering, panels
from bening.assessment.proofs.panels import Panel
from bening.domain.answers import AnswerRefused
from bening.domain.instrument import Branch, Instrument, Question
from bening.foundation.access import SignedInRequest, requires
from bening.foundation.signin.sessions import automatic

FORBIDDEN, CLASH, WRONG = 403, 409, 422
MOST_ENTRIES = 300
OURS = "Bening-Soal"  # marks an answer of ours, so that the page never swaps in a sign-in form


@requires(Permission.VIEW)
@require_safe
def area(request: SignedInRequest, pk: int, tier: str, page: str) -> HttpResponse:
    """Show every question of one area, or of Hasil."""
    if page not in queries.PAGES:
        raise Http404
    return _page(request, _sheet(request, pk, tier), page)


@requires(Permission.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedInRequest, pk: int, tier: str, question_id: str) -> HttpResponse:
    """Take what was typed at one question; asked without typing, show the question as it stands."""
    if request.method != "POST":
        return _one_card(request, _sheet(request, pk, tier), question_id)
    form = request.POST.dict()
    now = timezone.now()
    errors: dict[str, list[str]] = {}
    outcome: Saved | Overtaken | None = None
    sheet = _sheet(request, pk, tier)
    instrument, question = _question(sheet, question_id)
    if not _may_answer(request, sheet, question_id) and _part(request):
        return _ours(format_html('<span class="unsaved">{}</span>', _not_yours()), FORBIDDEN)
    _ensure_may_answer(request, sheet, question_id)
    try:
        typed = _typed(question, form)
        outcome = actions.answer_on(sheet=sheet, question_id=question_id, typed=typed, by=request.user, now=now)
    except AnswerRefused as refused:
        errors = cards.refusals(refused, instrument)
    except TextTooLong:
        errors = _too_long(form)
    if isinstance(outcome, Saved):
        return _saved(request, sheet, question, outcome)
    revision = outcome.newest if outcome else queries.standing(sheet, [question_id]).get(question_id)
    card = _card(sheet, question, revision, typed=form, errors=errors, outcome=outcome)
    status = CLASH if outcome else WRONG
    if _part(request):
        return _ours(render_to_string("assessment/parts/answer_refused.html", {"card": card, "sheet": sheet}), status)
    return _page(request, sheet, queries.page_of(question_id), instead=card, status=status)


@requires(Permission.VIEW)
@require_safe
def history(request: SignedInRequest, pk: int, tier: str, question_id: str) -> HttpResponse:
    """Show every value a question had, and what each changed."""
    sheet = _sheet(request, pk, tier)
    _instrument, question = _question(sheet, question_id)
    page = queries.page_of(question_id)
    head_ = sheet.heads.get(question_id)
    return render(
        request,
        "assessment/history.html",
        {
            "sheet": sheet,
            "assessment": sheet.assessment,
            "question": question,
            "entries": _entries(
                question, list(queries.history(sheet, question_id)[:MOST_ENTRIES]), standing=head_["n"] if head_ else 0
            ),
            "seen": head_["n"] if head_ else 0,
            "may_answer": queries.may_answer(request.user, sheet.assessment, sheet.tier, page),
            "back": _address(sheet, page, question_id),
            "page_name": name_of(page, queries.instrument_of(sheet.assessment)),
        },
    )


@automatic
@requires(Permission.VIEW)
@require_POST
def here(request: SignedInRequest, pk: int, tier: str, question_id: str) -> HttpResponse:
    """Remember for a minute that this person is at a question."""
    sheet = _sheet(request, pk, tier)
    _question(sheet, question_id)
    _ensure_may_answer(request, sheet, question_id)
    actions.be_at(sheet=sheet, question_id=question_id, by=request.user, now=timezone.now())
    return HttpResponse(status=204)


@automatic
@requires(Permission.VIEW)
@require_safe
def news(request: SignedInRequest, pk: int, tier: str, page: str) -> HttpResponse:
    """Say who else is at which question of a page, and which changed since the page knew them (``?tahu=id:number``)."""
    if page not in queries.PAGES:
        raise Http404
    sheet = _sheet(request, pk, tier)
    known = _known(request.GET.get("tahu", ""))
    changed = [id for id, number in known.items() if sheet.heads.get(id, {"n": 0})["n"] > number]
    return JsonResponse(
        {
            "here": {one.question: _is_here(one.by.name) for one in _others(request, sheet)},
            "changed": {
                id: {"says": _says_changed(request, one), "number": one.number}
                for id, one in (queries.standing(sheet, changed) if changed else {}).items()
            },
        }
    )


def _part(request: SignedInRequest) -> bool:
    """Say whether only a part of the page is asked for."""
    return bool(request.htmx)  # type: ignore[attr-defined]  # django-htmx puts it there


def _sheet(request: SignedInRequest, pk: int, tier: str) -> Sheet:
    try:
        return queries.sheet_for(request.user, pk=pk, tier=tier)
    except Sheet.DoesNotExist:
        raise Http404 from None


def _question(sheet: Sheet, question_id: str) -> tuple[Instrument, Question]:
    instrument = queries.instrument_of(sheet.assessment)
    if question_id not in instrument.questions:
        raise Http404
    return instrument, instrument.questions[question_id]


def _may_answer(request: SignedInRequest, sheet: Sheet, question_id: str) -> bool:
    return queries.may_answer(request.user, sheet.assessment, sheet.tier, queries.page_of(question_id))


def _ensure_may_answer(request: SignedInRequest, sheet: Sheet, question_id: str) -> None:
    if not _may_answer(request, sheet, question_id):
        raise PermissionDenied(_not_yours())


def _not_yours() -> str:
    return _("Halaman ini diisi oleh PIC areanya dan ketua tim; Anda dapat membacanya.")


def _typed(question: Question, form: Mapping[str, str]) -> Typed:
    return Typed(
        answer=cards.given_by(question, form),
        note=_text(form.get("note", "")),
        link=_text(form.get("link", "")),
        seen=_number(form.get("seen", "")),
        over=_number(form.get("over", "")) or None,
    )


def _text(given: str) -> str:
    """Return a text with the line ends of this house: a browser sends those of another."""
    return given.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0  # noqa: PLR2004 -- an int4


def _too_long(form: Mapping[str, str]) -> dict[str, list[str]]:
    sentence = _("Teks ini lebih dari %(most)s huruf. Ringkas, atau taruh sisanya di berkas bukti.")
    wrong = sentence % {"most": f"{actions.LONGEST_TEXT:,}".replace(",", ".")}
    return {name: [wrong] for name in ("note", "link") if len(form.get(name, "")) > actions.LONGEST_TEXT}


def _saved(request: SignedInRequest, sheet: Sheet, question: Question, outcome: Saved) -> HttpResponse:
    page = queries.page_of(question.id)
    if not _part(request):
        messages.success(request, _("%(question)s tersimpan.") % {"question": question.short})
        return redirect(_address(sheet, page, question.id))
    instrument = queries.instrument_of(sheet.assessment)
    scored = next(node for node in outcome.score.walk() if node.id == question.id)
    revision = outcome.revision
    card = Card(question=question, scored=scored, given=revision.answer, revision=revision, seen=revision.number)
    context = {
        "card": card,
        "head": head(page, instrument, outcome.score, outcome.gates),
        "merged": dict([*cards.form_of(question, revision.answer), ("note", revision.note), ("link", revision.link)])
        if outcome.merged
        else None,
        "saved_words": _("Tersimpan pukul %(at)s") % {"at": timezone.localtime(revision.at).strftime("%H.%M.%S")},
        "by": _who(request, revision),
    }
    return _ours(render_to_string("assessment/parts/answer_saved.html", context))


def _ours(content: str, status: int = 200) -> HttpResponse:
    return HttpResponse(content, status=status, headers={OURS: "1"})


def _one_card(request: SignedInRequest, sheet: Sheet, question_id: str) -> HttpResponse:
    _instrument, question = _question(sheet, question_id)
    page = queries.page_of(question_id)
    if not _part(request):
        return redirect(_address(sheet, page, question_id))
    card = _card(sheet, question, queries.standing(sheet, [question_id]).get(question_id))
    card = replace(card, panel=_panels(request, sheet, [question])[question_id])
    may_answer = queries.may_answer(request.user, sheet.assessment, sheet.tier, page)
    response = render(
        request, "assessment/parts/question.html", {"card": card, "sheet": sheet, "may_answer": may_answer}
    )
    response.headers[OURS] = "1"
    return response


def _card(
    sheet: Sheet,
    question: Question,
    revision: Revision | None,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, list[str]] | None = None,
    outcome: Overtaken | None = None,
) -> Card:
    scored = next(
        n for n in queries.result_of(sheet, queries.instrument_of(sheet.assessment)).score.walk() if n.id == question.id
    )
    head_ = sheet.heads.get(question.id, {"n": 0, "a": None})
    return Card(
        question=question,
        scored=scored,
        given=head_["a"],
        revision=revision,
        seen=_number(typed.get("seen", "")) if typed is not None else head_["n"],
        typed=typed,
        errors=errors or {},
        clash=cards.clash(question, outcome.newest, outcome.aside) if outcome else None,
    )


def _page(
    request: SignedInRequest, sheet: Sheet, page: str, *, instead: Card | None = None, status: int = 200
) -> HttpResponse:
    """Show a page of questions; ``instead`` stands for the card of a question that could not be saved."""
    assessment = sheet.assessment
    result = queries.result_of(sheet, queries.instrument_of(assessment))
    scores = {node.id: node for node in result.score.walk()}
    branches = queries.branches_of(page, result.instrument)
    questions = [node for branch in branches for node in branch.walk() if isinstance(node, Question)]
    standing = queries.standing(sheet, [question.id for question in questions])
    unit = sheet if sheet.tier == Tier.UNIT else _unit_sheet(sheet)
    beside = _unit_side(unit, questions) if sheet.tier == Tier.TPI else {}
    proofs = _panels(request, sheet, questions, unit=unit, result=result)
    cards_ = {
        question.id: Card(
            question=question,
            scored=scores[question.id],
            given=sheet.heads.get(question.id, {"a": None})["a"],
            revision=standing.get(question.id),
            seen=sheet.heads.get(question.id, {"n": 0})["n"],
            unit_side=beside.get(question.id),
            panel=proofs[question.id],
        )
        for question in questions
    }
    if instead:
        cards_[instead.question.id] = replace(instead, panel=proofs[instead.question.id])
    all_heads = heads(result.instrument, result.score, result.gates)
    place = queries.PAGES.index(page)
    return render(
        request,
        "assessment/area.html",
        {
            "sheet": sheet,
            "assessment": assessment,
            "page": page,
            "head": all_heads[place],
            "heads": [(one, _address(sheet, one.page)) for one in all_heads],
            "before": _beside(sheet, all_heads, place - 1) if place else None,
            "after": _beside(sheet, all_heads, place + 1) if place + 1 < len(all_heads) else None,
            "sections": [_section(branch, cards_) for branch in branches],
            "may_answer": queries.may_answer(request.user, assessment, sheet.tier, page),
            "wrong": instead,
            "proofs_counted": panels.counted(proofs),
            "may_place": any(one.may_keep for one in proofs.values()),
            "others": {one.question: _is_here(one.by.name) for one in _others(request, sheet)},
            "news": reverse("assessment:news", args=[assessment.pk, sheet.tier, page]),
        },
        status=status,
    )


def _beside(sheet: Sheet, all_heads: tuple[Head, ...], place: int) -> dict[str, str]:
    return {"name": all_heads[place].name, "address": _address(sheet, all_heads[place].page)}


def _section(branch: Branch, found: Mapping[str, Card]) -> dict[str, Any]:
    """Return a part of the page: Pemenuhan, Reform, or one of the two of Hasil, with its sub-areas."""
    groups = [part for part in branch.parts if isinstance(part, Branch)] or [branch]
    return {
        "branch": branch,
        "kind": {"P": _("Pemenuhan"), "R": _("Reform")}.get(branch.id[0], branch.name),
        "groups": [
            {
                "branch": group if group is not branch else None,
                "cards": [found[part.id] for part in group.parts if isinstance(part, Question)],
            }
            for group in groups
        ],
    }


def _unit_sheet(sheet: Sheet) -> Sheet:
    return Sheet.objects.get(assessment_id=sheet.assessment_id, tier=Tier.UNIT)


def _panels(
    request: SignedInRequest,
    sheet: Sheet,
    questions: Iterable[Question],
    *,
    unit: Sheet | None = None,
    result: queries.Result | None = None,
) -> Mapping[str, Panel]:
    """Return the proofs of these questions; what they are held against is the unit's answer, whoever looks."""
    if unit is None:
        unit = sheet if sheet.tier == Tier.UNIT else _unit_sheet(sheet)
    if result is None or unit is not sheet:
        result = queries.result_of(unit, queries.instrument_of(sheet.assessment))
    today = timezone.localdate()
    return gathering.panels(request.user, sheet.assessment, questions, result=result, tier=sheet.tier, today=today)


def _unit_side(unit: Sheet, questions: list[Question]) -> dict[str, cards.Side]:
    """Return the unit's own answers, for an evaluator to see beside the fields."""
    standing = queries.standing(unit, [question.id for question in questions])
    return {
        question.id: cards.side(question, standing[question.id]) for question in questions if question.id in standing
    }


def _entries(question: Question, revisions: list[Revision], *, standing: int) -> list[dict[str, Any]]:
    """Return each revision with what it changed of the one before that stood."""
    entries = []
    for place, revision in enumerate(revisions):
        before = next((one for one in revisions[place + 1 :] if not one.aside), None)
        entries.append(
            {
                "revision": revision,
                "side": cards.side(question, revision),
                "changes": cards.differences(question, before, revision) if before else [],
                "first": before is None,
                "stands": revision.number == standing,
                "fields": [*cards.form_of(question, revision.answer), ("note", revision.note), ("link", revision.link)],
            }
        )
    return entries


def _others(request: SignedInRequest, sheet: Sheet) -> list[Presence]:
    return list(queries.present(sheet, but=request.user, now=timezone.now()))


def _is_here(name: str) -> str:
    return _("%(name)s sedang di soal ini") % {"name": name}


def _says_changed(request: SignedInRequest, revision: Revision) -> str:
    at = date_format(timezone.localtime(revision.at), "H.i")
    if revision.by == request.user:
        return _("Soal ini Anda ubah di jendela lain pukul %(at)s.") % {"at": at}
    return _("%(name)s mengubah soal ini pukul %(at)s.") % {"name": revision.by.name, "at": at}


def _who(request: HttpRequest, revision: Revision) -> str:
    return "" if revision.by == request.user else revision.by.name


def _known(text: str) -> dict[str, int]:
    """Return which revision a page knows of each question."""
    pairs = (word.partition(":") for word in text[:2_000].split())
    return {id: _number(number) for id, _colon, number in pairs}


def _address(sheet: Sheet, page: str, question_id: str = "") -> str:
    address = reverse("assessment:area", args=[sheet.assessment_id, sheet.tier, page])
    return f"{address}#{cards.anchor(question_id)}" if question_id else address
