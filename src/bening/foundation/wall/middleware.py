"""Says on whose behalf a request asks the database, and answers for whoever runs into a rule of separation."""

from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from bening.domain.duties import Separated
from bening.foundation.wall.actor import NOBODY, Actor, acting
from bening.foundation.wall.reach import actor_of

RULE = "Bening-Rule"  # tells the page's script which refusal this is


class Wall:
    """Lets a request act for its person, from here to the last piece of its answer; afterwards nobody acts.

    Only what comes before knows no person: the session and the person themselves, which no wall surrounds.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with acting(NOBODY):
            actor = actor_of(request.user)
        with acting(actor):
            response = self._get_response(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _pieces(actor, iter(response))
        return response


def _pieces(actor: Actor, pieces: Iterator[bytes]) -> Iterable[bytes]:
    while True:
        with acting(actor):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


class SeparationOfDuty:
    """Turns `Separated`, wherever an action raised it, into one answer; a part of a page gets the sentence alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Separated):
            return None
        clash = exception.clash
        if "HX-Request" in request.headers:
            sentence = f"{clash.sentence} ({clash.rule})"
            response = HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=403)
        else:
            response = render(request, "wall/separated.html", {"clash": clash}, status=403)
        response.headers[RULE] = clash.rule
        return response
