"""What people may type about documents, and how they narrow lists of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.evidence.actions import Described
from bening.evidence.models import Claim, ClaimState, Classification, Document, DocumentKind
from bening.foundation.storage.models import Scan
from bening.foundation.units.models import Unit

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
SOON = timedelta(days=30)
SORTS = {"judul": "title", "periode": "proves_from", "berlaku": "valid_until", "diubah": "changed_at"}
WHOLE_UNIT = "0"


def _area_name(area: int | None) -> str:
    return _("Area %(number)d") % {"number": area} if area else _("Seluruh unit")


class Day(forms.DateField):
    """A day as a date field of the browser gives it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "invalid": _("Pilih tanggal, misalnya 20 November 2026."),
                "required": _("Pilih tanggal."),
            },
            **options,
        )

    def clean(self, value: Any) -> date | None:  # noqa: ANN401 -- Django's form
        day: date | None = super().clean(value)
        if day and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Pilih tanggal antara tahun 1990 dan 2100."))
        return day


class DescribeForm(forms.Form):
    """What a document is and what it proves."""

    title = forms.CharField(
        label=gettext_lazy("Judul"), max_length=200, error_messages={"required": gettext_lazy("Isi judul dokumen.")}
    )
    kind = forms.ChoiceField(label=gettext_lazy("Jenis"), choices=DocumentKind.choices)
    proves_from = Day(
        label=gettext_lazy("Membuktikan sejak"),
        help_text=gettext_lazy("Tanggal kejadian yang dibuktikan, bukan tanggal unggah."),
    )
    proves_until = Day(
        label=gettext_lazy("Membuktikan sampai"),
        required=False,
        help_text=gettext_lazy("Kosongkan bila hanya satu hari."),
    )
    valid_until = Day(
        label=gettext_lazy("Berlaku sampai"),
        required=False,
        help_text=gettext_lazy("Anda diingatkan 30 hari, 7 hari, dan pada harinya."),
    )
    classification = forms.ChoiceField(
        label=gettext_lazy("Klasifikasi"),
        choices=Classification.choices,
        initial=Classification.INTERNAL,
        help_text=gettext_lazy(
            "Terbatas: PIC area, ketua, pimpinan, dan penilai. Rahasia: ketua, pimpinan, dan penilai."
        ),
    )
    area = forms.ChoiceField(label=gettext_lazy("Area"))
    tags = forms.CharField(
        label=gettext_lazy("Tanda"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Kata kunci, pisahkan dengan koma."),
    )

    def __init__(self, *args: Any, areas: Sequence[int | None], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(area or WHOLE_UNIT), _area_name(area)) for area in areas]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]  # a choice field
        for name, field in self.fields.items():
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"{self.auto_id_of(name)}_helptext"

    def auto_id_of(self, name: str) -> str:
        return f"id_{self.add_prefix(name)}"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begins, ends = given.get("proves_from"), given.get("proves_until")
        if begins and ends and ends < begins:
            self.add_error("proves_until", _("Tanggal akhir tidak boleh sebelum tanggal awal."))
        return given

    def described(self) -> Described:
        """Return what a valid form says."""
        given = self.cleaned_data
        return Described(
            title=given["title"],
            kind=given["kind"],
            proves_from=given["proves_from"],
            proves_until=given["proves_until"] or given["proves_from"],
            valid_until=given["valid_until"],
            classification=given["classification"],
            area=int(given["area"]) or None,
            tags=tuple(given["tags"].split(",")),
        )


def described_as_form(document: Document) -> dict[str, Any]:
    """Return what the form begins with for a document that stands."""
    return {
        "title": document.title,
        "kind": document.kind,
        "proves_from": document.proves_from,
        "proves_until": None if document.proves_until == document.proves_from else document.proves_until,
        "valid_until": document.valid_until,
        "classification": document.classification,
        "area": str(document.area or WHOLE_UNIT),
        "tags": ", ".join(document.tags),
    }


class EachForm(DescribeForm):
    """The quick form of one of several new files."""

    leave = forms.BooleanField(label=gettext_lazy("Jangan simpan berkas ini"), required=False)


class AllForm(forms.Form):
    """What is said of all new files at once; what is left empty changes nothing."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis"), required=False, choices=[("", gettext_lazy("Biarkan")), *DocumentKind.choices]
    )
    proves_from = Day(label=gettext_lazy("Membuktikan sejak"), required=False)
    proves_until = Day(label=gettext_lazy("Membuktikan sampai"), required=False)
    classification = forms.ChoiceField(
        label=gettext_lazy("Klasifikasi"),
        required=False,
        choices=[("", gettext_lazy("Biarkan")), *Classification.choices],
    )
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    tags = forms.CharField(label=gettext_lazy("Tanda"), required=False, max_length=400)

    def __init__(self, data: Mapping[str, Any], *, areas: Sequence[int | None]) -> None:
        super().__init__(data, prefix="semua")
        choices = [("", _("Biarkan")), *((str(area or WHOLE_UNIT), _area_name(area)) for area in areas)]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def said(self) -> dict[str, str]:
        """Return what was said, as a form's fields."""
        return {name: value for name in self.fields if (value := self.data.get(self.add_prefix(name), "").strip())}


class WhyForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Tulis alasannya; alasan itu tetap tersimpan.")},
    )


class FilterForm(forms.Form):
    """What to show of the list, and in which order. A field that cannot be understood narrows nothing."""

    unit = forms.TypedChoiceField(label=gettext_lazy("Unit"), required=False, coerce=int, empty_value=None)
    jenis = forms.ChoiceField(
        label=gettext_lazy("Jenis"), required=False, choices=[("", gettext_lazy("Semua jenis")), *DocumentKind.choices]
    )
    tahun = forms.IntegerField(
        label=gettext_lazy("Tahun yang dibuktikan"), required=False, min_value=EARLIEST.year, max_value=LATEST.year
    )
    klasifikasi = forms.ChoiceField(
        label=gettext_lazy("Klasifikasi"),
        required=False,
        choices=[("", gettext_lazy("Semua")), *Classification.choices],
    )
    keadaan = forms.ChoiceField(
        label=gettext_lazy("Keadaan"),
        required=False,
        choices=[
            ("", gettext_lazy("Yang berlaku")),
            ("segera", gettext_lazy("Akan kedaluwarsa (30 hari)")),
            ("lewat", gettext_lazy("Sudah kedaluwarsa")),
            ("pindai", gettext_lazy("Menunggu pindai atau terinfeksi")),
            ("lepas", gettext_lazy("Belum dipakai di soal mana pun")),
            ("ditahan", gettext_lazy("Ditahan")),
            ("ditarik", gettext_lazy("Ditarik")),
        ],
    )
    soal = forms.RegexField(r"^[A-Za-z0-9.]{1,12}$", label=gettext_lazy("Dipakai di soal"), required=False)
    urut = forms.ChoiceField(required=False, choices=[(sign + key, "") for key in SORTS for sign in ("", "-")])

    def __init__(self, data: Mapping[str, Any], *, units: Iterable[Unit]) -> None:
        super().__init__(data)
        choices = [("", _("Semua unit")), *((unit.pk, unit.name) for unit in units)]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["soal"].widget.attrs["placeholder"] = "P.1.i.a"
        self.is_valid()

    def narrow(self, documents: QuerySet[Document], *, today: date) -> QuerySet[Document]:
        """Return what was asked for, unordered."""
        wanted = self.cleaned_data
        documents = documents.filter(_in_state(wanted.get("keadaan", ""), today=today))
        if wanted.get("unit"):
            documents = documents.filter(unit_id=wanted["unit"])
        if wanted.get("jenis"):
            documents = documents.filter(kind=wanted["jenis"])
        if wanted.get("klasifikasi"):
            documents = documents.filter(classification=wanted["klasifikasi"])
        if year := wanted.get("tahun"):
            documents = documents.filter(proves_from__lte=date(year, 12, 31), proves_until__gte=date(year, 1, 1))
        if wanted.get("soal"):
            documents = documents.filter(_used(question=wanted["soal"]))
        return documents

    def order(self, documents: QuerySet[Document]) -> QuerySet[Document]:
        asked = self.cleaned_data.get("urut") or ("berlaku" if self.expiring else "-diubah")
        sign, key = ("-", asked[1:]) if asked.startswith("-") else ("", asked)
        return documents.order_by(sign + SORTS[key], "-pk")

    @property
    def expiring(self) -> bool:
        return self.cleaned_data.get("keadaan") in {"segera", "lewat"}

    @property
    def narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields if name != "urut")


def _used(**claim: Any) -> Exists:
    live = Claim.objects.filter(document=OuterRef("pk"), **claim).exclude(state=ClaimState.RETIRED)
    return Exists(live)


def _in_state(state: str, *, today: date) -> Q:
    if state == "ditarik":
        return Q(withdrawn_at__isnull=False)
    further = {
        "segera": Q(valid_until__range=(today, today + SOON)),
        "lewat": Q(valid_until__lt=today),
        "pindai": Q(latest__blob__scan__in=(Scan.WAITING, Scan.INFECTED)),
        "lepas": Q(~_used()),
        "ditahan": ~Q(hold_why=""),
    }
    return Q(withdrawn_at__isnull=True) & further.get(state, Q())
