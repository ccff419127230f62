"""Roles: asked for by one admin, approved by another, dated, ended; never one's own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.domain.duties import (
    Clash,
    Post,
    Served,
    approves_own_grant,
    asks_for_oneself,
    holds_together,
    judges_where_served,
    refuse,
)
from bening.foundation.access import scope_of
from bening.foundation.accounts.models import (
    EVALUATORS,
    INSTANSI_ROLES,
    UNIT_ROLES,
    Acting,
    Assignment,
    Role,
    User,
)
from bening.foundation.accounts.queries import ever_given, persons_of
from bening.foundation.audit import log
from bening.foundation.people import proposals
from bening.foundation.people.invitations import invite
from bening.foundation.people.models import Proposal
from bening.foundation.people.permissions import Permission
from bening.foundation.people.proposals import Kind, Refused
from bening.foundation.signin import sessions
from bening.foundation.units.models import Instansi, Unit
from bening.foundation.wall.actor import as_system

GRANT, GRANTS = "people.grant", "people.grants"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A role that somebody is to have: where, from when until before when, by which decree, for whom they act."""

    user: User
    role: str
    instansi: Instansi | None = None
    unit: Unit | None = None
    area: int | None = None
    since: date
    until: date | None = None
    decree: str = ""
    acting: str = Acting.NONE
    acting_for: User | None = None

    def plain(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "user": self.user.pk,
            "role": str(self.role),
            "instansi": self.instansi.pk if self.instansi else None,
            "unit": self.unit.pk if self.unit else None,
            "area": self.area,
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "decree": self.decree,
            "acting": str(self.acting),
            "acting_for": self.acting_for.pk if self.acting_for else None,
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Wanted":
        """Read it back, from the rows as they are now."""
        return cls(
            user=User.objects.get(pk=plain["user"]),
            role=plain["role"],
            instansi=Instansi.objects.get(pk=plain["instansi"]) if plain["instansi"] else None,
            unit=Unit.objects.get(pk=plain["unit"]) if plain["unit"] else None,
            area=plain["area"],
            since=parse_date(plain["since"]) or timezone.localdate(),
            until=parse_date(plain["until"]) if plain["until"] else None,
            decree=plain["decree"],
            acting=plain["acting"],
            acting_for=User.objects.get(pk=plain["acting_for"]) if plain["acting_for"] else None,
        )

    @property
    def words(self) -> str:
        place = self.unit or self.instansi or _("nasional")
        area = _(" area %(area)d") % {"area": self.area} if self.area else ""
        how = f"{self.acting.upper()} " if self.acting else ""
        return f"{self.user.name}: {how}{Role(self.role).label}{area}, {place}"


Plain = Mapping[str, Any]  # a `Wanted` as JSON, hence without a look at the rows
Past = Mapping[int, Sequence[Assignment]]  # what people are, were and will be


def past_of(found: Iterable[Plain]) -> dict[int, list[Assignment]]:
    """Return the assignments of everybody whom these roles are about, in one query."""
    people = {person for one in found for person in _persons(one)}
    past: dict[int, list[Assignment]] = {person: [] for person in people}
    for one in Assignment.objects.filter(user__in=people):
        past[one.user_id].append(one)
    return past


def reaches(actor: User, wanted: Wanted) -> bool:
    """Say whether ``actor`` may give a role at this place: an admin in the own instansi, a platform admin anywhere."""
    return _reaches(actor, wanted.plain())


def _reaches(actor: User, plain: Plain) -> bool:
    scope = scope_of(actor, Permission.MANAGE)
    if plain["role"] in {Role.TPN, Role.PLATFORM} or plain["instansi"] is None:
        return scope.nation
    return scope.nation or plain["instansi"] in scope.instansi


def clash_of(wanted: Wanted, *, by: User | None = None) -> Clash | None:
    """Return the first rule of separation that the role would break, for the person and whom they act for (S12)."""
    plain = wanted.plain()
    return clash_among(plain, past_of([plain]), by=by)


def clash_among(plain: Plain, past: Past, *, by: User | None = None) -> Clash | None:
    """Return the same, from assignments that are already read."""
    if by is not None and (own := asks_for_oneself(subjects={plain["user"]}, makers=persons_of(by))):
        return own
    since, until = date.fromisoformat(plain["since"]), date.fromisoformat(plain["until"] or date.max.isoformat())
    every = [one for person in _persons(plain) for one in past[person]]
    held = [
        Post(one.role, one.instansi_id, one.unit_id)
        for one in every
        if one.since < until and (one.until is None or one.until > since)
    ]
    new = Post(plain["role"], plain["instansi"], plain["unit"])
    served = [Served(one.unit_id, one.since, one.until) for one in every if one.role in UNIT_ROLES and one.unit_id]
    return (
        holds_together(new=new, held=held)
        or judges_where_served(new=new, served=served, day=since)
        or _serves_where_judging(new, every, since)
    )


def _persons(plain: Plain) -> list[int]:
    return [plain["user"], *([plain["acting_for"]] if plain["acting_for"] else [])]


def _serves_where_judging(new: Post, past: Iterable[Assignment], since: date) -> Clash | None:
    """S02 the other way round: who judges a unit takes no role in it."""
    if new.unit is None or new.role not in UNIT_ROLES:
        return None
    judging = any(
        one.role in EVALUATORS and one.unit_id == new.unit and (one.until is None or one.until > since) for one in past
    )
    return Clash("S02", _("Orang ini menilai unit tersebut, jadi tidak dapat menjabat di sana.")) if judging else None


def barred_roles(person: User, *, on: date) -> list[tuple[str, Clash]]:
    """Return the roles that ``person`` cannot be given at all while they are what they are on ``on``, and why."""
    held = [Post(one.role, one.instansi_id, one.unit_id) for one in ever_given(person.pk) if one.holds_on(on)]
    clashes = [(role.label, holds_together(new=Post(role, None, None), held=held)) for role in Role]
    return [(str(label), clash) for label, clash in clashes if clash is not None]


def check(wanted: Wanted) -> None:
    """Refuse a place that does not fit the role. Raises Refused with the rule."""
    role = Role(wanted.role)
    if role in UNIT_ROLES and wanted.unit is None:
        raise Refused(_("Peran %(role)s diberikan di sebuah unit. Pilih unitnya.") % {"role": role.label})
    if role in INSTANSI_ROLES and wanted.unit is not None:
        raise Refused(_("Peran %(role)s berlaku untuk seluruh instansi. Kosongkan unitnya.") % {"role": role.label})
    if role == Role.PIC and wanted.area is None:
        raise Refused(_("PIC memegang satu area. Pilih areanya."))
    if role != Role.PIC and wanted.area is not None:
        raise Refused(_("Area hanya untuk PIC. Kosongkan areanya."))
    if wanted.until is not None and wanted.until <= wanted.since:
        raise Refused(_("Tanggal selesai harus setelah tanggal mulai."))
    if bool(wanted.acting) != bool(wanted.acting_for):
        raise Refused(_("Plt. atau Plh. menyebut pejabat yang diwakili, dan hanya mereka."))
    if wanted.acting_for is not None and wanted.acting_for.pk == wanted.user.pk:
        raise Refused(_("Orang tidak dapat mewakili dirinya sendiri."))
    if not wanted.decree.strip() and role != Role.PEGAWAI:
        raise Refused(_("Isi nomor SK atau surat tugas."))


def ask(wanted: Wanted, *, by: User, now: datetime, why: str = "") -> Proposal:
    """Propose a role for another admin to approve. Raises Refused and Separated."""
    check(wanted)
    refuse(clash_of(wanted, by=by))
    return proposals.propose(
        GRANT,
        words=wanted.words,
        payload=wanted.plain(),
        by=by,
        now=now,
        instansi=wanted.instansi,
        subject=wanted.user,
        why=why,
    )


@transaction.atomic
def give(wanted: Wanted, *, by: User | None, now: datetime) -> Assignment:
    """Give the role, past the two persons: only approval, the first admin and the demo come here."""
    check(wanted)
    refuse(clash_of(wanted))
    made = Assignment(
        user=wanted.user,
        role=wanted.role,
        instansi=wanted.instansi,
        unit=wanted.unit,
        area=wanted.area,
        since=wanted.since,
        until=wanted.until,
        decree=wanted.decree.strip(),
        acting=wanted.acting,
        acting_for=wanted.acting_for,
    )
    try:
        with transaction.atomic():
            made.save()
    except (IntegrityError, ValidationError) as wrong:
        raise Refused(_("Peran ini sudah diberikan, atau tempatnya tidak cocok. Periksa kembali isiannya.")) from wrong
    log.record("people.grant", on=made, by=by, at=now, unit=wanted.unit, data=wanted.plain())
    sessions.end_all(wanted.user.pk)  # whoever is signed in comes in anew, with the new reach
    return made


@transaction.atomic
def end(assignment: Assignment, *, on: date, why: str, by: User, now: datetime) -> Assignment:
    """End a role before ``on``, or before it begins: by one admin, since it only takes away. Never one's own."""
    refuse(asks_for_oneself(subjects={assignment.user_id}, makers=persons_of(by)))
    assignment = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    on = max(on, assignment.since)  # a role that has not begun, or begins today, never holds
    if assignment.until is not None and assignment.until <= on:
        raise Refused(_("Peran ini sudah berakhir pada tanggal itu atau sebelumnya."))
    assignment.until = on
    assignment.save(update_fields=["until"])
    data = {"role": assignment.role, "until": on.isoformat(), "why": why.strip()}
    log.record("people.end", on=assignment, by=by, at=now, unit=assignment.unit, data=data)
    sessions.end_all(assignment.user_id)
    return assignment


@as_system("people")
def _clashes(found: Sequence[Proposal], user: User) -> list[Clash | None]:
    """Look at the places as the system: who decides for the nation sees no units, and must decide all the same."""
    past = past_of(one.payload for one in found)
    return [_decides(one, [one.payload], user) or clash_among(one.payload, past) for one in found]


@as_system("people")
def _clashes_of_many(found: Sequence[Proposal], user: User) -> list[Clash | None]:
    """Say who may decide; what the roles themselves break is told when they are given, all of them or none."""
    return [_decides(one, one.payload["grants"], user) for one in found]


def _decides(proposal: Proposal, grants: Sequence[Plain], user: User) -> Clash | None:
    if not all(_reaches(user, one) for one in grants):
        return Clash("S07", _("Usulan ini di luar lingkup Anda, jadi admin yang berwenang memutuskannya."))
    subjects = {one["user"] for one in grants}
    return approves_own_grant(makers={proposal.by_id}, subjects=subjects, approvers=persons_of(user))


@as_system("people")
def _do(proposal: Proposal, by: User, now: datetime) -> None:
    _give_all([proposal.payload], by, now)


@as_system("people")
def _do_many(proposal: Proposal, by: User, now: datetime) -> None:
    _give_all(proposal.payload["grants"], by, now)


def _give_all(grants: Sequence[Plain], by: User, now: datetime) -> None:
    fresh: dict[int, User] = {}
    for one in grants:
        wanted = Wanted.of(dict(one))
        give(wanted, by=by, now=now)
        if not wanted.user.has_usable_password():
            fresh[wanted.user.pk] = wanted.user
    for person in fresh.values():
        invite(person, by=by, now=now)


proposals.announce(Kind(name=GRANT, label=gettext_lazy("Pemberian peran"), clashes=_clashes, do=_do))
proposals.announce(
    Kind(name=GRANTS, label=gettext_lazy("Pemberian beberapa peran"), clashes=_clashes_of_many, do=_do_many)
)
