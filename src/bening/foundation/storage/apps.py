from django.apps import AppConfig


class StorageConfig(AppConfig):
    name = "bening.foundation.storage"
    label = "storage"
    verbose_name = "Penyimpanan"

    def ready(self) -> None:
        from bening.foundation.storage import trail  # noqa: F401, PLC0415 -- app ready
