"""Sign the record every ten minutes when there is something new, and mail the newest checkpoint once an hour.

A record that is not in order is not signed: the job fails with the sentence, and whoever watches over jobs hears of it.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.foundation.audit import checkpoints, keys
from bening.foundation.audit.models import Checkpoint
from bening.foundation.jobs import every
from bening.foundation.notices import mail

BETWEEN_MAILS = timedelta(hours=1)
BODY = """Titik periksa jejak audit Bening, %(count)d entri.

Simpan surel ini. Bila kelak catatan diganti, teks di bawah ini membuktikannya:
./bening audit verify --checkpoint BERKAS, dengan BERKAS berisi teks di antara kedua garis.

----------------------------------------
%(text)s----------------------------------------

Kunci publik: %(key)s
"""


@every(minutes=10, name="audit.checkpoint", label=gettext_lazy("Titik periksa jejak audit"))
def checkpoint() -> None:
    """Sign what is new. Doing it twice signs nothing twice."""
    now = timezone.now()
    checkpoints.make(now=now)
    newest = Checkpoint.objects.first()
    if newest is None or newest.mailed_at is not None or not settings.CHECKPOINT_MAIL:
        return
    if Checkpoint.objects.filter(mailed_at__gt=now - BETWEEN_MAILS).exists():
        return
    subject = _("Titik periksa Bening: %(count)d entri") % {"count": newest.size}
    body = _(BODY) % {"count": newest.size, "text": newest.text, "key": keys.signing_key().public}
    with transaction.atomic():
        for address in settings.CHECKPOINT_MAIL:
            mail(address, key=f"audit.checkpoint:{newest.size}:{address}", subject=subject, body=body, at=now)
        Checkpoint.objects.filter(pk=newest.pk).update(mailed_at=now)
