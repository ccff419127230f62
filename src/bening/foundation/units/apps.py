from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "bening.foundation.units"
    label = "units"
    verbose_name = "Unit kerja"

    def ready(self) -> None:
        from bening.foundation.units import trail  # noqa: F401, PLC0415 -- app ready
