"""Checks of time: does the document speak of this year, is it too old, is it still valid."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.evidence.checks.cases import Case, Check, Found


def _another_year(case: Case) -> Found | None:
    """Complain when the words name years, but not this one."""
    if case.facts is None or not case.facts.years or case.lasting or case.year in case.facts.years:
        return None
    named = ", ".join(map(str, case.facts.years))
    page = min(case.facts.years.values())
    return Found(_("halaman %(page)s") % {"page": page}, {"years": named, "year": case.year})


def _older(case: Case) -> Found | None:
    if case.lasting or case.proves_until >= date(case.year, 1, 1):
        return None
    return Found(_("periode yang dibuktikan"), {"until": case.proves_until.strftime("%d-%m-%Y"), "year": case.year})


def _expired(case: Case) -> Found | None:
    """Complain when the document's validity ends before the year does, or ended before today."""
    if case.valid_until is None or case.valid_until >= min(case.today, date(case.year, 12, 31)):
        return None
    return Found(_("masa berlaku"), {"until": case.valid_until.strftime("%d-%m-%Y")})


CHECKS = (
    Check(
        name="tahun-lain",
        title=gettext_lazy("Tahun di dalam dokumen lain"),
        sentence=gettext_lazy("Dokumen ini menyebut tahun %(years)s, tidak menyebut %(year)s."),
        clear=gettext_lazy("Unggah dokumen tahun yang dinilai; bila memang benar, tulis alasannya."),
        look=_another_year,
    ),
    Check(
        name="lebih-tua",
        title=gettext_lazy("Lebih tua dari periode"),
        sentence=gettext_lazy("Dokumen ini membuktikan keadaan sampai %(until)s, sebelum tahun %(year)s."),
        clear=gettext_lazy("Perbarui dengan dokumen tahun ini, atau betulkan periode yang dibuktikan."),
        look=_older,
        stale=True,
    ),
    Check(
        name="kedaluwarsa",
        title=gettext_lazy("Kedaluwarsa"),
        sentence=gettext_lazy("Masa berlaku dokumen ini berakhir %(until)s."),
        clear=gettext_lazy("Unggah dokumen penggantinya, atau betulkan masa berlakunya."),
        look=_expired,
        stale=True,
        lasting=True,
    ),
)
