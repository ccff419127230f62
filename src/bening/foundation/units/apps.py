from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "bening.foundation.units"
    label = "units"
    verbose_name = "Unit kerja"
