"""What people may type when they open assessments and look for them."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bening.assessment.models import Sheet, Target

EARLIEST, LATEST = 2022, 2100
SORTS = {
    "unit": "assessment__unit__name",
    "tahun": "assessment__year",
    "dijawab": "answered",
    "total": "total",
}
DEEPEST = 4  # how far below a part of an instansi its units may lie


class OpenForm(forms.Form):
    """The year and the aim of a new assessment."""

    year = forms.IntegerField(
        label=_("Tahun penilaian"),
        min_value=EARLIEST,
        max_value=LATEST,
        error_messages={"required": _("Isi tahun penilaian, misalnya 2026.")},
    )
    target = forms.ChoiceField(label=_("Sasaran"), choices=Target.choices)


class FilterForm(forms.Form):
    """What to show of the list, and in which order."""

    cari = forms.CharField(required=False, max_length=100)
    tahun = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    bagian = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    lulus = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("Semua")),
            ("WBK", _("Memenuhi ambang WBK")),
            ("WBBM", _("Memenuhi ambang WBBM")),
            ("belum", _("Belum memenuhi WBK")),
        ],
    )
    urut = forms.ChoiceField(required=False, choices=[(sign + key, "") for key in SORTS for sign in ("", "-")])

    def __init__(self, data: Any, *, years: list[int], parts: list[tuple[int, str]]) -> None:  # noqa: ANN401 -- Django's form data
        super().__init__(data)
        self.fields["tahun"].choices = [("", _("Semua tahun")), *((year, str(year)) for year in years)]  # type: ignore[attr-defined]  # a choice field
        self.fields["bagian"].choices = [("", _("Semua bagian")), *parts]  # type: ignore[attr-defined]  # a choice field

    def narrow(self, sheets: QuerySet[Sheet]) -> QuerySet[Sheet]:
        """Return what was asked for; a field that cannot be understood narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        for word in wanted.get("cari", "").split():
            named = Q(assessment__unit__name__icontains=word) | Q(assessment__unit__short_name__icontains=word)
            sheets = sheets.filter(named)
        if wanted.get("tahun"):
            sheets = sheets.filter(assessment__year=wanted["tahun"])
        if wanted.get("bagian"):
            sheets = sheets.filter(_at_or_below(wanted["bagian"]))
        if wanted.get("lulus"):
            passing = {"WBK": {"passes_wbk": True}, "WBBM": {"passes_wbbm": True}, "belum": {"passes_wbk": False}}
            sheets = sheets.filter(**passing[wanted["lulus"]])
        order = wanted.get("urut") or "-tahun"
        sign, key = ("-", order[1:]) if order.startswith("-") else ("", order)
        return sheets.order_by(sign + SORTS[key], "assessment__unit__name", "pk")

    @property
    def narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("cari", "tahun", "bagian", "lulus"))


def _at_or_below(unit_id: int) -> Q:
    found, path = Q(assessment__unit=unit_id), "assessment__unit"
    for _level in range(DEEPEST):
        path += "__parent"
        found |= Q(**{path: unit_id})
    return found
