"""Numbers and times as people here read them. Rounding happens in this file and nowhere else."""

from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

NOTHING = "–"
Number = Decimal | int | None


@register.filter
def number(value: Number, places: int = 2) -> str:
    """Return ``95,71``."""
    return _written(value, places, ROUND_HALF_UP)


@register.filter
def number_down(value: Number, places: int = 2) -> str:
    """Return the number cut off, for a value that must not seem to reach its minimum."""
    return _written(value, places, ROUND_FLOOR)


@register.filter
def plain(value: Decimal) -> str:
    """Return the number with the decimals it has and no more: ``0,25``, ``22,5``, ``4``."""
    exact = _exact(value).normalize()
    return _written(exact, max(0, -int(exact.as_tuple().exponent)), ROUND_HALF_UP)


@register.filter
def percent(share: Number, places: int = 1) -> str:
    """Return the share of one as ``95,7%``."""
    return NOTHING if share is None else _written(_exact(share) * 100, places, ROUND_HALF_UP) + "%"


@register.filter
def day(value: date | datetime | None) -> str:
    """Return ``20 November 2026``."""
    return NOTHING if value is None else date_format(_local(value), "j F Y")


@register.filter
def moment(value: datetime | None) -> str:
    """Return ``20 November 2026 pukul 14.05``."""
    return NOTHING if value is None else date_format(_local(value), r"j F Y \p\u\k\u\l H.i")


@register.filter
def clock(value: datetime | None) -> str:
    """Return ``14.05``."""
    return NOTHING if value is None else date_format(_local(value), "H.i")


@register.simple_tag
def ago(value: datetime, now: datetime | None = None) -> SafeString:
    """Return the relative time with the exact one beside it."""
    exact = moment(value)
    since = relative(value, now=now or timezone.now())
    if not since:
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), exact)
    return format_html('<time datetime="{}">{} <span class="quiet">({})</span></time>', value.isoformat(), since, exact)


def relative(value: datetime, *, now: datetime) -> str:
    """Return ``5 menit lalu``; nothing when the date alone says more."""
    passed = now - value
    if passed < timedelta(0) or passed >= timedelta(days=30):
        return ""
    if passed < timedelta(minutes=1):
        return _("baru saja")
    if passed < timedelta(hours=1):
        minutes = int(passed.total_seconds() // 60)
        return ngettext("%(count)d menit lalu", "%(count)d menit lalu", minutes) % {"count": minutes}
    if passed < timedelta(days=1):
        hours = int(passed.total_seconds() // 3600)
        return ngettext("%(count)d jam lalu", "%(count)d jam lalu", hours) % {"count": hours}
    return ngettext("%(count)d hari lalu", "%(count)d hari lalu", passed.days) % {"count": passed.days}


def _exact(value: Decimal | int) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"a number on a page is Decimal or int, not {type(value).__name__}")
    return Decimal(value)


def _written(value: Number, places: int, rounding: str) -> str:
    if value is None:
        return NOTHING
    rounded = _exact(value).quantize(Decimal(1).scaleb(-int(places)), rounding=rounding)
    if rounded.is_zero():
        rounded = abs(rounded)  # no -0,00
    return f"{rounded:,f}".translate(str.maketrans(",.-", ".,−"))


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) else value
