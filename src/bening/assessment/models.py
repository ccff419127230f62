"""Assessments, their answers per tier, and every value an answer ever had."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bening.foundation.units.models import Unit


class Tier(models.TextChoices):
    """Whose answers a sheet holds; they stand side by side and nobody overwrites another's."""

    UNIT = "unit", _("Unit")
    TPI = "tpi", _("TPI")


class Target(models.TextChoices):
    WBK = "WBK", _("WBK")
    WBBM = "WBBM", _("WBBM")


class Assessment(models.Model):
    """One unit, one year, one edition of the LKE. ``facts`` are the prerequisites' facts as text, by field."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("tahun"))
    instrument = models.CharField(max_length=40)
    target = models.CharField(_("sasaran"), max_length=4, choices=Target.choices, default=Target.WBK)
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year"], name="one_assessment_a_year"),
            models.CheckConstraint(condition=models.Q(year__range=(2022, 2100)), name="assessment_year_in_range"),
        ]
        ordering: ClassVar = ["-year", "unit_id"]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class Sheet(models.Model):
    """The answers of one tier, with what they score.

    ``heads`` maps a question to the revision that stands: ``{"P.1.i.a": {"n": 3, "id": 812, "a": "Ya", "top": 4}}``,
    so that a score needs one row; ``top`` is the highest number used, texts kept aside included. Points are kept for
    lists and sorting only, at nine decimals; every page computes them anew.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="sheets")
    tier = models.CharField(max_length=4, choices=Tier.choices)
    heads: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    answered = models.PositiveSmallIntegerField(default=0)
    total = models.DecimalField(max_digits=12, decimal_places=9, default=Decimal(0))
    pengungkit = models.DecimalField(max_digits=12, decimal_places=9, default=Decimal(0))
    passes_wbk = models.BooleanField(default=False)
    passes_wbbm = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["assessment", "tier"], name="one_sheet_a_tier")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.tier}"


class Revision(models.Model):
    """One value that an answer had, by whom and when. Append only.

    ``aside`` marks a text that met a newer one: it is kept for its author and was never the answer.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="revisions")
    question = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    answer: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    note = models.TextField(blank=True)
    link = models.TextField(blank=True)
    aside = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "question", "number"], name="one_revision_a_number")
        ]
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.question} #{self.number}"


class Presence(models.Model):
    """Who is at which question, so that two people on one question see each other. Forgotten after a minute."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "by"], name="one_place_a_person")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.question}"


class Intake(models.Model):
    """A workbook that was read and awaits its person's word. ``content`` is the reading, never the file."""

    class State(models.TextChoices):
        PREVIEWED = "pratinjau", _("Pratinjau")
        TAKEN = "diambil", _("Diambil")
        DROPPED = "dibatalkan", _("Dibatalkan")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="intakes")
    tier = models.CharField(max_length=4, choices=Tier.choices)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content: "models.JSONField[Any, Any]" = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEWED)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name
