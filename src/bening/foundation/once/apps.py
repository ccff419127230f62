from django.apps import AppConfig


class OnceConfig(AppConfig):
    name = "bening.foundation.once"
    label = "once"
    verbose_name = "Sekali saja"
