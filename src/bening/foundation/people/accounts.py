"""Accounts: made by an admin, changed with a trace, shut at once."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bening.domain.duties import asks_for_oneself as changes_oneself
from bening.domain.duties import refuse
from bening.foundation.access import scope_of
from bening.foundation.accounts.models import Assignment, User
from bening.foundation.accounts.queries import persons_of
from bening.foundation.audit import log
from bening.foundation.notices import mail
from bening.foundation.people.models import Proposal, ProposalState
from bening.foundation.people.permissions import Permission
from bening.foundation.people.proposals import Refused
from bening.foundation.signin import sessions

LONGEST_NAME = 200
MOVED = """Halo %(name)s,

%(by)s mengganti surel akun Bening Anda menjadi %(email)s. Hubungi admin instansi bila Anda tidak mengetahuinya.
"""


def visible_to(user: User, *, permission: str = Permission.VIEW) -> QuerySet[User]:
    """Return the people whom ``user`` may see: those with a role, now or once, in an instansi that they serve."""
    scope = scope_of(user, permission)
    if scope.nation:
        return User.objects.all()
    if not scope.instansi:
        return User.objects.none()
    places = Q(assignments__instansi__in=sorted(scope.instansi))
    asked = Proposal.objects.filter(instansi__in=sorted(scope.instansi), state=ProposalState.WAITING)
    return User.objects.filter(places | Q(pk__in=asked.values("subject"))).distinct()


def roles_visible_to(user: User) -> QuerySet[Assignment]:
    """Return the roles that ``user`` may know of: what somebody is in another instansi is not this one's business."""
    scope = scope_of(user, Permission.VIEW)
    return Assignment.objects.filter(Q() if scope.nation else Q(instansi__in=sorted(scope.instansi)))


def may_manage(actor: User, person: User) -> bool:
    """Say whether ``actor`` manages every place where ``person`` has a role: an admin never shuts out a wider one."""
    scope = scope_of(actor, Permission.MANAGE)
    if scope.nation:
        return True
    held = Assignment.objects.filter(user=person)
    return bool(scope.instansi) and all(one.instansi_id in scope.instansi for one in held)


@transaction.atomic
def add(*, username: str, name: str, email: str, by: User | None, now: datetime) -> User:
    """Make an account without a password; the invitation lets its person choose one. Raises Refused."""
    fields = _checked(username=username, name=name, email=email)
    person = User.objects.create_user(fields["username"], fields["email"], None, name=fields["name"], joined_at=now)
    log.record("people.add", on=person, by=by, at=now, data=fields)
    return person


@transaction.atomic
def change(person: User, *, name: str, email: str, by: User, now: datetime) -> User:
    """Change name and address; the old address is told, since a new one is a way to a new password. Raises Refused."""
    person = User.objects.select_for_update().get(pk=person.pk)
    fields = _checked(username=person.username, name=name, email=email, besides=person)
    before = {"name": person.name, "email": person.email}
    person.name, person.email = fields["name"], fields["email"]
    person.save(update_fields=["name", "email"])
    entry = log.record("people.change", on=person, by=by, at=now, data={"before": before, "after": fields})
    if before["email"] and before["email"] != person.email:
        mail(
            before["email"],
            key=f"people.change:{entry.seq}",
            subject=_("Surel akun Bening Anda diganti"),
            body=_(MOVED) % {"name": person.name, "by": by.name, "email": person.email},
            at=now,
        )
    return person


def check_address(person: User, email: str) -> None:
    """Raise Refused when ``email`` cannot be the person's address."""
    _checked(username=person.username, name=person.name, email=email, besides=person)


@transaction.atomic
def deactivate(person: User, *, why: str, by: User, now: datetime) -> User:
    """Shut a person out, at once: their sessions end with this transaction. Nobody shuts themselves out."""
    refuse(changes_oneself(subjects={person.pk}, makers=persons_of(by)))
    if not why.strip():
        raise Refused(_("Tulis alasan menonaktifkan akun ini."))
    person = User.objects.select_for_update().get(pk=person.pk)
    person.is_active = False
    person.save(update_fields=["is_active"])
    ended = sessions.end_all(person.pk)
    log.record("people.deactivate", on=person, by=by, at=now, data={"why": why.strip(), "sessions": ended})
    return person


@transaction.atomic
def reactivate(person: User, *, by: User, now: datetime) -> User:
    refuse(changes_oneself(subjects={person.pk}, makers=persons_of(by)))
    person = User.objects.select_for_update().get(pk=person.pk)
    person.is_active = True
    person.save(update_fields=["is_active"])
    log.record("people.reactivate", on=person, by=by, at=now)
    return person


def _checked(*, username: str, name: str, email: str, besides: User | None = None) -> dict[str, Any]:
    """Return the fields tidied; raises Refused with the first rule that one breaks."""
    username = User.normalize_username(username.strip()).lower()
    name, email = " ".join(name.split()), email.strip().lower()
    if not username or len(username) > 150 or not all(one.isalnum() or one in "._-@+" for one in username):  # noqa: PLR2004 -- the column's
        raise Refused(_("Nama pengguna hanya huruf, angka, dan . _ - @ +, paling panjang 150."))
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Isi nama lengkap, paling panjang %(most)d huruf.") % {"most": LONGEST_NAME})
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(
            _("Surel “%(email)s” tidak lengkap. Contoh: nama@instansi.example.") % {"email": email[:80]}
        ) from None
    others = User.objects.exclude(pk=besides.pk) if besides else User.objects.all()
    if others.filter(username__iexact=username).exists():
        raise Refused(_("Nama pengguna “%(username)s” sudah dipakai.") % {"username": username[:80]})
    if others.filter(email__iexact=email).exists():
        raise Refused(_("Surel “%(email)s” sudah dipakai orang lain.") % {"email": email[:80]})
    return {"username": username, "name": name, "email": email}
