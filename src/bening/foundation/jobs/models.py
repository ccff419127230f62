"""Tables of background work."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "menunggu", _("Menunggu")
    RUNNING = "berjalan", _("Sedang berjalan")
    DONE = "selesai", _("Selesai")
    PARKED = "terhenti", _("Terhenti")
    CANCELLED = "dibatalkan", _("Dibatalkan")


class Job(models.Model):
    """One piece of work: what, with which arguments, how far it is. At most one of a key waits at a time."""

    name = models.CharField(_("pekerjaan"), max_length=80)
    key = models.CharField(max_length=200)
    arguments: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    state = models.CharField(_("keadaan"), max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    run_after = models.DateTimeField(_("tidak sebelum"))
    message = models.UUIDField(null=True)  # the queue's own row that will start it
    worker = models.CharField(max_length=64, blank=True)
    seen_at = models.DateTimeField(_("terakhir terdengar"), null=True)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    wrong = models.TextField(_("galat"), blank=True)  # for the admin of the platform; never shown to others
    queued_at = models.DateTimeField(_("diminta"))
    ended_at = models.DateTimeField(_("berakhir"), null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "run_after"], name="jobs_job_by_state"),
            models.Index(fields=["key", "-id"], name="jobs_job_by_key"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(state="menunggu"), name="jobs_job_waits_once"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="jobs_job_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class Worker(models.Model):
    """A process that does the work, while it is heard of."""

    name = models.CharField(max_length=64, primary_key=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Rhythm(models.Model):
    """When a periodic job was last asked for: one row a job, so that two schedulers ask once."""

    name = models.CharField(max_length=80, primary_key=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
