"""What a request without a session gets, what one without a second factor gets, and when a session ends by itself."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from bening.foundation.signin import entering, proof, sessions

EVERY = 60  # seconds between two notes of when a session was last used: not each request writes


class SessionEnds:
    """Ends a session that lay idle or is a working day old. Reads the session alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        session = request.session
        if SESSION_KEY in session:
            now = time.time()
            seen = session.get(sessions.SEEN, 0)
            idle = session.get(sessions.IDLE, settings.IDLE_CLOSELY)
            if now - session.get(sessions.SINCE, 0) > settings.SESSION_COOKIE_AGE or now - seen > idle:
                session.flush()
        return self._get_response(request)


class SignInFirst(LoginRequiredMiddleware):
    """Sends a page to sign-in, but answers 401 to a part of a page: a sign-in form inside a question helps nobody."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused:
            return HttpResponse(status=401) if "HX-Request" in request.headers else refused
        if not request.user.is_authenticated:
            return None
        if getattr(request.session, "renew", False):
            entering.renew(request)
        _note_use(request, view_func)
        if getattr(view_func, "before_factor", False) or getattr(view_func, "login_required", True) is False:
            return None
        if settings.MFA_REQUIRED and not proof.has_factor(request):
            return _to_factor(request)
        return None


def _to_factor(request: HttpRequest) -> HttpResponse:
    way = {"next": request.get_full_path()} if request.method == "GET" and "HX-Request" not in request.headers else {}
    url = reverse("second_factor") + (f"?{urlencode(way)}" if way else "")
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _note_use(request: HttpRequest, view: Callable[..., Any]) -> None:
    """Write down, at most once a minute, that somebody is at work: an open window alone is nobody."""
    now = time.time()
    if now - request.session.get(sessions.SEEN, 0) > EVERY and not getattr(view, "automatic", False):
        request.session[sessions.SEEN] = now
