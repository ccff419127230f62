"""Propose that old documents go, and decide what another proposed."""

from collections import defaultdict

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bening.evidence import disposal, queries
from bening.evidence.actions import Refused
from bening.evidence.models import Document
from bening.evidence.permissions import Permission
from bening.evidence.views.listing import retention_page
from bening.foundation.access import SignedInRequest, requires
from bening.foundation.people import proposals
from bening.foundation.people.models import ProposalState
from bening.foundation.signin.proof import step_up

LATEST = 30


@requires(Permission.RETAIN)
@require_POST
def propose(request: SignedInRequest) -> HttpResponse:
    """Propose what was ticked, unit by unit."""
    keys = [int(one) for one in request.POST.getlist("dokumen") if one.isdecimal() and len(one) < 19]  # noqa: PLR2004 -- digits of a key
    by_unit: dict[int, list[Document]] = defaultdict(list)
    for one in queries.visible_to(request.user).filter(pk__in=keys[: disposal.MOST + 1]):
        by_unit[one.unit_id].append(one)
    why, now = request.POST.get("alasan", "")[:2000], timezone.now()
    try:
        with transaction.atomic():  # all of it, or nothing
            for found in by_unit.values() or [[]]:
                disposal.propose(found, why=why, by=request.user, now=now)
    except Refused as refusal:
        return retention_page(request, wrong=str(refusal))
    messages.success(request, _("Usulan diajukan. Pimpinan lain yang memutuskannya."))
    return redirect("evidence:disposals")


@requires(Permission.RETAIN)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """List what was proposed, with the rule that keeps this person from deciding."""
    found = disposal.visible_to(request.user)
    waiting = list(found.filter(state=ProposalState.WAITING).order_by("at")[:LATEST])
    keys = [pk for one in waiting for pk in disposal.keys_of(one.payload)]
    seen = queries.visible_to(request.user).in_bulk(keys)
    lines = []
    for one, clash in zip(waiting, proposals.clashes_of(waiting, request.user), strict=True):
        documents = [seen[pk] for pk in disposal.keys_of(one.payload) if pk in seen]
        hidden = len(one.payload["documents"]) - len(documents)
        lines.append((one, clash, documents, hidden, disposal.may_decide(request.user, one)))
    context = {"waiting": lines, "decided": found.exclude(state=ProposalState.WAITING)[:LATEST]}
    return render(request, "evidence/disposals.html", context)


@requires(Permission.RETAIN)
@require_POST
@step_up
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree, refuse, or take back one's own proposal."""
    proposal = get_object_or_404(disposal.visible_to(request.user), pk=pk)
    now, why, approve = timezone.now(), request.POST.get("alasan", "")[:2000], "setuju" in request.POST
    try:
        if "cabut" in request.POST:
            proposals.withdraw(proposal, by=request.user, now=now)
            said = _("Usulan dicabut.")
        else:
            disposal.decide(proposal, approve=approve, by=request.user, now=now, why=why)
            count = len(proposal.payload["documents"])
            gone = ngettext(
                "%(count)d dokumen dimusnahkan. Berkasnya hilang setelah 24 jam.",
                "%(count)d dokumen dimusnahkan. Berkasnya hilang setelah 24 jam.",
                count,
            )
            said = gone % {"count": count} if approve else _("Usulan ditolak. Dokumennya tetap tersimpan.")
    except (Refused, proposals.Refused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("evidence:disposals")
