"""The table of keys that were used."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Done(models.Model):
    """A key that somebody used for a purpose, and what came of it. Rows older than a few days may go."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    asked = models.CharField(max_length=64)  # the hash of what was asked: a key does not serve two questions
    came = models.CharField(max_length=200)  # what came of it, such as a document's key
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "purpose", "key"], name="once_done_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="once_done_by_age")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.key}"
