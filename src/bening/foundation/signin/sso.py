"""Who comes in by the sign-in of their instansi: people who have an account here, known by their verified address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from bening.foundation.accounts.models import User
from bening.foundation.signin.provider import OidcAdapter

OIDC = "oidc"


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Links to an account that is there, and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 -- allauth's form
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing:
            return
        person = _person_of(sociallogin)
        if person is None:
            raise ImmediateHttpResponse(render(request, "signin/sso_unknown.html", status=403))
        sociallogin.connect(request, person)

    def on_authentication_error(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> None:
        raise ImmediateHttpResponse(refused(request))


def refused(request: HttpRequest) -> HttpResponse:
    return render(request, "signin/sso_refused.html", status=400)


def _person_of(sociallogin: SocialLogin) -> User | None:
    """Return the active person whose address the provider vouches for, if it is of a domain that is set up."""
    for one in sociallogin.email_addresses:
        address = one.email or ""
        vouched = one.verified or sociallogin.account.provider != OIDC  # SAML knows only its own people
        if vouched and address.isascii() and address.rpartition("@")[2].lower() in settings.SSO_DOMAINS:
            return User.objects.filter(email__iexact=address, is_active=True).first()
    return None


def oidc_login(request: HttpRequest, provider_id: str = OIDC) -> HttpResponseBase:  # noqa: ARG001 -- allauth's name
    if "openid_connect" not in settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
    response: HttpResponseBase = OAuth2LoginView.adapter_view(OidcAdapter(request, OIDC))(request)
    return response


def oidc_callback(request: HttpRequest, provider_id: str = OIDC) -> HttpResponseBase:  # noqa: ARG001 -- allauth's name
    if "openid_connect" not in settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
    response: HttpResponseBase = OAuth2CallbackView.adapter_view(OidcAdapter(request, OIDC))(request)
    return response


def cancelled(request: HttpRequest) -> HttpResponse:
    return refused(request)


def by_its_host(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a request without a Host header be one to the host it reached: SAML names it in its answers."""

    @wraps(view)
    def named(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.META.setdefault("HTTP_HOST", request.get_host())
        return view(request, *args, **kwargs)

    return named
