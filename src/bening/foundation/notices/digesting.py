"""At seven in their morning people get one letter of what they have not read."""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bening.foundation.accounts.models import User
from bening.foundation.notices import posting
from bening.foundation.notices.models import Notice

MORNING = 7  # o'clock


def digest(*, now: datetime) -> int:
    """Write a letter to everybody for whom it is past seven and who has unread notices; return how many."""
    written = 0
    waiting = Notice.objects.filter(digest_at=None).select_related("person").order_by("pk")
    by_person: dict[User, list[Notice]] = defaultdict(list)
    for notice in waiting.iterator(chunk_size=1000):
        by_person[notice.person].append(notice)
    zones = _zones(by_person)
    for person, notices in by_person.items():
        here = now.astimezone(zones[person.pk])
        if here.hour < MORNING:
            continue
        with transaction.atomic():
            unread = [one for one in notices if one.read_at is None]
            if unread and person.is_active and person.email:
                posting.mail(
                    person.email,
                    key=f"notices.digest:{person.pk}:{here:%Y-%m-%d}:{unread[-1].pk}",
                    subject=_("Bening: %(count)d pemberitahuan") % {"count": len(unread)},
                    body=_body(person, unread),
                    at=now,
                    person=person,
                )
                written += 1
            Notice.objects.filter(pk__in=[one.pk for one in notices]).update(digest_at=now)
    return written


def _zones(people: dict[User, list[Notice]]) -> dict[int, ZoneInfo]:
    """Return the time zone of each person: that of a unit of theirs, else the house's."""
    keys = [person.pk for person in people]
    found = User.objects.filter(pk__in=keys, assignments__unit__isnull=False).values_list(
        "pk", "assignments__unit__zone"
    )
    zones = {pk: ZoneInfo(zone) for pk, zone in found}
    return {pk: zones.get(pk, ZoneInfo(settings.TIME_ZONE)) for pk in keys}


def _body(person: User, notices: list[Notice]) -> str:
    lines = [_("Halo %(name)s,") % {"name": person.name}, ""]
    for one in notices:
        lines += [f"- {one.subject}", f"  {' '.join(one.sentence.split())}", ""]
    return "\n".join([*lines, _("Buka Bening untuk menindaklanjutinya.")])
