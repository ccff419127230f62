"""Pages for what went wrong: where a person stands, and what they can do. Never a traceback."""

import logging
import secrets
import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from bening.foundation.ui.failing import trouble_of

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django's form
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say why, in the sentence of whoever refused."""
    return render(request, "errors/403.html", {"sentence": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- the page is the same for all
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without session or database: either may be what broke. Django calls this while it handles the exception.

    The page has a number and nothing of what happened; the log has both.
    """
    wrong = sys.exception()
    trouble, incident = trouble_of(wrong), secrets.token_hex(4).upper()
    asked = f"{request.method} {request.path.encode('unicode_escape').decode('ascii')}"  # one line, whatever was asked
    if trouble:
        status, sentence, head = trouble.status, trouble.sentence, {"Retry-After": str(trouble.wait)}
        logger.error("incident %s: %s: %s: %s", incident, asked, type(wrong).__name__, wrong)
    else:
        status, head = HTTPStatus.INTERNAL_SERVER_ERROR, {}
        sentence = _(
            "Tindakan terakhir Anda tidak disimpan. Tunggu sebentar, lalu coba lagi. Bila tetap terjadi, "
            "beri tahu admin instansi nomor kejadian ini."
        )
        logger.error("incident %s: %s", incident, asked, exc_info=wrong)
    response = _said(request, status, sentence, incident)
    for name, value in head.items():
        response.headers[name] = value
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 -- Django's own mark: once is enough
    return response


def _said(request: HttpRequest, status: HTTPStatus, sentence: str, incident: str) -> HttpResponse:
    """Say it as who asked can read it: a part of a page, a script of ours, a person."""
    number = _("Nomor kejadian: %(incident)s") % {"incident": incident}
    if "HX-Request" in request.headers:
        return HttpResponse(f"{sentence} {number}", content_type="text/plain; charset=utf-8", status=status)
    accepted = request.headers.get("Accept", "")
    if accepted and "text/html" not in accepted:
        return JsonResponse({"sentence": f"{sentence} {number}", "incident": incident}, status=status)
    page = render_to_string("errors/500.html", {"sentence": sentence, "number": number})
    return HttpResponse(page, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- the reason is for the log
    return render(request, "errors/csrf.html", status=403)
