from django.apps import AppConfig


class WitnessConfig(AppConfig):
    name = "bening.foundation.witness"
    label = "witness"
    verbose_name = "Titik periksa"
