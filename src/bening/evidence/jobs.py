"""What is done for documents in the background. Each may be done again without harm."""

import tempfile

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bening.evidence import expiry
from bening.evidence.leaving import let_leave
from bening.evidence.models import Preview, PreviewState
from bening.evidence.preview import cache, making
from bening.evidence.reading import keeping
from bening.foundation.jobs import every, job
from bening.foundation.notices import tell
from bening.foundation.once.doing import forget_old
from bening.foundation.storage.failures import Damaged, Missing
from bening.foundation.storage.models import Blob, Scan
from bening.foundation.storage.stores import checked

IN_MEMORY = 4 * 1024 * 1024


@job("evidence.read", tries=5, label=_("Membaca isi berkas"))
def read(*, blob: str) -> None:
    """Keep the words of a content, and what the checks need of it."""
    if content := Blob.objects.filter(pk=blob).first():
        keeping.read(content, now=timezone.now())


@job("evidence.preview", tries=3, label=_("Membuat pratinjau"))
def draw(*, blob: str) -> None:
    """Draw the pictures of a content; what the scanner holds back is not even drawn."""
    content = Blob.objects.exclude(scan=Scan.INFECTED).filter(pk=blob).first()
    if content is None:
        return
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(cache.scratch())) as copy:
        try:
            for chunk in checked(content.pk, size=content.size):
                copy.write(chunk)
        except (Missing, Damaged):
            Preview.objects.update_or_create(
                blob=content, defaults={"state": PreviewState.UNABLE, "why": "gone", "at": timezone.now()}
            )
            return
        copy.seek(0)
        making.make(content, copy, now=timezone.now())


@every(name="evidence.leave", hours=1, label=_("Melepas berkas dokumen yang ditarik"))
def leave() -> None:
    let_leave(now=timezone.now())


@every(name="evidence.expiry", hours=6, label=_("Mengingatkan dokumen yang akan kedaluwarsa"))
def remind() -> None:
    """Tell those who keep a document that its validity ends; a reminder of the same key is told once."""
    now = timezone.now()
    for one in expiry.due(today=timezone.localdate(now)):
        link = reverse("evidence:show", args=[one.document.pk])
        tell(
            one.person, key=one.key, subject=gettext("Bukti akan kedaluwarsa"), sentence=one.sentence, link=link, at=now
        )


@every(name="evidence.tidy", hours=6, label=_("Merapikan pratinjau dan kunci formulir"))
def tidy() -> None:
    """Keep the pictures within their room, and forget keys of forms that nobody sends any more."""
    now = timezone.now()
    Preview.objects.filter(blob__in=cache.trim(settings.PREVIEW_ROOM)).delete()
    forget_old(now=now)
