"""A person's own page; the pages of allauth get their rule where they are given an address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bening.foundation.access import SignedInRequest, signed_in
from bening.foundation.accounts.queries import held_by


@signed_in(because="everybody may see what they themselves are")
def profile(request: SignedInRequest) -> HttpResponse:
    return render(request, "signin/profile.html", {"assignments": held_by(request.user, on=timezone.localdate())})
