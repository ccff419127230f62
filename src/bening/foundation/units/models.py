"""Tables of instansi and units."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class InstansiKind(models.TextChoices):
    KL = "kl", _("Kementerian/lembaga")
    PROVINCE = "provinsi", _("Provinsi")
    REGENCY = "kabupaten", _("Kabupaten")
    CITY = "kota", _("Kota")
    PEMDA = "pemda", _("Pemerintah daerah")  # where nobody has said yet which


REGIONAL = (InstansiKind.PROVINCE, InstansiKind.REGENCY, InstansiKind.CITY, InstansiKind.PEMDA)


class Zone(models.TextChoices):
    """The three times of day."""

    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class Affirmation(models.TextChoices):
    """Units of regional governments that may propose under affirmation (Permenpan RB 5/2024, Bab II)."""

    NONE = "", _("Bukan")
    HOSPITAL = "rsud", _("RSUD")
    CIVIL = "dukcapil", _("Dukcapil")
    SAMSAT = "samsat", _("Samsat")
    PTSP = "ptsp", _("PTSP")
    EDUCATION = "pendidikan", _("Pendidikan")
    LABOUR = "tenaga-kerja", _("Ketenagakerjaan")


class UnitKind(models.TextChoices):
    """What a unit is; only words for people, no rule hangs on them."""

    ECHELON_1 = "eselon1", _("Unit eselon I")
    REGIONAL = "wilayah", _("Kantor wilayah")
    SERVICE_OFFICE = "kantor", _("Kantor layanan")
    TECHNICAL = "upt", _("Unit pelaksana teknis")
    FACULTY = "fakultas", _("Fakultas atau sekolah")
    AGENCY = "opd", _("Perangkat daerah")
    HEALTH = "kesehatan", _("Fasilitas kesehatan")
    OTHER = "lain", _("Unit kerja lain")


class Instansi(models.Model):
    """A ministry, agency or regional government, with units below it."""

    name = models.CharField(_("nama"), max_length=200, unique=True)
    short_name = models.CharField(_("nama pendek"), max_length=60)
    kind = models.CharField(_("jenis"), max_length=10, choices=InstansiKind.choices)

    class Meta:
        verbose_name = _("instansi")
        verbose_name_plural = _("instansi")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=InstansiKind.values), name="units_instansi_kind_is_known"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(short_name=""), name="units_instansi_is_named"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def side(self) -> str:
        """``kl`` or ``pemda``: the two kinds that the prerequisites speak of (Permenpan RB 5/2024, Tabel 5)."""
        return "pemda" if self.kind in REGIONAL else "kl"


class Unit(models.Model):
    """A work unit that can build a Zona Integritas."""

    instansi = models.ForeignKey(Instansi, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True, blank=True)
    name = models.CharField(_("nama"), max_length=200)
    short_name = models.CharField(_("nama pendek"), max_length=60)
    kind = models.CharField(_("jenis"), max_length=20, choices=UnitKind.choices, default=UnitKind.OTHER)
    affirmation = models.CharField(
        _("afirmasi"), max_length=12, choices=Affirmation.choices, default=Affirmation.NONE, blank=True
    )
    address = models.CharField(_("alamat"), max_length=300, blank=True)
    zone = models.CharField(_("zona waktu"), max_length=20, choices=Zone.choices, default=Zone.WIB)
    leader = models.CharField(_("pimpinan"), max_length=200, blank=True)  # as it stands on letters
    closed_at = models.DateTimeField(_("ditutup"), null=True, blank=True)
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)

    if TYPE_CHECKING:
        instansi_id: int
        parent_id: int | None

    class Meta:
        verbose_name = _("unit kerja")
        verbose_name_plural = _("unit kerja")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="units_unit_kind_is_known"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(short_name=""), name="units_unit_is_named"),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="units_unit_is_not_its_own_parent"),
            models.UniqueConstraint(
                "instansi", Coalesce("parent", 0), "name", name="units_unit_name_once_among_siblings"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a parent elsewhere or below itself: no check of one row can see that."""
        if self.parent is None:
            return
        if self.parent.instansi_id != self.instansi_id:
            raise ValidationError({"parent": _("Unit atasan harus dari instansi yang sama.")})
        above: Unit | None = self.parent
        while above is not None and self.pk is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("Unit tidak dapat berada di bawah dirinya sendiri.")})
            above = above.parent
