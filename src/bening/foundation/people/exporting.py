"""Exports of personal data: asked for by one, approved by another, for 24 hours, naming who asked (S17)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.domain.duties import Clash, approves_own_export
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.people import proposals
from bening.foundation.people.models import Proposal, ProposalState
from bening.foundation.people.proposals import Kind
from bening.foundation.sheets import Cell

EXPORT = "people.export"
LASTS = timedelta(hours=24)


def open_for(user: User, proposal: Proposal, *, now: datetime) -> bool:
    """Say whether ``user`` may take the export now: who asked, for 24 hours after the approval."""
    return (
        proposal.kind == EXPORT
        and proposal.state == ProposalState.APPROVED
        and proposal.by_id == user.pk
        and proposal.decided_at is not None
        and now < proposal.decided_at + LASTS
    )


def table(people: Iterable[User], *, by: User, now: datetime) -> Iterator[Sequence[Cell]]:
    """Yield the people with what they are; the last line says who took it, and when."""
    yield (
        _("Nama"),
        _("Nama pengguna"),
        _("Surel"),
        _("Aktif"),
        _("Peran"),
        _("Tempat"),
        _("SK"),
        _("Sejak"),
        _("Sampai sebelum"),
    )
    for one in people:
        about = (one.name, one.username, one.email, _("ya") if one.is_active else _("tidak"))
        for held in one.assignments.all() or [None]:
            if held is None:
                yield about
                continue
            place = str(held.unit or held.instansi or _("nasional"))
            yield (*about, held.get_role_display(), place, held.decree, held.since, held.until)
    at = timezone.localtime(now).strftime("%d-%m-%Y %H.%M")
    yield (_("Diambil oleh %(name)s pada %(at)s. Data pribadi: jangan disebarkan.") % {"name": by.name, "at": at},)


def note(proposal: Proposal, *, by: User, now: datetime) -> None:
    with transaction.atomic():
        log.record("people.export", on=proposal, by=by, at=now)


def _clash(proposal: Proposal, user: User) -> Clash | None:
    return approves_own_export(askers={proposal.by_id}, approvers={user.pk})


def _do(_proposal: Proposal, _by: User, _now: datetime) -> None:
    """Nothing is made beforehand: who asked takes the file, and that is written down."""


proposals.announce(Kind(name=EXPORT, label=gettext_lazy("Ekspor data pribadi"), clash=_clash, do=_do))
