from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "bening.foundation.signin"
    label = "signin"
    verbose_name = "Masuk"

    def ready(self) -> None:
        from bening.foundation.signin import entering  # noqa: PLC0415 -- names models, which stand only now

        entering.connect()
