"""When letters are written and sent."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bening.foundation.jobs import every
from bening.foundation.notices import digesting, posting


@every(name="notices.post", minutes=1, label=_("Mengirim surel"))
def post() -> None:
    posting.post(now=timezone.now())


@every(name="notices.digest", minutes=15, label=_("Ringkasan pemberitahuan harian"))
def digest() -> None:
    digesting.digest(now=timezone.now())
