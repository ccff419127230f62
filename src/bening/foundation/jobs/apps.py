from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "bening.foundation.jobs"
    label = "jobs"
    verbose_name = "Pekerjaan latar"

    def ready(self) -> None:
        from bening.foundation.jobs import performing, trail  # noqa: F401, PLC0415 -- app ready

        autodiscover_modules("jobs")
