"""How a reader narrows the record."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bening.foundation.audit.models import Entry

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)  # beyond lies the edge of the calendar, where sums overflow


class FilterForm(forms.Form):
    oleh = forms.CharField(label=_("Oleh"), max_length=100, required=False)
    tindakan = forms.CharField(label=_("Tindakan"), max_length=100, required=False)
    tanggal = forms.DateField(
        label=_("Tanggal"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_tanggal(self) -> date | None:
        day: date | None = self.cleaned_data["tanggal"]
        if day and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Pilih tanggal antara tahun 2000 dan 2100."))
        return day

    def narrow(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        if self.cleaned_data["oleh"]:
            entries = entries.filter(by_name__icontains=self.cleaned_data["oleh"])
        if self.cleaned_data["tindakan"]:
            entries = entries.filter(act__icontains=self.cleaned_data["tindakan"])
        if self.cleaned_data["tanggal"]:
            begin = timezone.make_aware(datetime.combine(self.cleaned_data["tanggal"], time.min))
            entries = entries.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
        return entries
