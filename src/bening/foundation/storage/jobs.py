"""What is done for stored files in the background."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bening.foundation.jobs import every
from bening.foundation.storage import collecting, scrub, waiting

AN_HOURS_SHARE = 2_000  # contents read in one go; a cycle of 30 days reads 1.4 million


@every(name="storage.scan", minutes=2, label=_("Memindai berkas yang menunggu"))
def scan_again() -> None:
    waiting.scan_again(now=timezone.now())


@every(name="storage.scrub", hours=1, label=_("Membaca ulang berkas tersimpan"))
def read_again() -> None:
    scrub.scrub(now=timezone.now(), most=AN_HOURS_SHARE)


@every(name="storage.collect", hours=1, label=_("Membersihkan berkas yang tidak dipakai"))
def clear_away() -> None:
    now = timezone.now()
    collecting.clear_staging(now=now)
    collecting.collect(now=now)


@every(name="storage.orphans", hours=24, label=_("Menyisir penyimpanan dari berkas tanpa pemilik"))
def clear_orphans() -> None:
    collecting.clear_orphans(now=timezone.now())
