"""Many documents at once: each is put in the place where it proves something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bening.assessment import queries
from bening.assessment.models import Assessment, Tier
from bening.assessment.pages.heads import name_of
from bening.assessment.permissions import Permission
from bening.assessment.proofs import asking, proposing
from bening.assessment.proofs.proposing import Spot
from bening.assessment.proofs.rights import area_of, rights_of
from bening.domain.instrument import Question
from bening.evidence import claims
from bening.evidence import queries as evidence
from bening.evidence.actions import Refused
from bening.evidence.models import Claim, ClaimState, Document
from bening.foundation.access import SignedInRequest, requires
from bening.foundation.storage import kinds

AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class Loose:
    """A document that proves nothing yet in this year, and where it seems to belong."""

    document: Document
    proposed: str


@requires(Permission.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: SignedInRequest, pk: int, page: str) -> HttpResponse:
    """Take files for a page of questions, and put the documents that are not used yet in their places."""
    assessment = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if page not in queries.PAGES:
        raise Http404
    instrument = queries.instrument_of(assessment)
    rights = rights_of(request.user, assessment)
    questions = [
        node for branch in queries.branches_of(page, instrument) for node in branch.walk() if isinstance(node, Question)
    ]
    if not rights.may_keep(questions[0].id):
        raise PermissionDenied(_("Bukti halaman ini diurus PIC areanya dan ketua tim."))
    wanted = asking.slots_of(assessment, questions)
    spots = {spot.value: spot for one in questions for spot in (Spot(one, slot) for slot in wanted[one.id])}
    loose = list(_loose(request, assessment, area_of(questions[0].id))[:AT_ONCE])
    if request.method == "POST":
        return _put(request, assessment, page, spots, {one.pk: one for one in loose})
    here = reverse("assessment:place_proofs", args=[pk, page])
    upload_to = QueryDict(mutable=True)
    upload_to.update({"unit": str(assessment.unit_id), "kembali": here})
    context = {
        "assessment": assessment,
        "page": page,
        "page_name": name_of(page, instrument),
        "questions": [(one, [spots[f"{one.id}/{slot.key}"] for slot in wanted[one.id]]) for one in questions],
        "loose": [Loose(one, proposing.best(one.title, one.kind, spots.values())) for one in loose],
        "upload_to": upload_to,
        "next": f"{reverse('evidence:describe_new')}?{upload_to.urlencode()}",
        "kinds": kinds.NAMES,
        "accept": kinds.ACCEPT,
        "back": _area(assessment, page),
    }
    return render(request, "assessment/place_proofs.html", context)


def _put(
    request: SignedInRequest,
    assessment: Assessment,
    page: str,
    spots: Mapping[str, Spot],
    loose: Mapping[int, Document],
) -> HttpResponse:
    now, count = timezone.now(), 0
    try:
        with transaction.atomic():
            for pk, document in loose.items():
                chosen = spots.get(request.POST.get(f"d{pk}", ""))
                if chosen is None:
                    continue
                claims.claim(
                    document,
                    unit=assessment.unit,
                    year=assessment.year,
                    question=chosen.question.id,
                    slot=chosen.slot.key,
                    by=request.user,
                    now=now,
                )
                count += 1
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessment:place_proofs", assessment.pk, page)
    if not count:
        messages.error(request, _("Pilih tempat untuk sekurangnya satu dokumen."))
        return redirect("assessment:place_proofs", assessment.pk, page)
    said = ngettext("%(count)d dokumen menjadi bukti.", "%(count)d dokumen menjadi bukti.", count)
    messages.success(request, said % {"count": count})
    return redirect(_area(assessment, page))


def _loose(request: SignedInRequest, assessment: Assessment, area: int | None) -> Any:  # noqa: ANN401 -- a queryset
    """Return documents of this area, or of the whole unit, that are shown nowhere; old ones are for `reusing`."""
    used = Claim.objects.filter(document=OuterRef("pk")).exclude(state=ClaimState.RETIRED)
    mine = Q(area__isnull=True) | Q(area=area) if area else Q()
    found = evidence.visible_to(request.user).filter(mine, unit=assessment.unit, withdrawn_at__isnull=True)
    this_year = Q(proves_from__year__lte=assessment.year, proves_until__year__gte=assessment.year)
    fresh = Q(created_at__year=assessment.year)
    return found.filter(~Exists(used), this_year | fresh, latest__isnull=False).order_by("-created_at", "-pk")


def _area(assessment: Assessment, page: str) -> str:
    return reverse("assessment:area", args=[assessment.pk, Tier.UNIT, page])
