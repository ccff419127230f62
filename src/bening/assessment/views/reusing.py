"""Last year's proofs, brought into this year's assessment by choice."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from bening.assessment import queries
from bening.assessment.models import Assessment
from bening.assessment.permissions import Permission
from bening.assessment.proofs import asking
from bening.assessment.proofs.rights import rights_of
from bening.domain.instrument import Question
from bening.evidence import claims
from bening.evidence import queries as evidence
from bening.evidence.actions import Refused
from bening.evidence.claims import Carry, Fate
from bening.evidence.claims.carrying import waiting
from bening.evidence.models import Claim, ClaimState
from bening.foundation.access import SignedInRequest, requires

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Old:
    """One proof of last year: what it proved, whether it may stay, and what is proposed."""

    claim: Claim
    question: Question | None
    slot: str
    lasting: bool
    proposed: str

    @property
    def state(self) -> str:
        return str(ClaimState(self.claim.state).label)


@requires(Permission.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show last year's proofs with the choice for each; a post brings them over."""
    assessment = get_object_or_404(queries.visible_to(request.user), pk=pk)
    rights = rights_of(request.user, assessment)
    if not rights.keep.covers(assessment.unit):
        raise PermissionDenied(_("Bukti unit ini diurus PIC areanya dan ketua tim."))
    year = _year_before(assessment)
    olds = list(_olds(request, assessment, year)) if year else []
    if request.method == "POST":
        return _carry(request, assessment, year, olds)
    context = {"assessment": assessment, "year": year, "olds": olds, "fates": FATES}
    return render(request, "assessment/carry_proofs.html", context)


FATES = (
    (Fate.CARRIED, gettext_lazy("Pakai lagi")),
    (Fate.REFRESHED, gettext_lazy("Pakai lagi, lalu perbarui")),
    (Fate.RETIRED, gettext_lazy("Lepas")),
)


def _year_before(assessment: Assessment) -> int | None:
    earlier = Claim.objects.filter(unit=assessment.unit, year__lt=assessment.year).exclude(state=ClaimState.RETIRED)
    return earlier.order_by("-year").values_list("year", flat=True).first()


def _olds(request: SignedInRequest, assessment: Assessment, year: int) -> Iterator[Old]:
    instrument = queries.instrument_of(assessment)
    rights = rights_of(request.user, assessment)
    wanted = asking.slots_of(assessment, instrument.questions.values())
    visible = evidence.visible_to(request.user).values("pk")
    found = waiting(assessment.unit, from_year=year, to_year=assessment.year).filter(
        document__in=visible, document__withdrawn_at__isnull=True
    )
    for one in found[:AT_ONCE]:
        question = instrument.questions.get(one.question)
        if question is None or not rights.may_keep(one.question):
            continue
        slot = next((slot for slot in wanted[one.question] if slot.key == one.slot), None)
        lasting = slot is not None and slot.every == "sekali"
        good = lasting or one.document.proves_until.year >= assessment.year
        yield Old(one, question, slot.name if slot else "", lasting, Fate.CARRIED if good else "")


def _carry(request: SignedInRequest, assessment: Assessment, year: int | None, olds: list[Old]) -> HttpResponse:
    choices = {}
    for old in olds:
        given = request.POST.get(f"b{old.claim.pk}", "")
        if given in set(Fate):
            why = request.POST.get(f"why{old.claim.pk}", "").strip()[:2000]
            choices[old.claim.pk] = Carry(fate=Fate(given), why=why)
    if not choices or year is None:
        messages.error(request, _("Putuskan sekurangnya satu bukti."))
        return redirect("assessment:carry_proofs", assessment.pk)
    try:
        made = claims.carry_over(
            assessment.unit,
            from_year=year,
            to_year=assessment.year,
            choices=choices,
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessment:carry_proofs", assessment.pk)
    said = ngettext("%(count)d bukti diputuskan.", "%(count)d bukti diputuskan.", len(made)) % {"count": len(made)}
    messages.success(request, said)
    return redirect("assessment:carry_proofs", assessment.pk)
