"""Tells what the store or the scanner cannot mend by itself: in the record, and to the admins of the platform."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bening.foundation.accounts.models import Role, User
from bening.foundation.audit import log
from bening.foundation.notices import tell
from bening.foundation.storage.models import Blob, Scan
from bening.foundation.wall.actor import as_system


@as_system("storage")
@transaction.atomic
def damaged(blob: Blob, *, now: datetime) -> None:
    """Say that a content is not what was put, or not there; said once until it has come again."""
    if not Blob.objects.filter(pk=blob.pk, damaged_at=None).update(damaged_at=now):
        return
    log.record("storage.damaged", on=blob, by=None, at=now, data={"sha256": blob.pk, "size": blob.size})
    _tell(
        key=f"storage.damaged:{blob.pk}:{now:%Y-%m-%d}",
        subject=_("Berkas rusak di penyimpanan"),
        sentence=_(
            "Berkas dengan hash %(start)s… rusak atau hilang. Pulihkan dari cadangan, atau minta diunggah ulang."
        )
        % {"start": blob.pk[:12]},
        now=now,
    )


@as_system("storage")
@transaction.atomic
def infected(blob: Blob, *, by: User | None = None, now: datetime) -> None:
    """Say that the scanner found something in a content."""
    log.record("storage.infected", on=blob, by=by, at=now, data={"sha256": blob.pk})
    _tell(
        key=f"storage.infected:{blob.pk}",
        subject=_("Malware ditemukan di berkas"),
        sentence=_(
            "Berkas dengan hash %(start)s… ditahan: pemindai menemukan malware. Tidak seorang pun dapat mengunduhnya."
        )
        % {"start": blob.pk[:12]},
        now=now,
    )


@as_system("storage")
@transaction.atomic
def unscanned(*, now: datetime) -> None:
    """Say once a day that files wait because the scanner does not answer as it should."""
    count = Blob.objects.filter(scan=Scan.WAITING).count()
    _tell(
        key=f"storage.unscanned:{timezone.localdate(now):%Y-%m-%d}",
        subject=_("Pemindai malware tidak menjawab"),
        sentence=_("%(count)d berkas menunggu pindai dan belum dapat diunduh. Periksa ClamAV dengan ./bening doctor.")
        % {"count": count},
        now=now,
    )


def _tell(*, key: str, subject: str, sentence: str, now: datetime) -> None:
    today = timezone.localdate(now)
    held = Q(assignments__since__lte=today) & (Q(assignments__until=None) | Q(assignments__until__gt=today))
    for admin in User.objects.filter(held, assignments__role=Role.PLATFORM, is_active=True).distinct():
        tell(admin, key=key, subject=subject, sentence=sentence, at=now)
