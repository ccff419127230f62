"""What one says of a link."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bening.evidence.sharing.actions import LONGEST_NAME, MOST_DAYS, USUAL_DAYS


class ShareForm(forms.Form):
    kepada = forms.CharField(
        label=_("Penerima"),
        max_length=LONGEST_NAME,
        help_text=_("Nama orang dan kantornya. Tercetak pada setiap halaman PDF yang diunduh."),
        error_messages={"required": _("Isi nama penerima.")},
    )
    hari = forms.IntegerField(
        label=_("Berlaku (hari)"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
        error_messages={
            "required": _("Isi lamanya tautan berlaku."),
            "invalid": _("Isi bilangan hari, misalnya 7."),
            "min_value": _("Paling sedikit 1 hari."),
            "max_value": _("Paling lama 30 hari."),
        },
    )
