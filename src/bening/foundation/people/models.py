"""Tables of what two people decide, and of invitations."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ProposalState(models.TextChoices):
    WAITING = "menunggu", _("Menunggu persetujuan")
    APPROVED = "disetujui", _("Disetujui")
    REFUSED = "ditolak", _("Ditolak")
    WITHDRAWN = "dicabut", _("Dicabut pengusul")


class Proposal(models.Model):
    """Something that one person asks for and another decides. ``payload`` is what its kind needs to do it."""

    kind = models.CharField(max_length=40)
    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="+", null=True)
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    payload: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    words = models.CharField(_("usulan"), max_length=300)
    why = models.TextField(_("alasan"), blank=True)
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    at = models.DateTimeField(_("diusulkan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("diputuskan"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_why = models.TextField(_("alasan keputusan"), blank=True)

    if TYPE_CHECKING:
        instansi_id: int | None
        subject_id: int | None
        by_id: int

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "instansi"], name="people_proposal_waiting")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")) | Q(state=ProposalState.WITHDRAWN),
                name="people_proposal_is_decided_by_another",
            ),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="people_proposal_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.words


class Invitation(models.Model):
    """A way in for somebody who has no password yet; works once, for one address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)  # of 256 random bits that only the mail holds
    email = models.EmailField(_("surel"))
    expires_at = models.DateTimeField(_("berlaku sampai"))
    used_at = models.DateTimeField(_("dipakai"), null=True)
    at = models.DateTimeField(_("dikirim"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.email
