from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "bening.evidence"
    label = "evidence"
    verbose_name = "Bukti"
