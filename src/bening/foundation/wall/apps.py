from django.apps import AppConfig


class WallConfig(AppConfig):
    name = "bening.foundation.wall"
    label = "wall"
    verbose_name = "Dinding"
