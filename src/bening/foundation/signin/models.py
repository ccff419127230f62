"""Sessions that know whose they are, so that they can be listed and ended."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """One browser; ``person`` is empty until somebody has come all the way in.

    ``renew`` asks for another session key at the next request: what the person may do has changed.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    seen = models.DateTimeField(null=True, blank=True)
    renew = models.BooleanField(default=False)

    if TYPE_CHECKING:
        person_id: int | None

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = "sesi"
        verbose_name_plural = "sesi"

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        store: type[Any] = import_module(settings.SESSION_ENGINE).SessionStore  # which itself names this model
        return store
