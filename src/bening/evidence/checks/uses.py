"""Checks of the same content in several places: other questions, other years, other units."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.evidence.checks.cases import Case, Check, Found, Use

NAMED = 4


def _elsewhere(case: Case) -> Found | None:
    own = [one for one in case.uses if one.unit == case.unit and one.year == case.year]
    slot = case.slot.key if case.slot else ""
    others = [one for one in own if (one.question, one.slot) != (case.question, slot)]
    return Found(_("bukti lain"), {"places": _listed(one.question for one in others)}) if others else None


def _another_year(case: Case) -> Found | None:
    years = sorted({one.year for one in case.uses if one.unit == case.unit and one.year != case.year})
    if case.lasting or not years:
        return None
    return Found(_("tahun lain"), {"years": _listed(map(str, years))})


def _another_unit(case: Case) -> Found | None:
    others = [one for one in case.uses if one.unit != case.unit]
    return Found(_("unit lain"), {"units": _listed(map(_place, others))}) if others else None


def _place(use: Use) -> str:
    return f"{use.unit_name} {use.year} ({use.question})"


def _listed(names: Iterable[str]) -> str:
    each = list(dict.fromkeys(names))
    rest = len(each) - NAMED
    more = [_("%(count)s lainnya") % {"count": rest}] if rest > 0 else []
    return ", ".join([*each[:NAMED], *more])


CHECKS = (
    Check(
        name="sama-di-bukti-lain",
        title=gettext_lazy("Berkas sama untuk bukti lain"),
        sentence=gettext_lazy("Berkas yang sama dipakai juga untuk %(places)s."),
        clear=gettext_lazy(
            "Pakai berkas yang khusus untuk pertanyaan ini, atau tulis bagian mana yang membuktikannya."
        ),
        look=_elsewhere,
    ),
    Check(
        name="sama-di-tahun-lain",
        title=gettext_lazy("Berkas sama pada tahun lain"),
        sentence=gettext_lazy("Berkas yang sama dipakai juga pada tahun %(years)s."),
        clear=gettext_lazy("Perbarui dengan dokumen tahun ini, atau tulis mengapa dokumen lama masih berlaku."),
        look=_another_year,
    ),
    Check(
        name="sama-di-unit-lain",
        title=gettext_lazy("Berkas sama di unit lain"),
        sentence=gettext_lazy("Berkas yang sama dipakai juga oleh %(units)s."),
        clear=gettext_lazy("Tanyakan kepada unit; bila dokumen memang milik bersama, tulis alasannya."),
        look=_another_unit,
        for_assessors=True,
    ),
)
