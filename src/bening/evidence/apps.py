from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.module_loading import autodiscover_modules


class EvidenceConfig(AppConfig):
    name = "bening.evidence"
    label = "evidence"
    verbose_name = "Bukti"

    def ready(self) -> None:
        from bening.evidence import (  # noqa: PLC0415 -- app ready
            actions,
            asking,
            binding,
            disposal,
            leaving,
            search,
            trail,
        )
        from bening.evidence.claims import announcing  # noqa: PLC0415 -- app ready
        from bening.evidence.models import Reading  # noqa: PLC0415 -- app ready
        from bening.foundation.storage import sources  # noqa: PLC0415 -- app ready

        autodiscover_modules("evidence")  # what the registers of modules can show: see `ports`
        binding.announce()
        trail.announce()
        disposal.announce()
        announcing.announce()
        actions.changes.add("search", search.index)
        actions.arrivals.add("preview", asking.arrived)
        sources.announce("evidence", leaving.needed)
        post_save.connect(search.read_again, sender=Reading, dispatch_uid="evidence.search")
