"""Checks of the file itself: is it there, can it be read, is anything on it, is it signed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.evidence.checks.cases import Case, Check, Found

NAMED_PAGES = 8


def _missing(case: Case) -> Found | None:
    return None if case.file_here else Found(_("berkas"), {})


def _unreadable(case: Case) -> Found | None:
    if case.facts is None or not case.facts.unreadable:
        return None
    return Found(_("berkas"), {"why": case.facts.unreadable})


def _blank(case: Case) -> Found | None:
    if case.facts is None or not case.facts.blank_pages:
        return None
    pages = case.facts.blank_pages
    named = ", ".join(map(str, pages[:NAMED_PAGES])) + (" …" if len(pages) > NAMED_PAGES else "")
    return Found(_("halaman %(pages)s") % {"pages": named}, {"count": len(pages), "pages": case.facts.pages or 0})


def _unsigned(case: Case) -> Found | None:
    """Complain only where words could be read: a picture of a wet signature cannot be told from any other."""
    if case.slot is None or not case.slot.signed or case.facts is None or not case.facts.worded or case.facts.signed:
        return None
    return Found(_("tanda tangan"), {"slot": case.slot.name})


CHECKS = (
    Check(
        name="berkas-hilang",
        title=gettext_lazy("Berkas hilang atau rusak"),
        sentence=gettext_lazy("Isi berkas ini tidak ada atau rusak di penyimpanan."),
        clear=gettext_lazy("Unggah berkasnya lagi sebagai versi baru."),
        look=_missing,
        lasting=True,
    ),
    Check(
        name="berkas-tak-terbaca",
        title=gettext_lazy("Berkas tidak terbaca"),
        sentence=gettext_lazy("Berkas ini tidak dapat dibaca: %(why)s"),
        clear=gettext_lazy(
            "Buka berkasnya di komputer Anda, simpan ulang tanpa sandi, lalu unggah sebagai versi baru."
        ),
        look=_unreadable,
    ),
    Check(
        name="pindaian-kosong",
        title=gettext_lazy("Pindaian kosong"),
        sentence=gettext_lazy("%(count)s dari %(pages)s halaman kosong."),
        clear=gettext_lazy("Pindai ulang halaman itu, lalu unggah versi baru; bila memang kosong, tulis alasannya."),
        look=_blank,
    ),
    Check(
        name="tanpa-tanda-tangan",
        title=gettext_lazy("Tanda tangan tidak ditemukan"),
        sentence=gettext_lazy("“%(slot)s” meminta dokumen bertanda tangan, tetapi tanda tangannya tidak ditemukan."),
        clear=gettext_lazy(
            "Unggah versi yang sudah ditandatangani; bila bertanda tangan basah, tulis alasannya agar dilihat penilai."
        ),
        look=_unsigned,
    ),
)
