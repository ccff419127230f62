"""What a session has proven, and asking for it anew before what matters (step-up)."""

import time
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from bening.foundation.access import View
from bening.foundation.accounts.models import User

FACTOR, STEP, HELD = "factor", "step", "held"  # in the data of a session
FRESH = 5 * 60  # seconds that a proof counts for what matters
MOST_HELD = 64 * 1024


def note(request: HttpRequest, person: User, *, factor: bool) -> None:
    """Remember that ``person`` has just proven who they are, with a second factor or without."""
    now = time.time()
    request.session[STEP] = {"of": person.pk, "at": now}
    if factor:
        request.session[FACTOR] = {"of": person.pk, "at": now}


def has_factor(request: HttpRequest) -> bool:
    """Say whether this session was opened, or later confirmed, with a second factor."""
    return _at(request, FACTOR) > 0


def is_fresh(request: HttpRequest) -> bool:
    """Say whether the last proof is at most five minutes old; where factors are the rule, only they are proof."""
    kind = FACTOR if settings.MFA_REQUIRED or has_factor(request) else STEP
    return time.time() - _at(request, kind) <= FRESH


def may_change_factors(request: HttpRequest) -> bool:
    """Say whether factors may be added or removed now: the newest factor, or the sign-in before there is one."""
    return time.time() - _at(request, FACTOR if has_factor(request) else STEP) <= FRESH


def step_up(view: View) -> View:
    """Let the view run only shortly after a proof; before, ask for one and keep what was typed.

    A post waits in the session; after the proof its form is shown again with one button. Files cannot wait: the
    person comes back to the page they were on, with a sentence.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_fresh(request):
            return ask(request)
        if HELD in request.session and request.method == "POST":
            del request.session[HELD]
        return view(request, *args, **kwargs)

    vars(guarded)["step_up"] = True
    return guarded


def ask(request: HttpRequest) -> HttpResponse:
    """Send the person to prove who they are, and back."""
    url = f"{reverse('prove')}?{urlencode({'next': _way_back(request)})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _way_back(request: HttpRequest) -> str:
    if request.method == "GET":
        return _page_of(request, request.get_full_path())
    fields = [[name, request.POST.getlist(name)] for name in request.POST if name != "csrfmiddlewaretoken"]
    size = sum(len(name) + sum(map(len, values)) for name, values in fields)
    if request.FILES or size > MOST_HELD:
        messages.warning(request, _("Setelah konfirmasi, pilih berkas atau isi formulirnya sekali lagi."))
        return _page_of(request, request.headers.get("Referer", ""))
    request.session[HELD] = {"of": request.user.pk, "path": request.get_full_path(), "fields": fields}
    return reverse("continue")


def _page_of(request: HttpRequest, address: str) -> str:
    """Return the page in the window: for a part of a page, the page it belongs to."""
    if "HX-Request" in request.headers:
        address = request.headers.get("HX-Current-URL", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _at(request: HttpRequest, kind: str) -> float:
    person: User | AnonymousUser = request.user
    noted = request.session.get(kind)
    if not isinstance(person, User) or not noted or noted["of"] != person.pk:
        return 0
    return float(noted["at"])
