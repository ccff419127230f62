"""Tables of stored files."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Scan(models.TextChoices):
    """What the malware scanner said. Only `CLEAN` and `UNSCANNED` let a file out of the house."""

    WAITING = "menunggu", _("Menunggu pindai")
    CLEAN = "bersih", _("Bersih")
    INFECTED = "terinfeksi", _("Terinfeksi")
    UNSCANNED = "tanpa", _("Tidak dipindai (pemindai tidak dipasang)")


class Blob(models.Model):
    """One stored content. The row exists only when the object stands in the store with this very hash."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField(_("ukuran"))
    kind = models.CharField(_("jenis isi"), max_length=20)  # a key of `kinds.KINDS`, found in the content
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.WAITING)
    stored_at = models.DateTimeField(_("disimpan"))
    checked_at = models.DateTimeField(_("diperiksa"), null=True)  # by the scrub, which re-hashes everything in turn
    damaged_at = models.DateTimeField(_("rusak sejak"), null=True)

    class Meta:
        indexes = [models.Index(fields=["checked_at"], name="storage_blob_by_check")]
        constraints = [
            models.CheckConstraint(condition=models.Q(scan__in=Scan.values), name="storage_blob_scan_is_known")
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Upload(models.Model):
    """A file on its way in, piece by piece, so that a broken line resumes where it stopped. Belongs to one person."""

    key = models.CharField(max_length=43, unique=True)  # unguessable; names it in addresses
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nama berkas"), max_length=200)
    size = models.PositiveBigIntegerField(_("ukuran"))
    blob = models.ForeignKey(
        Blob, on_delete=models.PROTECT, related_name="+", null=True
    )  # once it is whole and allowed
    refused = models.TextField(_("alasan ditolak"), blank=True)
    began_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    if TYPE_CHECKING:
        by_id: int
        blob_id: str | None

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name
