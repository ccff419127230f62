"""A person's own page; the pages of allauth get their rule where they are given an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bening.foundation.access import signed_in
from bening.foundation.accounts.queries import assignments_of


@signed_in(because="everybody may see what they themselves are")
def profile(request: HttpRequest) -> HttpResponse:
    return render(request, "signin/profile.html", {"assignments": assignments_of(request.user)})
