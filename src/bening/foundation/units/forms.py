"""What people may type about units and instansi."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bening.foundation.units.models import Instansi, Unit


class InstansiForm(forms.ModelForm[Instansi]):
    class Meta:
        model = Instansi
        fields = ("name", "short_name", "kind")


class UnitForm(forms.ModelForm[Unit]):
    """A unit below an instansi; only units of the same instansi can stand above it."""

    parent = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit atasan"), required=False)

    class Meta:
        model = Unit
        fields = ("parent", "name", "short_name", "kind", "affirmation", "address", "zone", "leader")
        help_texts = {
            "affirmation": _("Untuk unit pemda yang boleh diusulkan lewat afirmasi (Permenpan RB 5/2024)."),
            "leader": _("Nama pimpinan seperti tertulis pada surat."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = Unit.objects.filter(instansi=self.instance.instansi, closed_at=None)
        self.fields["parent"].queryset = parents.exclude(pk=self.instance.pk or 0)  # type: ignore[attr-defined]  # a choice of rows
