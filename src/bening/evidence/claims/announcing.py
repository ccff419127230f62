"""What claims tell the rest of the house when it starts."""

from django.utils.translation import gettext_lazy as _

from bening.evidence import actions
from bening.evidence.claims.following import follow
from bening.foundation.audit import log

ACTS = {
    "evidence.claim": _("Dokumen ditunjukkan sebagai bukti"),
    "evidence.carry": _("Bukti tahun lalu dipakai lagi"),
    "evidence.offer_again": _("Bukti diajukan lagi dengan versi baru"),
    "evidence.accept": _("Bukti diterima"),
    "evidence.reject": _("Bukti ditolak"),
    "evidence.retire": _("Bukti dilepas"),
    "evidence.cite": _("Bukti dikutip pengajuan"),
    "evidence.waive": _("Catatan pemeriksaan dijelaskan"),
    "evidence.ask": _("Daftar bukti yang diminta diubah"),
}


def announce() -> None:
    """Name the acts, and follow new versions."""
    for act, words in ACTS.items():
        log.name(act, words)
    actions.arrivals.add("claims", follow)
