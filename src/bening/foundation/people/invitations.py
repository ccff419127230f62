"""Invitations by mail: one way in, for one address, once, for three days."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.notices import mail
from bening.foundation.people.models import Invitation

LASTS = timedelta(hours=72)
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
BODY = """Halo %(name)s,

Akun Bening untuk Anda sudah disiapkan. Buka alamat ini untuk memilih kata sandi:

%(address)s

Alamat ini berlaku 72 jam dan hanya dapat dipakai sekali. Abaikan surel ini bila Anda tidak mengenal Bening.
"""


@transaction.atomic
def invite(person: User, *, by: User | None, now: datetime) -> str:
    """Mail a way in, and return its address; an older one that was not used is worth nothing any more."""
    Invitation.objects.filter(user=person, used_at=None).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        user=person, token_hash=_hash(token), email=person.email, expires_at=now + LASTS, at=now, by=by
    )
    log.record("people.invite", on=person, by=by, at=now, data={"email": person.email})
    address = f"{settings.SITE_URL}{reverse('people:accept', args=[token])}"
    # The letter holds the token until it has left; the outbox empties what it has sent.
    mail(
        person.email,
        key=f"people.invite:{made.pk}",
        subject=_("Undangan ke Bening"),
        body=_(BODY) % {"name": person.name, "address": address},
        at=now,
    )
    return address


def find(token: str, *, now: datetime) -> Invitation | None:
    """Return the invitation behind a token, if it is one that still works; anything else is not looked up."""
    if not TOKEN.fullmatch(token):
        return None
    found = Invitation.objects.select_related("user").filter(token_hash=_hash(token), used_at=None).first()
    if found is None or found.expires_at <= now or not found.user.is_active or found.email != found.user.email:
        return None
    return found


@transaction.atomic
def accept(invitation: Invitation, *, password: str, now: datetime) -> User:
    """Let the person choose a password; raises ValidationError when it is a weak one."""
    found = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if found.used_at is not None:
        raise Invitation.DoesNotExist
    person = User.objects.select_for_update().get(pk=found.user_id)
    validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    found.used_at = now
    found.save(update_fields=["used_at"])
    log.record("people.accept", on=person, by=person, at=now)
    return person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
