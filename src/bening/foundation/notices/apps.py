from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "bening.foundation.notices"
    label = "notices"
    verbose_name = "Pemberitahuan"
