from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WallConfig(AppConfig):
    name = "bening.foundation.wall"
    label = "wall"
    verbose_name = "Dinding"

    def ready(self) -> None:
        post_migrate.connect(_lay, sender=self)


def _lay(using: str, **_signal: Any) -> None:
    from bening.foundation.wall.laying import lay  # noqa: PLC0415 -- models exist only once every app is ready

    lay(using)
