from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "bening.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register  # noqa: PLC0415 -- app ready

        from bening.assessment import trail  # noqa: PLC0415 -- app ready
        from bening.assessment.proofs import placing  # noqa: PLC0415 -- app ready
        from bening.assessment.proofs.registers import check_registers  # noqa: PLC0415 -- app ready
        from bening.assessment.views import listing  # noqa: PLC0415 -- app ready
        from bening.foundation.units.parts import unit_page_part  # noqa: PLC0415 -- app ready

        unit_page_part("assessments", template="assessment/parts/unit_page.html", order=10)(listing.unit_page)
        trail.announce()
        placing.announce()
        register(check_registers)
