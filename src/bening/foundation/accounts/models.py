"""Tables of people and their assignments."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

AREAS = 6


class Role(models.TextChoices):
    """What a person can be: for a unit, for a whole instansi, or for the nation."""

    PEGAWAI = "pegawai", _("Pegawai")
    PIC = "pic", _("PIC area")
    KETUA = "ketua", _("Ketua tim ZI")
    PIMPINAN = "pimpinan", _("Pimpinan unit")
    OFFICER = "petugas", _("Petugas layanan")
    TPI = "tpi", _("Tim Penilai Internal")
    TPI_HEAD = "tpi_ketua", _("Ketua TPI")
    WBS = "wbs", _("Pengelola WBS")
    ADMIN = "admin", _("Admin instansi")
    TPN = "tpn", _("Tim Penilai Nasional")
    PLATFORM = "platform", _("Admin platform")


# Where a role can be given. TPI serves a whole instansi or units assigned to it; TPN the nation or assigned units.
UNIT_ROLES = (Role.PEGAWAI, Role.PIC, Role.KETUA, Role.PIMPINAN, Role.OFFICER)
TPI_ROLES = (Role.TPI, Role.TPI_HEAD)
INSTANSI_ROLES = (Role.ADMIN, Role.WBS)
EVALUATORS = (Role.TPI, Role.TPI_HEAD, Role.TPN)


class Acting(models.TextChoices):
    """How somebody fills a post that is another's."""

    NONE = "", _("Definitif")
    PLT = "plt", _("Plt. (pelaksana tugas)")
    PLH = "plh", _("Plh. (pelaksana harian)")


class UserManager(BaseUserManager["User"]):
    """Finds people by user name, whatever its case; there is no superuser, only assignments."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)

    def create_user(
        self, username: str, email: str = "", password: str | None = None, *, name: str = "", **fields: Any
    ) -> "User":
        """Store a person; without a password, sign-in starts with *lupa kata sandi*."""
        user = self.model(
            username=self.model.normalize_username(username).lower(),
            email=self.normalize_email(email).lower(),
            name=name or username,
            **fields,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. What they may do stands in their assignments, never here."""

    username = models.CharField(_("nama pengguna"), max_length=150, unique=True)
    email = models.EmailField(_("surel"), blank=True)
    name = models.CharField(_("nama"), max_length=200)
    is_active = models.BooleanField(_("aktif"), default=True)
    joined_at = models.DateTimeField(_("terdaftar sejak"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "email"]

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")
        constraints = [
            models.UniqueConstraint(Lower("username"), name="accounts_user_username_once"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="accounts_user_email_once"),
            models.CheckConstraint(condition=~Q(username="") & ~Q(name=""), name="accounts_user_is_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ", maxsplit=1)[0]


class Assignment(models.Model):
    """One role of one person, from ``since`` until before ``until``, with the decree (SK) that gives it.

    One that was taken back before it began has both on one day and never holds.

    The place: a unit (and area), a whole instansi, or the nation when ``instansi`` is empty. Who acts for another
    (Plt., Plh.) has that person's duties, and both persons' exclusions (S12).
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("peran"), max_length=20, choices=Role.choices)
    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    area = models.PositiveSmallIntegerField(_("area"), null=True, blank=True)
    since = models.DateField(_("sejak"))
    until = models.DateField(_("sampai sebelum"), null=True, blank=True)
    decree = models.CharField(_("nomor SK"), max_length=120, blank=True)
    acting = models.CharField(_("cara menjabat"), max_length=3, choices=Acting.choices, default=Acting.NONE, blank=True)
    acting_for = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    if TYPE_CHECKING:
        user_id: int
        instansi_id: int | None
        unit_id: int | None
        acting_for_id: int | None

    class Meta:
        verbose_name = _("penugasan")
        verbose_name_plural = _("penugasan")
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_assignment_role_is_known"),
            models.CheckConstraint(
                condition=Q(role__in=UNIT_ROLES, instansi__isnull=False, unit__isnull=False)
                | Q(role__in=TPI_ROLES, instansi__isnull=False)
                | Q(role__in=INSTANSI_ROLES, instansi__isnull=False, unit__isnull=True)
                | Q(role=Role.TPN, instansi__isnull=False, unit__isnull=False)
                | Q(role__in=(Role.TPN, Role.PLATFORM), instansi__isnull=True, unit__isnull=True),
                name="accounts_assignment_place_fits_role",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.PIC, area__isnull=False) | (~Q(role=Role.PIC) & Q(area__isnull=True)),
                name="accounts_assignment_area_is_for_pic",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(area__range=(1, AREAS)), name="accounts_assignment_area_exists"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="accounts_assignment_lasts"
            ),
            models.CheckConstraint(
                condition=Q(acting="", acting_for__isnull=True)
                | (Q(acting__in=(Acting.PLT, Acting.PLH)) & ~Q(acting_for=F("user"))),
                name="accounts_assignment_acting_is_for_another",
            ),
            models.UniqueConstraint(
                "user",
                "role",
                Coalesce("instansi", 0),
                Coalesce("unit", 0),  # SQLite holds every NULL to be another one
                Coalesce("area", 0),
                "since",
                name="accounts_assignment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.clean()
        super().save(*args, **kwargs)

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def clean(self) -> None:
        """Refuse a unit of another instansi: no check of one row can see that."""
        if self.unit is not None and self.unit.instansi_id != self.instansi_id:
            raise ValidationError({"unit": _("Unit ini bukan bagian dari instansi yang dipilih.")})


class Conflict(models.Model):
    """A declared conflict of interest of a person with a unit: it shuts them out of judging it until it is lifted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    reason = models.TextField(_("alasan"))
    declared_at = models.DateTimeField(_("dinyatakan"))
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("dicabut"), null=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    lifted_why = models.TextField(_("alasan dicabut"), blank=True)

    if TYPE_CHECKING:
        user_id: int
        unit_id: int

    class Meta:
        verbose_name = _("benturan kepentingan")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"], condition=Q(lifted_at__isnull=True), name="accounts_conflict_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | (~Q(lifted_by=F("declared_by")) & ~Q(lifted_by=F("user"))),
                name="accounts_conflict_is_lifted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.unit}"
