from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "bening.foundation.signin"
    label = "signin"
    verbose_name = "Masuk"
