from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "bening.evidence"
    label = "evidence"
    verbose_name = "Bukti"

    def ready(self) -> None:
        from bening.evidence import binding, trail  # noqa: PLC0415 -- app ready

        binding.announce()
        trail.announce()
