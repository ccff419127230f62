"""Do something once for a key, however often and however concurrently it is asked for.

The key is inserted before the work, in the work's own transaction: whoever comes second waits at the unique index
until the first is done, and is given the first one's answer. If the first fails, nothing of it stays, key included.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from bening.foundation.accounts.models import User
from bening.foundation.once.models import Done

FIELD, HEADER = "kunci", "Idempotency-Key"
KEY = re.compile(r"[A-Za-z0-9_\-]{16,80}")
KEPT = timedelta(days=3)  # longer than any page stands open with a form that is still meant
INSERT = (
    "INSERT INTO once_done (by_id, purpose, key, asked, came, at) VALUES (%s, %s, %s, %s, '', %s)"
    " ON CONFLICT (by_id, purpose, key) DO NOTHING"
)


class AnotherQuestion(Exception):
    """The key was used before, for something else."""

    def __init__(self) -> None:
        super().__init__(_("Formulir ini sudah dikirim dengan isi lain. Muat ulang halaman, lalu isi lagi."))


def new_key() -> str:
    """Return a key for a form that is being shown."""
    return secrets.token_urlsafe(18)


def key_of(request: HttpRequest) -> str:
    """Return the key that came with a request, in its header or its form; a new one when there is none."""
    given = request.headers.get(HEADER) or request.POST.get(FIELD, "")
    return given if KEY.fullmatch(given) else new_key()


@transaction.atomic
def once(
    do: Callable[[], str], *, key: str, purpose: str, by: User, now: datetime, asked: object = None
) -> tuple[str, bool]:
    """Return what ``do`` returns, and whether it was done now; for a key that was used, what came of it then.

    ``asked`` is what the request says (as JSON knows it): the same key with something else raises AnotherQuestion.
    """
    said = hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, (by.pk, purpose, key, said, moment))
        first = cursor.rowcount == 1
    row = Done.objects.get(by=by, purpose=purpose, key=key)
    if not first:
        if row.asked != said:
            raise AnotherQuestion
        return row.came, False
    row.came = do()
    row.save(update_fields=["came"])
    return row.came, True


def forget_old(*, now: datetime) -> int:
    """Remove keys that nobody sends any more, and return how many."""
    return Done.objects.filter(at__lt=now - KEPT).delete()[0]
