"""What happens when somebody comes in, proves more, or may do something else than before."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.signals import authentication_step_completed, password_changed, password_reset
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.utils import timezone

from bening.foundation.accounts.models import EVALUATORS, Assignment, Role, User
from bening.foundation.accounts.queries import assignments_of
from bening.foundation.signin import acts, proof, sessions

CLOSELY = {*EVALUATORS, Role.ADMIN, Role.PLATFORM, Role.WBS}


def begin(request: HttpRequest, user: User, **_: Any) -> None:
    """Write into the new session when, from where and with what it began."""
    now = time.time()
    request.session[sessions.SINCE] = request.session[sessions.SEEN] = now
    request.session[sessions.IDLE] = idle_of(user)
    if request.META.get("REMOTE_ADDR"):
        request.session[sessions.ADDRESS] = (
            ratelimit.get_ip(request)[:45] if hasattr(request, "allauth") else request.META["REMOTE_ADDR"]
        )
    request.session[sessions.AGENT] = request.headers.get("User-Agent", "")[:300]
    if request.session.get(proof.STEP, {}).get("of") != user.pk:
        proof.note(request, user, factor=False)


def idle_of(user: User) -> int:
    """Return after how many idle seconds a session of ``user`` ends."""
    closely = any(one.role in CLOSELY for one in assignments_of(user))
    return int(settings.IDLE_CLOSELY if closely else settings.IDLE)


def renew(request: HttpRequest) -> None:
    """Give the session another key: what the person may do has changed, and no copy of the old one shall know."""
    request.session.cycle_key()
    request.session[sessions.IDLE] = idle_of(request.user)  # type: ignore[arg-type]  # who is signed in is a User
    request.session.renew = False  # type: ignore[attr-defined]  # of our own store


def step_taken(request: HttpRequest, user: User, method: str, **_: Any) -> None:
    proof.note(request, user, factor=method == "mfa")


def factor_added(instance: Authenticator, *, created: bool, raw: bool = False, **_: Any) -> None:
    """Take a factor that was just set up as proven: the person has used it to set it up."""
    if not created or raw:
        return
    request, person = context.request, instance.user
    if instance.type == Authenticator.Type.RECOVERY_CODES:
        _write(acts.codes_made, instance)
        return
    _write(acts.factor_added, instance)
    if request is not None and request.user == person:
        proof.note(request, person, factor=True)
        request.session.cycle_key()


def factor_removed(instance: Authenticator, **_: Any) -> None:
    if instance.type != Authenticator.Type.RECOVERY_CODES:
        _write(acts.factor_removed, instance)


def _write(act: Callable[..., None], factor: Authenticator) -> None:
    request = context.request
    by = request.user if request is not None and request.user.is_authenticated else factor.user
    with transaction.atomic():
        act(factor, by=by, now=timezone.now())


def password_is_new(request: HttpRequest, user: User, **_: Any) -> None:
    sessions.end_all(user.pk, but=request.session.session_key)


def roles_changed(instance: Assignment, **_: Any) -> None:
    sessions.renew_all([instance.user_id])


def shut_out(instance: User, *, created: bool = False, **_: Any) -> None:
    if not created and not instance.is_active:
        sessions.end_all(instance.pk)


def connect() -> None:
    user_logged_in.connect(begin, dispatch_uid="signin.begin")
    authentication_step_completed.connect(step_taken, dispatch_uid="signin.step")
    post_save.connect(factor_added, sender=Authenticator, dispatch_uid="signin.added")
    post_delete.connect(factor_removed, sender=Authenticator, dispatch_uid="signin.removed")
    password_changed.connect(password_is_new, dispatch_uid="signin.changed")
    password_reset.connect(password_is_new, dispatch_uid="signin.reset")
    post_save.connect(roles_changed, sender=Assignment, dispatch_uid="signin.roles")
    post_delete.connect(roles_changed, sender=Assignment, dispatch_uid="signin.roles")
    post_save.connect(shut_out, sender=User, dispatch_uid="signin.shut_out")
