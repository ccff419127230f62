"""How a reader narrows the record."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bening.foundation.audit.models import Entry, acts

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)  # beyond lies the edge of the calendar, where sums overflow


class FilterForm(forms.Form):
    oleh = forms.CharField(label=_("Oleh"), max_length=100, required=False)
    tindakan = forms.ChoiceField(
        label=_("Tindakan"), required=False, error_messages={"invalid_choice": _("Pilih tindakan dari daftar.")}
    )
    tanggal = forms.DateField(
        label=_("Tanggal"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Pilih tanggal, misalnya 20 November 2026.")},
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        named = sorted(((act, str(acts[act])) for act in acts.names()), key=lambda one: one[1])
        self.fields["tindakan"].choices = [("", _("Semua")), *named]  # type: ignore[attr-defined]  # a choice field

    def clean_tanggal(self) -> date | None:
        day: date | None = self.cleaned_data["tanggal"]
        if day and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Pilih tanggal antara tahun 2000 dan 2100."))
        return day

    def narrow(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        if self.cleaned_data["oleh"]:
            entries = entries.filter(by_name__icontains=self.cleaned_data["oleh"])
        if self.cleaned_data["tindakan"]:
            entries = entries.filter(act=self.cleaned_data["tindakan"])
        if self.cleaned_data["tanggal"]:
            begin = timezone.make_aware(datetime.combine(self.cleaned_data["tanggal"], time.min))
            entries = entries.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
        return entries
