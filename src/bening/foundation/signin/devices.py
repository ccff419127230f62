"""Devices: one that a person has come in from before keeps a count of its own, so that nobody can lock them out."""

import re
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

COOKIE_AGE = 365 * 86_400
MOST_PEOPLE = 5  # at one shared computer
SALT = "bening.device"

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def known(request: HttpRequest) -> dict[str, str]:
    """Return who has come in from this device, by lower-case user name, with the device's secret for each."""
    try:
        kept = signing.loads(request.COOKIES.get(_cookie(), ""), salt=SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return {}
    return kept if isinstance(kept, dict) else {}


def remember(request: HttpRequest, response: HttpResponseBase, *names: str) -> None:
    """Let this device be known to these names of one person from now on."""
    kept = known(request)
    mark = secrets.token_urlsafe(12)
    for name in filter(None, names):
        mark = kept.pop(name.lower(), mark)
    kept |= {name.lower(): mark for name in names if name}
    while len(kept) > 2 * MOST_PEOPLE:
        kept.pop(next(iter(kept)))
    response.set_cookie(
        _cookie(),
        signing.dumps(kept, salt=SALT),
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def described(agent: str) -> str:
    """Say in words which browser on which system sent ``agent``."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"\b{mark}", agent)), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return _("%(browser)s di %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Perangkat yang tidak dikenal")


def _cookie() -> str:
    return "__Host-perangkat" if settings.HTTPS else "perangkat"
