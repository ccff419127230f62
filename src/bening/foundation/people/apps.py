from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "bening.foundation.people"
    label = "people"
    verbose_name = "Orang dan peran"

    def ready(self) -> None:
        from bening.foundation.people import exporting, granting, handing, trail  # noqa: F401, PLC0415 -- app ready
