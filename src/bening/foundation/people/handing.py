"""What would let one admin become another, a new address or a lost second factor: each takes two persons (S07)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.domain.duties import Clash, approves_own_grant, asks_for_oneself, refuse
from bening.foundation.accounts.models import User
from bening.foundation.accounts.queries import persons_of
from bening.foundation.people import accounts, proposals
from bening.foundation.people.models import Proposal
from bening.foundation.people.proposals import Kind, Refused
from bening.foundation.signin import helping
from bening.foundation.units.models import Instansi

EMAIL, FACTORS = "people.email", "people.factors"


def ask_address(person: User, *, email: str, instansi: Instansi | None, by: User, now: datetime) -> Proposal:
    """Propose another address for a person. Raises Refused and Separated."""
    refuse(asks_for_oneself(subjects={person.pk}, makers=persons_of(by)))
    accounts.check_address(person, email)
    words = _("%(name)s: surel menjadi %(email)s") % {"name": person.name, "email": email}
    return _ask(EMAIL, person, words=words, payload={"email": email}, instansi=instansi, by=by, now=now)


def ask_factors(person: User, *, instansi: Instansi | None, by: User, now: datetime) -> Proposal:
    """Propose to take a person's second factors away, so that another can be set up. Raises Separated."""
    refuse(asks_for_oneself(subjects={person.pk}, makers=persons_of(by)))
    words = _("%(name)s: hapus faktor kedua yang hilang") % {"name": person.name}
    return _ask(FACTORS, person, words=words, payload={}, instansi=instansi, by=by, now=now)


def _ask(
    kind: str,
    person: User,
    *,
    words: str,
    payload: dict[str, str],
    instansi: Instansi | None,
    by: User,
    now: datetime,
) -> Proposal:
    return proposals.propose(kind, words=words, payload=payload, instansi=instansi, subject=person, by=by, now=now)


def _clashes(found: Sequence[Proposal], user: User) -> list[Clash | None]:
    mine = persons_of(user)
    return [approves_own_grant(makers={one.by_id}, subjects={one.subject_id or 0}, approvers=mine) for one in found]


def _subject(proposal: Proposal) -> User:
    if proposal.subject is None:
        raise Refused(_("Usulan ini tidak menyebut orangnya. Ajukan lagi."))
    return proposal.subject


def _change(proposal: Proposal, by: User, now: datetime) -> None:
    person = _subject(proposal)
    accounts.change(person, name=person.name, email=proposal.payload["email"], by=by, now=now)


def _clear(proposal: Proposal, by: User, now: datetime) -> None:
    helping.clear_factors(_subject(proposal), by=by, now=now)


proposals.announce(Kind(name=EMAIL, label=gettext_lazy("Penggantian surel"), clashes=_clashes, do=_change))
proposals.announce(Kind(name=FACTORS, label=gettext_lazy("Penghapusan faktor kedua"), clashes=_clashes, do=_clear))
