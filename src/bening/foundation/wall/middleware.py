"""Answers for whoever runs into a rule of separation: 403, with the rule's number and its sentence."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bening.domain.duties import Separated

RULE = "Bening-Rule"  # tells the page's script which refusal this is


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
