"""Let documents go that were kept long enough: one person proposes it, another of the unit's heads agrees (S19).

Agreeing withdraws them with the reason; their files leave a day later, as those of all withdrawn documents do.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.domain.duties import Clash, disposes_alone
from bening.evidence import actions
from bening.evidence.actions import Refused
from bening.evidence.claims.judging import accepters
from bening.evidence.models import Document
from bening.evidence.permissions import Permission
from bening.evidence.retention import may_go
from bening.foundation.access import may, scope_of
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.people import proposals
from bening.foundation.people.models import Proposal, ProposalState
from bening.foundation.people.proposals import Kind
from bening.foundation.units.models import Unit

DISPOSE = "evidence.dispose"
MOST = 200


@transaction.atomic
def propose(documents: Iterable[Document], *, why: str, by: User, now: datetime) -> Proposal:
    """Propose that documents of one unit go. Raises Refused for what may not go or is proposed already."""
    wanted = sorted(documents, key=lambda one: one.pk)
    if not wanted:
        raise Refused(_("Pilih sedikitnya satu dokumen."))
    if not why.strip():
        raise Refused(_("Tulis alasan pemusnahan; penyetuju membacanya."))
    if len(wanted) > MOST:
        raise Refused(_("Usulkan paling banyak %(most)d dokumen sekaligus.") % {"most": MOST})
    unit = wanted[0].unit
    if any(one.unit_id != unit.pk for one in wanted):
        raise Refused(_("Satu usulan memuat dokumen dari satu unit. Usulkan unit lain tersendiri."))
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)  # two proposals of one unit wait for one another
    _refuse_unless_due(wanted, by=by, now=now)
    waiting = waiting_for({unit.pk})
    if twice := next((one for one in wanted if one.pk in waiting), None):
        raise Refused(_("“%(title)s” sudah diusulkan dan menunggu keputusan.") % {"title": twice.title})
    # No title here: an admin who reads of proposals may not see every document.
    words = _("Musnahkan %(count)d dokumen %(unit)s") % {"count": len(wanted), "unit": unit.name}
    payload = {"unit": unit.pk, "documents": {str(one.pk): one.latest_id for one in wanted}}
    return proposals.propose(DISPOSE, words=words, payload=payload, by=by, now=now, instansi=unit.instansi, why=why)


def visible_to(user: User) -> QuerySet[Proposal]:
    """Return the proposals about units for which ``user`` looks after retention."""
    units = Unit.objects.filter(scope_of(user, Permission.RETAIN).q("")).values_list("pk", flat=True)
    found = Proposal.objects.filter(kind=DISPOSE, payload__unit__in=list(units[:1000]))
    return found.select_related("by", "decided_by")


def waiting_for(units: Iterable[int]) -> frozenset[int]:
    """Return the documents of these units about which a proposal waits."""
    waiting = Proposal.objects.filter(kind=DISPOSE, state=ProposalState.WAITING, payload__unit__in=sorted(units))
    return frozenset(pk for payload in waiting.values_list("payload", flat=True) for pk in keys_of(payload))


def keys_of(payload: Mapping[str, Any]) -> list[int]:
    return [int(one) for one in payload["documents"]]


def decide(proposal: Proposal, *, approve: bool, by: User, now: datetime, why: str = "") -> Proposal:
    """Agree that they go, or refuse with a reason. Raises PermissionDenied, Separated and Refused."""
    if not may_decide(by, proposal):
        raise PermissionDenied(_("Pimpinan unit ini yang memutuskan pemusnahan."))
    return proposals.decide(proposal, approve=approve, by=by, now=now, why=why)


def may_decide(user: User, proposal: Proposal) -> bool:
    unit = Unit.objects.filter(pk=proposal.payload["unit"]).first()
    return unit is not None and may(user, Permission.DISPOSE, unit=unit)


def _refuse_unless_due(documents: Sequence[Document], *, by: User, now: datetime) -> None:
    keys = [one.pk for one in documents]
    due = set(may_go(by, today=timezone.localdate(now)).filter(pk__in=keys).values_list("pk", flat=True))
    if wrong := next((one for one in documents if one.pk not in due), None):
        told = {"title": wrong.title}
        if wrong.hold_why:
            raise Refused(_("“%(title)s” sedang ditahan, jadi tidak dapat dimusnahkan.") % told)
        raise Refused(
            _("“%(title)s” belum boleh dimusnahkan: masa simpannya belum lewat, atau pengajuan mengutipnya.") % told
        )


def _clashes(found: Sequence[Proposal], user: User) -> list[Clash | None]:
    approvers = accepters(user)
    return [disposes_alone(proposers={one.by_id}, approvers=approvers) for one in found]


def _do(proposal: Proposal, by: User, now: datetime) -> None:
    told = proposal.payload["documents"]
    rows = Document.objects.select_for_update(of=("self",)).select_related("unit", "latest")
    documents = list(rows.filter(pk__in=keys_of(proposal.payload)).order_by("pk"))
    if changed := next((one for one in documents if one.latest_id != told[str(one.pk)]), None):
        raise Refused(
            _("“%(title)s” mendapat versi baru sejak diusulkan. Tolak usulan ini, lalu usulkan lagi.")
            % {"title": changed.title}
        )
    _refuse_unless_due(documents, by=by, now=now)
    for one in documents:
        actions.withdraw(one, why=_("Dimusnahkan: %(why)s") % {"why": proposal.why}, by=by, now=now)
        data = {"proposal": proposal.pk, "proposed_by": proposal.by_id, "sha256": _hashes(one)}
        log.record("evidence.dispose", on=one, by=by, at=now, unit=one.unit, data=data)


def _hashes(document: Document) -> list[str]:
    return sorted(set(document.versions.values_list("sha256", flat=True)))


KIND = Kind(name=DISPOSE, label=gettext_lazy("Pemusnahan dokumen"), clashes=_clashes, do=_do, own_page=True)


def announce() -> None:
    """Tell the house of this kind of proposal."""
    proposals.announce(KIND)
