"""Take the facts of the prerequisites from a form, and tell who stated what before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.assessment import facts as stated
from bening.assessment.models import Assessment, Target
from bening.domain.gates import LADDER
from bening.domain.instrument import PrerequisiteRules
from bening.domain.prerequisites import GRADES, Facts
from bening.foundation.audit.models import Entry

UNKNOWN = ("", gettext_lazy("belum diketahui"))
MOST_HISTORY = 20
NUMBER = {"inputmode": "decimal", "autocomplete": "off", "maxlength": stated.LONGEST_NUMBER}
OPINIONS = {
    "WTP": gettext_lazy("WTP (wajar tanpa pengecualian)"),
    "WDP": gettext_lazy("WDP (wajar dengan pengecualian)"),
    "TW": gettext_lazy("TW (tidak wajar)"),
    "TMP": gettext_lazy("TMP (tidak menyatakan pendapat)"),
}


def _choice(choices: list[Any]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, required=False)


def _grade() -> forms.ChoiceField:
    return _choice([UNKNOWN, *((grade, grade) for grade in reversed(GRADES))])


def _truth() -> forms.ChoiceField:
    return _choice([UNKNOWN, (stated.YES, gettext_lazy("ya")), (stated.NO, gettext_lazy("tidak"))])


class ExactNumber(forms.DecimalField):
    """A number with a decimal comma or point, kept exactly as typed."""

    def __init__(self, highest: int) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_value=highest,
            max_digits=stated.LONGEST_NUMBER,
            decimal_places=6,
            widget=forms.TextInput(attrs=NUMBER),
            error_messages={
                "invalid": gettext_lazy("Ketik angka saja, misalnya 92,5."),
                "min_value": gettext_lazy("Angka ini tidak bisa kurang dari 0."),
                "max_value": gettext_lazy("Angka ini paling tinggi %(limit_value)s."),
                "max_decimal_places": gettext_lazy("Paling banyak %(max)s angka di belakang koma."),
                "max_digits": gettext_lazy("Angka ini terlalu panjang; paling banyak %(max)s angka."),
                "max_whole_digits": gettext_lazy("Angka ini terlalu panjang; paling banyak %(max)s angka."),
            },
        )

    def to_python(self, value: object) -> Any:  # noqa: ANN401 -- a Decimal; the parent is typed for whole numbers
        text = str(value or "").strip()
        return super().to_python(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)

    def prepare_value(self, value: object) -> object:
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else value


def _day() -> forms.DateField:
    return forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date", "min": "2009-01-01"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Ketik tanggal seperti 20-11-2026.")},
    )


class FactsForm(forms.Form):
    """What is known of the instansi and the unit; what is left empty is *not known*."""

    target = forms.ChoiceField(choices=Target.choices, label=gettext_lazy("Sasaran unit"))
    bpk_opinion = _choice([UNKNOWN, *OPINIONS.items()])
    sakip = _grade()
    rb_index = _grade()
    spip = ExactNumber(5)
    core_service = _truth()
    public_impact = _truth()
    tlhp_percent = ExactNumber(100)
    wealth_reports_percent = ExactNumber(100)
    years_built = ExactNumber(60)
    internal_sakip = _grade()
    holds = _choice([("", gettext_lazy("belum berpredikat")), *((one, one) for one in LADDER)])
    held_since = _day()
    revoked_on = _day()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    GROUPS: ClassVar = (
        (gettext_lazy("Instansi"), ("bpk_opinion", "sakip", "rb_index", "spip")),
        (
            gettext_lazy("Unit"),
            (
                "core_service",
                "public_impact",
                "tlhp_percent",
                "wealth_reports_percent",
                "years_built",
                "internal_sakip",
            ),
        ),
        (gettext_lazy("Predikat"), ("holds", "held_since", "revoked_on")),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        assessment: Assessment,
        rules: PrerequisiteRules,
        today: date,
    ) -> None:
        self.assessment, self.today = assessment, today
        super().__init__(data, initial=_initial(assessment))
        helps = help_texts(rules, assessment.unit.instansi.side)
        for name in stated.STATED:
            self.fields[name].label = stated.name(name)
            self.fields[name].help_text = helps[name]
        for name in stated.DATES:
            self.fields[name].widget.attrs["max"] = today.isoformat()

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(label, [self[name] for name in names]) for label, names in self.GROUPS]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in stated.DATES:
            if found.get(name) and found[name] > self.today:
                self.add_error(name, _("Tanggal ini belum tiba; isi tanggal yang sudah lewat."))
        if found.get("held_since") and not found.get("holds"):
            self.add_error("holds", _("Pilih predikatnya, atau kosongkan tanggal berpredikat."))
        if found.get("seen") != seen(self.assessment):
            self.add_error(
                None, _("Orang lain baru saja mengubah prasyarat ini. Buka ulang halaman lalu periksa lagi.")
            )
        return found

    def texts(self) -> dict[str, str]:
        """Return the stated facts as they are stored."""
        found = {name: self.cleaned_data[name] for name in stated.STATED}
        for name in stated.TRUTHS:
            found[name] = None if found[name] == "" else found[name] == stated.YES
        return stated.write(Facts(**{name: None if value == "" else value for name, value in found.items()}))


def _initial(assessment: Assessment) -> dict[str, Any]:
    facts = stated.read(assessment.facts, kind=None)
    found: dict[str, Any] = {name: getattr(facts, name) for name in stated.STATED}
    for name in stated.TRUTHS:
        found[name] = {None: "", True: stated.YES, False: stated.NO}[found[name]]
    return {**found, "target": assessment.target, "seen": seen(assessment)}


def seen(assessment: Assessment) -> str:
    """Return what tells one state of the facts from another."""
    state = [assessment.target, *(f"{name}={assessment.facts[name]}" for name in sorted(assessment.facts))]
    return sha256("|".join(state).encode()).hexdigest()[:16]


def help_texts(rules: PrerequisiteRules, kind: str) -> dict[str, str]:
    """Return the rule beside each field, with its source."""
    both = _("WBK paling rendah %(WBK)s, WBBM paling rendah %(WBBM)s.")
    one = _("Paling rendah %(least)s untuk WBK dan WBBM.")
    yes = _("Harus “ya” untuk WBK dan WBBM.")
    rule = {
        "bpk_opinion": _("Harus %(least)s untuk WBK dan WBBM.") % {"least": rules.bpk_opinion},
        "sakip": both % rules.sakip,
        "rb_index": both % rules.rb_index[kind],
        "spip": one % {"least": rules.spip_min} + " " + _("Skala 0 sampai 5."),
        "core_service": yes,
        "public_impact": yes,
        "tlhp_percent": _("Harus %(least)s persen, temuan APIP dan BPK.") % {"least": rules.tlhp_percent},
        "wealth_reports_percent": _("Harus %(least)s persen.") % {"least": rules.wealth_reports_percent},
        "years_built": _("Dalam tahun, paling sedikit %(least)s.") % {"least": rules.years_built_min},
        "internal_sakip": both % rules.internal_sakip,
        "holds": _("WBBM hanya untuk unit yang sudah berpredikat WBK."),
        "held_since": _("Seleksi kementerian biasanya meminta %(years)s tahun WBK sebelum WBBM.")
        % {"years": rules.practice_years_of_wbk},
        "revoked_on": _(
            "Setelah dicabut, unit menunggu %(years)s tahun sebelum diusulkan lagi. Kosongkan bila tidak pernah."
        )
        % {"years": rules.cooldown_years},
    }
    sources = dict.fromkeys(stated.STATED, stated.RULE) | {
        "holds": stated.RULE_2021,
        "held_since": _("praktik, bukan ketentuan"),
        "revoked_on": stated.RULE_2021,
    }
    return {name: f"{text} ({sources[name]})" for name, text in rule.items()}


@dataclass(frozen=True, slots=True)
class Statement:
    """Who stated what, and what it was before."""

    entry: Entry
    changes: tuple[tuple[str, str, str], ...]  # name, before, after
    target: str


def history(assessment: Assessment) -> list[Statement]:
    """Return the newest statements of an assessment's facts, from the audit record."""
    entries = Entry.objects.filter(
        subject=assessment._meta.label_lower, subject_id=str(assessment.pk), act="assessment.state_facts"
    )
    return [_statement(entry) for entry in entries.order_by("-seq")[:MOST_HISTORY]]


def _statement(entry: Entry) -> Statement:
    before, after = entry.data["before"], entry.data["after"]
    return Statement(entry, tuple(_changes(before, after)), entry.data["target"])


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    told = [(name, *(stated.told(name, facts.get(name)) for facts in (before, after))) for name in stated.STATED]
    return [(stated.name(name), old, new) for name, old, new in told if old != new]
