"""Exports of personal data: asked for by one, approved by another, for 24 hours, naming who asked (S17)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.domain.duties import Clash, approves_own_export
from bening.foundation.accounts.models import Assignment, User
from bening.foundation.accounts.queries import persons_of
from bening.foundation.audit import log
from bening.foundation.people import proposals
from bening.foundation.people.columns import COLUMNS
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
    """Yield the people with what they are or were, in columns that `importing.bring` reads back.

    Every line says who took it, and when: a part of a table that is passed on says so as well.
    """
    yield (*COLUMNS, _("Instansi"), _("Aktif"), _("Catatan"))
    at = timezone.localtime(now).strftime("%d-%m-%Y %H.%M")
    taken = _("Diambil oleh %(name)s pada %(at)s. Data pribadi: jangan disebarkan.") % {"name": by.name, "at": at}
    for one in people:
        about, active = (one.name, one.username, one.email), _("ya") if one.is_active else _("tidak")
        held = list(one.assignments.all())
        for each in held:
            instansi = each.instansi.name if each.instansi else _("nasional")
            yield (*about, *_of(each), instansi, active, taken)
        if not held:
            yield (*about, *[None] * (len(COLUMNS) - len(about)), None, active, taken)


def _of(held: Assignment) -> Sequence[Cell]:
    return (
        str(held.get_role_display()),
        held.unit.name if held.unit else None,
        held.area,
        held.decree,
        held.since,
        held.until,
        held.acting.upper(),
        held.acting_for.username if held.acting_for else None,
    )


def note(proposal: Proposal, *, by: User, now: datetime) -> None:
    with transaction.atomic():
        log.record("people.export", on=proposal, by=by, at=now)


def _clashes(found: Sequence[Proposal], user: User) -> list[Clash | None]:
    return [approves_own_export(askers={one.by_id}, approvers=persons_of(user)) for one in found]


def _do(_proposal: Proposal, _by: User, _now: datetime) -> None:
    """Nothing is made beforehand: who asked takes the file, and that is written down."""


proposals.announce(Kind(name=EXPORT, label=gettext_lazy("Ekspor data pribadi"), clashes=_clashes, do=_do))
