"""Tables of what people are told."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One thing that one person was told."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    key = models.CharField(max_length=200)
    subject = models.CharField(_("perihal"), max_length=200)
    sentence = models.TextField(_("isi"))
    link = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(_("pada"))
    read_at = models.DateTimeField(_("dibaca"), null=True)
    digest_at = models.DateTimeField(null=True)  # when it went into a daily letter, or was not needed there

    if TYPE_CHECKING:
        person_id: int

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="notices_notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notices_notice_unread"),
            models.Index(fields=["at"], condition=models.Q(digest_at=None), name="notices_notice_undigested"),
        ]

    def __str__(self) -> str:
        return self.subject


class Status(models.TextChoices):
    WAITING = "menunggu", _("Menunggu")
    SENT = "terkirim", _("Terkirim")
    STALE = "kedaluwarsa", _("Tidak terkirim dalam 72 jam")
    REFUSED = "ditolak", _("Ditolak server surel")


class Letter(models.Model):
    """One mail: written with what causes it, sent by the worker."""

    key = models.CharField(max_length=200, unique=True)
    address = models.EmailField(_("kepada"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    subject = models.CharField(_("perihal"), max_length=200)
    body = models.TextField(_("isi"))
    message_id = models.CharField(max_length=120)
    status = models.CharField(_("keadaan"), max_length=12, choices=Status.choices, default=Status.WAITING)
    at = models.DateTimeField(_("ditulis"))
    tries = models.PositiveSmallIntegerField(default=0)
    sending_at = models.DateTimeField(null=True)  # a worker has it in its hand since
    sent_at = models.DateTimeField(_("terkirim"), null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["at"], condition=models.Q(status="menunggu"), name="notices_letter_waiting")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="notices_letter_status_is_known")
        ]

    def __str__(self) -> str:
        return self.subject
