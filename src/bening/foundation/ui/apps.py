from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UiConfig(AppConfig):
    name = "bening.foundation.ui"
    label = "ui"
    verbose_name = "Tampilan"

    def ready(self) -> None:
        autodiscover_modules("permissions", "navigation", "unit_page")
