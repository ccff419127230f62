"""The front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from bening.foundation.access import signed_in
from bening.foundation.navigation import places_for


@signed_in(because="it only leads a person to the first of their own places")
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    places = places_for(request.user)
    return redirect(places[0].name if places else "profile")
