"""What stands before pages of allauth that it does not do itself."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

View = Callable[..., HttpResponseBase]
MOST_DIGITS = 4  # of the length of a post: below ten kilobytes
STEADY = 0.25  # seconds


def only_with_passwords(view: View) -> View:
    """Close the doors of passwords where people come in by their instansi only; the page still leads there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.SSO_ONLY and request.resolver_match and request.resolver_match.url_name != "account_login":
            raise Http404
        if settings.SSO_ONLY and request.method != "GET":
            return render(request, "errors/403.html", status=403)
        if len(request.META.get("CONTENT_LENGTH") or "") > MOST_DIGITS:  # a password of a megabyte is never hashed
            raise BadRequest
        return view(request, *args, **kwargs)

    return guarded


def steady(view: View) -> View:
    """Let a post take the same time whether an account exists or not: the mail to one shall not tell."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        begun = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            time.sleep(max(0.0, STEADY - (time.monotonic() - begun)))
        return response

    return guarded


def last_factor_stays(view: View) -> View:
    """Say so before the page, when the factor to remove is the last where one is required."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = Authenticator.objects.filter(user=request.user)
        found = found.filter(pk=kwargs["pk"]) if "pk" in kwargs else found.filter(type=Authenticator.Type.TOTP)
        one = found.first()
        adapter = get_adapter()
        if one and not adapter.can_delete_authenticator(one):
            messages.warning(request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("profile")
        return view(request, *args, **kwargs)

    return guarded
