"""The page that lists the rules of separation."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bening.domain.duties import RULES
from bening.foundation.access import SignedInRequest, signed_in


@signed_in(because="everybody may know the rules that they run into")
@require_safe
def duties(request: SignedInRequest) -> HttpResponse:
    """List every rule of separation with what it asks and where it comes from."""
    return render(request, "wall/duties.html", {"rules": RULES.items()})
