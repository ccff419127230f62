"""A person's own page, their factors and sessions; pages of allauth get their rule where they are given an address."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.http.request import split_domain_port
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bening.foundation.access import SignedInRequest, requires, scope_of, signed_in
from bening.foundation.accounts.models import User
from bening.foundation.accounts.queries import ever_given, held_by
from bening.foundation.signin import acts, devices, proof, sessions
from bening.foundation.signin.permissions import Permission
from bening.foundation.signin.proof import step_up

MAIN = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Seat:
    """A session as its person sees it."""

    id: str
    device: str
    address: str
    since: datetime | None
    seen: datetime | None
    here: bool


@require_GET
@signed_in(because="everybody may see what they themselves are")
def profile(request: SignedInRequest) -> HttpResponse:
    factors = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    return render(
        request,
        "signin/profile.html",
        {
            "assignments": held_by(request.user, on=timezone.localdate()),
            "app": next((one for one in factors if one.type == Authenticator.Type.TOTP), None),
            "passkeys": [(one, one.wrap().name) for one in factors if one.type == Authenticator.Type.WEBAUTHN],
            "codes": next((_left(one) for one in factors if one.type == Authenticator.Type.RECOVERY_CODES), None),
            "factor_required": settings.MFA_REQUIRED,
            "passwords": not settings.SSO_ONLY,
            "seats": _seats(request.user, request),
        },
    )


def _left(codes: Authenticator) -> int:
    return len(codes.wrap().get_unused_codes())


def _seats(person: User, request: HttpRequest) -> list[Seat]:
    own = request.session.session_key
    return [
        Seat(
            id=sessions.public_id(one.session_key),
            device=devices.described(one.agent),
            address=one.address,
            since=one.since,
            seen=one.seen,
            here=one.session_key == own,
        )
        for one in sessions.of_person(person.pk, now=timezone.now())
    ]


@require_POST
@signed_in(because="everybody may end their own sessions")
def end_session(request: SignedInRequest, which: str) -> HttpResponse:
    for one in sessions.of_person(request.user.pk, now=timezone.now()):
        if sessions.public_id(one.session_key) == which:
            one.delete()
            messages.success(request, _("Sesi itu sudah berakhir."))
            return redirect("profile")
    raise Http404


@require_POST
@signed_in(because="everybody may end their own sessions")
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    sessions.end_all(request.user.pk, but=request.session.session_key)
    messages.success(request, _("Semua sesi Anda yang lain sudah berakhir."))
    return redirect("profile")


@require_GET
@signed_in(because="who has no second factor in this session comes here to set one up or to use it")
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Lead to the factor that the person has, or offer to set one up."""
    way = _next(request)
    if proof.has_factor(request):
        return HttpResponseRedirect(way)
    if Authenticator.objects.filter(user=request.user, type__in=MAIN).exists():
        return HttpResponseRedirect(f"{reverse('prove')}?{urlencode({'next': way})}")
    return render(request, "signin/second_factor.html", {"passkeys_work": _has_a_name(request)})


@require_GET
@signed_in(because="before what matters, everybody proves again who they are")
def prove(request: SignedInRequest) -> HttpResponse:
    """Lead to the way in which this person proves who they are."""
    methods = get_account_adapter(request).get_reauthentication_methods(request.user)
    if settings.MFA_REQUIRED and not Authenticator.objects.filter(user=request.user, type__in=MAIN).exists():
        return redirect("second_factor")
    if not methods:
        return render(request, "signin/come_in_again.html")
    return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': _next(request)})}")


@require_GET
@signed_in(because="what waited for a proof is sent by its own person, with one button")
def go_on(request: SignedInRequest) -> HttpResponse:
    """Show what was typed before the proof, and send it to where it was going when the person says so."""
    held = request.session.get(proof.HELD)
    if not held or held["of"] != request.user.pk:
        return redirect("profile")
    if not proof.is_fresh(request):
        return HttpResponseRedirect(f"{reverse('prove')}?{urlencode({'next': reverse('continue')})}")
    return render(request, "signin/continue.html", {"path": held["path"], "fields": held["fields"]})


@require_GET
@signed_in(because="the picture of the secret that this person is setting up")
def totp_picture(request: SignedInRequest) -> HttpResponse:
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret or not proof.may_change_factors(request):
        raise Http404
    adapter = get_mfa_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml", headers={"Cache-Control": "private, no-store"})


# --- help by the admin of the instansi


@require_http_methods(["GET", "HEAD"])
@requires(Permission.HELP)
def person_sessions(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _helped(request, pk)
    factors = Authenticator.objects.filter(user=person, type__in=MAIN).count()
    return render(
        request,
        "signin/person.html",
        {"person": person, "seats": _seats(person, request), "factors": factors},
    )


@require_POST
@requires(Permission.HELP)
@step_up
def end_person_sessions(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _helped(request, pk)
    with transaction.atomic():
        ended = sessions.end_all(person.pk, but=request.session.session_key)
        acts.sessions_ended(person, by=request.user, now=timezone.now(), count=ended)
    messages.success(request, _("Semua sesi %(name)s sudah berakhir.") % {"name": person.name})
    return redirect("person_sessions", pk=person.pk)


def _helped(request: SignedInRequest, pk: int) -> User:
    """Return a person who works only where the admin may help; others are not found."""
    person = get_object_or_404(User, pk=pk)
    scope = scope_of(request.user, Permission.HELP)
    today = timezone.localdate()
    # What begins later counts as well: nobody helps their way into a role of another instansi.
    held = [one for one in ever_given(person.pk) if one.until is None or one.until > today]
    if not held or not all(scope.nation or one.instansi_id in scope.instansi for one in held):
        raise Http404
    return person


def _has_a_name(request: HttpRequest) -> bool:
    """Say whether the house is reached by a name: browsers bind a passkey to one, never to a bare address."""
    return not re.fullmatch(r"[\d.]+|\[.*\]", split_domain_port(request.get_host())[0])


# --- around pages of allauth


def patient(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer a flood of sign-ins from one address with 429, but let a person through on their own device."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = request.POST.get("login", "").strip().lower()
        if request.method == "POST" and name not in devices.known(request):
            refused: HttpResponseBase | None = ratelimit.consume_or_429(request, app="allauth.account", action="flood")
            if refused:
                return refused
        response: HttpResponseBase = view(request, *args, **kwargs)
        return response

    return guarded


class Login(account.LoginView):  # type: ignore[misc]  # allauth has no types
    """The page to come in by: a password, the instansi's own sign-in, or both."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        way = {"next": self.request.GET["next"]} if self.request.GET.get("next") else None
        return {
            **super().get_context_data(**kwargs),
            "passwords": not settings.SSO_ONLY,
            "sso": [
                {"name": app["name"], "url": _sso_address(kind, app) + (f"?{urlencode(way)}" if way else "")}
                for kind, provider in settings.SOCIALACCOUNT_PROVIDERS.items()
                for app in provider["APPS"]
            ],
        }


login = Login.as_view()


def _sso_address(kind: str, app: dict[str, Any]) -> str:
    return reverse("saml_login", args=[app["client_id"]]) if kind == "saml" else reverse("openid_connect_login")


def _next(request: HttpRequest) -> str:
    way = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(way, {request.get_host()}, require_https=request.is_secure())
    return way if safe and way.startswith("/") else "/"


@require_GET
@signed_in(because="where a person stands after a change of their factors")
def back_to_profile(request: SignedInRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    return redirect("profile")
