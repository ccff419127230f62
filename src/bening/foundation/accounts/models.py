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
    """What a person can be for a unit or for a whole instansi."""

    PEGAWAI = "pegawai", _("Pegawai")
    PIC = "pic", _("PIC area")
    KETUA = "ketua", _("Ketua tim ZI")
    PIMPINAN = "pimpinan", _("Pimpinan unit")
    TPI = "tpi", _("Tim Penilai Internal")
    ADMIN = "admin", _("Admin instansi")


UNIT_ROLES = (Role.PEGAWAI, Role.PIC, Role.KETUA, Role.PIMPINAN)
INSTANSI_ROLES = (Role.TPI, Role.ADMIN)


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
    """One role of one person, for a unit (and area) or for a whole instansi, from ``since`` until before ``until``."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("peran"), max_length=20, choices=Role.choices)
    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    area = models.PositiveSmallIntegerField(_("area"), null=True, blank=True)
    since = models.DateField(_("sejak"))
    until = models.DateField(_("sampai sebelum"), null=True, blank=True)

    if TYPE_CHECKING:
        user_id: int
        instansi_id: int
        unit_id: int | None

    class Meta:
        verbose_name = _("penugasan")
        verbose_name_plural = _("penugasan")
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_assignment_role_is_known"),
            models.CheckConstraint(
                condition=Q(role__in=UNIT_ROLES, unit__isnull=False) | Q(role__in=INSTANSI_ROLES, unit__isnull=True),
                name="accounts_assignment_unit_fits_role",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.PIC, area__isnull=False) | (~Q(role=Role.PIC) & Q(area__isnull=True)),
                name="accounts_assignment_area_is_for_pic",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(area__range=(1, AREAS)), name="accounts_assignment_area_exists"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="accounts_assignment_lasts"
            ),
            models.UniqueConstraint(
                "user",
                "role",
                "instansi",
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
