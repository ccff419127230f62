"""What takes two people: one proposes, another decides, and the decision does it in the same transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bening.domain.duties import Clash, refuse
from bening.foundation.access import scope_of
from bening.foundation.accounts.models import Role, User
from bening.foundation.accounts.queries import valid_on
from bening.foundation.audit import log
from bening.foundation.notices import tell
from bening.foundation.people.models import Proposal, ProposalState
from bening.foundation.people.permissions import Permission
from bening.foundation.registry import Registry
from bening.foundation.units.models import Instansi


class Refused(Exception):
    """What was asked cannot be done; the message is a sentence for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of proposal: what it is called, who may not decide it, and what approval does.

    ``clashes`` answers for many at once, so that a list of them costs no more queries than one.
    """

    name: str
    label: str | Promise
    clashes: Callable[[Sequence[Proposal], User], list[Clash | None]]
    do: Callable[[Proposal, User, datetime], None]
    own_page: bool = False  # decided elsewhere, by others than who decides about people


kinds: Registry[Kind] = Registry("kind of proposal")


def announce(kind: Kind) -> None:
    """Announce a kind of proposal; the packages that own the act own its kind."""
    kinds.add(kind.name, kind)


@transaction.atomic
def propose(
    kind: str,
    *,
    words: str,
    payload: Mapping[str, Any],
    by: User,
    now: datetime,
    instansi: Instansi | None = None,
    subject: User | None = None,
    why: str = "",
) -> Proposal:
    """Ask for something that another must approve."""
    made = Proposal.objects.create(
        kind=kinds[kind].name,
        words=words[:300],
        payload=dict(payload),
        by=by,
        at=now,
        instansi=instansi,
        subject=subject,
        why=why.strip(),
    )
    log.record("people.propose", on=made, by=by, at=now, data={"kind": kind, "words": words, "payload": dict(payload)})
    _tell_deciders(made, now=now)
    return made


def clash_of(proposal: Proposal, user: User) -> Clash | None:
    """Return the rule that keeps ``user`` from deciding."""
    return clashes_of([proposal], user)[0]


def clashes_of(found: Sequence[Proposal], user: User) -> list[Clash | None]:
    """Return for each proposal the rule that keeps ``user`` from deciding, to be shown before the button."""
    told: dict[int, Clash | None] = {}
    for name in {one.kind for one in found}:
        alike = [one for one in found if one.kind == name]
        told |= dict(zip([one.pk for one in alike], kinds[name].clashes(alike, user), strict=True))
    return [told[one.pk] for one in found]


@transaction.atomic
def decide(proposal: Proposal, *, approve: bool, by: User, now: datetime, why: str = "") -> Proposal:
    """Approve, which does it, or refuse with a reason. Raises Separated and Refused."""
    proposal = _waiting(proposal)
    refuse(clash_of(proposal, by))
    if not approve and not why.strip():
        raise Refused(_("Tulis alasan penolakan; pengusul membacanya."))
    proposal.state = ProposalState.APPROVED if approve else ProposalState.REFUSED
    proposal.decided_at, proposal.decided_by, proposal.decided_why = now, by, why.strip()
    proposal.save()
    data = {"kind": proposal.kind, "state": proposal.state, "why": proposal.decided_why}
    log.record("people.decide", on=proposal, by=by, at=now, data=data)
    if approve:
        kinds[proposal.kind].do(proposal, by, now)
    tell(
        proposal.by,
        key=f"people.decided:{proposal.pk}",
        subject=_("Usulan Anda diputuskan"),
        sentence=_("%(words)s: %(state)s.")
        % {"words": proposal.words, "state": ProposalState(proposal.state).label.lower()},
        link=reverse("people:waiting"),
        at=now,
    )
    return proposal


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User, now: datetime) -> Proposal:
    """Take back one's own proposal while nobody has decided it."""
    proposal = _waiting(proposal)
    if proposal.by_id != by.pk:
        raise Refused(_("Hanya pengusul yang dapat mencabut usulan ini."))
    proposal.state, proposal.decided_at, proposal.decided_by = ProposalState.WITHDRAWN, now, by
    proposal.save()
    log.record("people.withdraw", on=proposal, by=by, at=now, data={"kind": proposal.kind})
    return proposal


def visible_to(user: User | AnonymousUser) -> QuerySet[Proposal]:
    """Return the proposals about people that ``user`` made, or may decide on."""
    scope = scope_of(user, Permission.DECIDE)
    condition = Q(by=user.pk) if user.pk else Q(pk__in=())
    if scope.nation:
        condition = Q()
    elif scope.instansi:
        condition |= Q(instansi__in=sorted(scope.instansi))
    elsewhere = [kind.name for kind in kinds if kind.own_page]
    return (
        Proposal.objects.filter(condition)
        .exclude(kind__in=elsewhere)
        .select_related("by", "subject", "instansi", "decided_by")
    )


def _tell_deciders(proposal: Proposal, *, now: datetime) -> None:
    """Tell the other admins of the place; those of the platform when there is none."""
    today = timezone.localdate(now)
    admins = valid_on(today).exclude(user=proposal.by_id).select_related("user")
    near = [one.user for one in admins.filter(role=Role.ADMIN, instansi=proposal.instansi_id)]
    for person in near or [one.user for one in admins.filter(role=Role.PLATFORM)]:
        tell(
            person,
            key=f"people.proposal:{proposal.pk}",
            subject=_("Usulan menunggu keputusan Anda"),
            sentence=_("%(name)s mengusulkan: %(words)s.") % {"name": proposal.by.name, "words": proposal.words},
            link=reverse("people:waiting"),
            at=now,
        )


def _waiting(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if found.state != ProposalState.WAITING:
        raise Refused(_("Usulan ini sudah diputuskan. Muat ulang halaman untuk melihat keputusannya."))
    return found
