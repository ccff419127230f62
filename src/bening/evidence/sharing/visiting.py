"""What somebody without an account sees: what the link opens, and the files, each opening counted."""

import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from bening.evidence.models import ShareLink, Version
from bening.evidence.sharing import actions, limits, queries
from bening.evidence.sharing.watermark import NotMarkable, mark
from bening.foundation.access import public
from bening.foundation.storage import deliver
from bening.foundation.storage.failures import Damaged, Missing, Refused, StoreTrouble
from bening.foundation.storage.stores import checked
from bening.foundation.wall.actor import as_system

BECAUSE = "an assessor without an account comes in by a link; its token is what lets them in"
HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "private, no-store"}

View = Callable[..., HttpResponseBase]


def by_token(view: View) -> View:
    """Hand the view the link that the token opens; every other token gets one and the same answer.

    No CSRF token is asked for: what lets somebody in stands in the address, and no cookie adds to it.
    """

    @wraps(view)
    @as_system("sharing")
    def opened(request: HttpRequest, token: str, **rest: int) -> HttpResponseBase:
        if limits.too_many(request):
            response: HttpResponseBase = render(request, "429.html", status=429)
        elif link := queries.link_of(token, now=timezone.now()):
            response = view(request, link, token, **rest)
        elif limits.too_many(request, wrong=True):
            response = render(request, "429.html", status=429)
        else:
            response = nothing(request)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return csrf_exempt(opened)


def nothing(request: HttpRequest) -> HttpResponse:
    return render(request, "sharing/nothing.html", status=404)


@public(because=BECAUSE)
@require_http_methods(["GET", "HEAD", "POST"])
@by_token
def visit(request: HttpRequest, link: ShareLink, token: str) -> HttpResponseBase:
    """Say what the link is; show what it opens once somebody asks for it, which is counted."""
    if request.method != "POST":
        return render(request, "sharing/visit.html", {"link": link, "token": token, "lines": None})
    actions.note_opening(link, what="daftar", now=timezone.now())
    found = queries.shown(link) if link.version is None else None
    lines = [(claim.question, claim.document, claim.version) for claim in found.claims] if found else _single(link)
    return render(request, "sharing/visit.html", {"link": link, "token": token, "lines": lines})


@public(because=BECAUSE)
@require_POST
@by_token
def take(request: HttpRequest, link: ShareLink, token: str, version: int) -> HttpResponseBase:
    """Send one file of the link: a PDF with the recipient's name over each page, others as they are."""
    found = next((one for one in queries.versions_of(link) if one.pk == version), None)
    if found is None:
        return nothing(request)
    try:
        response = _file(found, link)
    except (Refused, Missing, Damaged, StoreTrouble):
        return render(
            request, "sharing/visit.html", {"link": link, "token": token, "lines": None, "wrong": True}, status=409
        )
    actions.note_opening(link, what=found.sha256, now=timezone.now())
    return response


def _single(link: ShareLink) -> list[tuple[str, object, Version]]:
    assert link.version  # noqa: S101 -- asked for before
    return [("", link.version.document, link.version)]


def _file(version: Version, link: ShareLink) -> HttpResponseBase:
    if version.blob.kind != "pdf":
        return deliver.download(version.blob, name=version.name)
    deliver.may_leave(version.blob)
    with tempfile.TemporaryDirectory(prefix="bening-salinan-") as folder:
        source, target = Path(folder) / "asli.pdf", Path(folder) / "salinan.pdf"
        with source.open("wb") as file:
            for chunk in checked(version.sha256, size=version.blob.size):
                file.write(chunk)
        try:
            mark(source, target, to=link.to, at=timezone.localtime())
        except NotMarkable:
            return deliver.download(version.blob, name=version.name)
        copy = target.open("rb")  # stays readable after the folder is gone
    response = FileResponse(copy, as_attachment=True, filename=version.name, content_type="application/pdf")
    for name, value in deliver.HEADERS.items():
        response.headers[name] = value
    del response.headers["Accept-Ranges"]
    return response
