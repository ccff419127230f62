from django.apps import AppConfig


class StorageConfig(AppConfig):
    name = "bening.foundation.storage"
    label = "storage"
    verbose_name = "Penyimpanan"
