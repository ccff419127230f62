"""What admins may type about people and their roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bening.foundation.access import scope_of
from bening.foundation.accounts.models import AREAS, Acting, Role, User
from bening.foundation.people import accounts
from bening.foundation.people.granting import Wanted
from bening.foundation.people.permissions import Permission
from bening.foundation.units.models import Instansi, Unit


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Nama lengkap"), max_length=200)
    username = forms.CharField(label=_("Nama pengguna"), max_length=150)
    email = forms.EmailField(label=_("Surel"))


class ChangePersonForm(forms.Form):
    name = forms.CharField(label=_("Nama lengkap"), max_length=200)
    email = forms.EmailField(label=_("Surel"))


class Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RoleForm(forms.Form):
    """A role to propose; the choices are what the admin reaches."""

    role = forms.ChoiceField(label=_("Peran"), choices=Role.choices)
    instansi = forms.ModelChoiceField(Instansi.objects.none(), label=_("Instansi"), required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Unit"),
        required=False,
        help_text=_("Untuk peran di unit, dan untuk penilai yang ditugaskan ke satu unit."),
    )
    area = forms.TypedChoiceField(
        label=_("Area"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "—"), *((number, str(number)) for number in range(1, AREAS + 1))],
        help_text=_("Hanya untuk PIC."),
    )
    decree = forms.CharField(label=_("Nomor SK"), max_length=120, required=False)
    since = Day(label=_("Mulai"))
    until = Day(label=_("Sampai sebelum"), required=False)
    acting = forms.ChoiceField(label=_("Cara menjabat"), choices=Acting.choices, required=False)
    acting_for = forms.ModelChoiceField(
        User.objects.none(), label=_("Mewakili"), required=False, help_text=_("Pejabat yang diwakili Plt. atau Plh.")
    )
    why = forms.CharField(label=_("Alasan"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(actor, Permission.MANAGE)
        instansi = Instansi.objects.all() if scope.nation else Instansi.objects.filter(pk__in=sorted(scope.instansi))
        chosen: dict[str, Any] = {
            "instansi": instansi,
            "unit": Unit.objects.filter(instansi__in=instansi, closed_at=None).order_by("name"),
            "acting_for": accounts.visible_to(actor).filter(is_active=True).order_by("name"),
        }
        for name, rows in chosen.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a choice of rows
        if not scope.nation:
            wide = {Role.TPN, Role.PLATFORM}
            self.fields["role"].choices = [one for one in Role.choices if one[0] not in wide]  # type: ignore[attr-defined]  # a choice
            self.fields["instansi"].initial = instansi.first()

    def wanted(self, person: User) -> Wanted:
        said = self.cleaned_data
        unit = said["unit"]
        return Wanted(
            user=person,
            role=said["role"],
            instansi=unit.instansi if unit else said["instansi"],
            unit=unit,
            area=said["area"],
            since=said["since"],
            until=said["until"],
            decree=said["decree"],
            acting=said["acting"] or Acting.NONE,
            acting_for=said["acting_for"],
        )


class ConflictForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    reason = forms.CharField(label=_("Apa benturannya"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- a queryset
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # a choice of rows


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Kata sandi baru"),
        help_text=_("Paling sedikit 12 karakter, bukan kata yang umum."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
        strip=False,
    )
