"""What a request without a session gets."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase


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
        return HttpResponse(status=401) if refused and "HX-Request" in request.headers else refused
