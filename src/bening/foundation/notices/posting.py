"""The outbox: a letter stands with the write that causes it, and leaves later, once.

What is sent may arrive twice only when a worker dies between the server's yes and its own note; the second has the
same Message-ID, so that the reader's mailbox keeps one.
"""

import hashlib
import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from bening.foundation.accounts.models import Role, User
from bening.foundation.notices.models import Letter, Status
from bening.foundation.notices.telling import one_line, tell

logger = logging.getLogger(__name__)

LONGEST = timedelta(hours=72)  # after that a letter says nothing useful any more
REFUSED_FOR_GOOD = 500
IN_HAND = timedelta(minutes=5)  # after that whoever had it is gone
AT_ONCE = 50
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def mail(address: str, *, key: str, subject: str, body: str, at: datetime, person: User | None = None) -> Letter:
    """Put a letter into the outbox; with ``person`` it goes to the address that they have when it leaves."""
    one_line(address)
    one_line(subject)
    validate_email(address)
    letter, _made = Letter.objects.get_or_create(
        key=key,
        defaults={
            "address": address,
            "person": person,
            "subject": subject[:200],
            "body": body,
            "message_id": f"<{hashlib.sha256(f'{settings.SECRET_KEY}{key}'.encode()).hexdigest()[:40]}@bening>",
            "at": at,
        },
    )
    return letter


def post(*, now: datetime) -> int:
    """Send what waits, oldest first, and return how many left. A server that is down ends the round."""
    give_up(now=now)
    sent = 0
    while letters := _take(now=now):
        for place, letter in enumerate(letters):
            outcome = _send(letter)
            if outcome is None:  # the server is down: the others would wait in vain
                Letter.objects.filter(pk__in=[one.pk for one in letters[place:]]).update(sending_at=None)
                return sent
            sent += outcome == Status.SENT
            # one that must wait stays in the hand for a while, so that this round comes to an end
            kept = {} if outcome == Status.WAITING else {"body": ""}  # it may hold a way in, which is nobody else's
            sent_at = now if outcome == Status.SENT else None
            Letter.objects.filter(pk=letter.pk).update(status=outcome, sent_at=sent_at, **kept)
    return sent


@transaction.atomic
def _take(*, now: datetime) -> list[Letter]:
    """Take some letters into the hand, so that no second worker sends them too."""
    free = Q(sending_at=None) | Q(sending_at__lt=now - IN_HAND)
    waiting = Letter.objects.filter(free, status=Status.WAITING).select_related("person").order_by("pk")
    skip = connection.features.has_select_for_update_skip_locked
    taken = list(waiting.select_for_update(skip_locked=skip, of=("self",))[:AT_ONCE])
    Letter.objects.filter(pk__in=[one.pk for one in taken]).update(sending_at=now, tries=F("tries") + 1)
    return taken


def _send(letter: Letter) -> Status | None:
    """Send one letter and say what became of it; None: the server cannot be spoken to."""
    address = letter.address
    if letter.person is not None:
        if not (letter.person.is_active and letter.person.email):
            return Status.REFUSED
        address = letter.person.email
    message = EmailMessage(
        subject=letter.subject, body=letter.body, to=[address], headers={**HEADERS, "Message-ID": letter.message_id}
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _why in refused.recipients.values()]
        return Status.REFUSED if all(code >= REFUSED_FOR_GOOD for code in codes) else Status.WAITING
    except (OSError, smtplib.SMTPException) as wrong:
        logger.warning("mail waits: %s", wrong)
        return None
    return Status.SENT


@transaction.atomic
def give_up(*, now: datetime) -> None:
    """Let go of letters that waited too long, and tell the admins of the platform."""
    old = Letter.objects.filter(status=Status.WAITING, at__lte=now - LONGEST)
    gone = old.update(status=Status.STALE, sending_at=None, body="")
    if not gone:
        return
    sentence = _("%(count)d surel tidak terkirim dalam 72 jam dan tidak dicoba lagi. Periksa server surel.")
    for admin in User.objects.filter(assignments__role=Role.PLATFORM, is_active=True).distinct():
        tell(
            admin,
            key=f"notices.stale:{now:%Y-%m-%d}",
            subject=_("Surel tidak terkirim"),
            sentence=sentence % {"count": gone},
            link="",
            at=now,
        )
