"""Tables of the evidence store: documents with their versions, and what they are shown to prove."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bening.foundation.storage.models import Blob, Upload
from bening.foundation.units.models import Unit

AFTER_LEAVING: bool = True


class Classification(models.TextChoices):
    """Who may see a document: everybody, the unit and its evaluators, those who need it, hardly anybody."""

    PUBLIC = "publik", _("Publik")
    INTERNAL = "internal", _("Internal")
    LIMITED = "terbatas", _("Terbatas")
    SECRET = "rahasia", _("Rahasia")


class DocumentKind(models.TextChoices):
    """What a document is. A planning document alone does not prove that something was done."""

    DECREE = "sk", _("Surat keputusan")
    PLAN = "rencana", _("Rencana")
    REPORT = "laporan", _("Laporan")
    MINUTES = "notula", _("Notula")
    ATTENDANCE = "hadir", _("Daftar hadir")
    PROCEDURE = "sop", _("SOP")
    LETTER = "surat", _("Surat")
    PHOTO = "foto", _("Foto")
    PUBLICATION = "publikasi", _("Publikasi")
    DATA = "data", _("Data atau rekapitulasi")
    OTHER = "lain", _("Dokumen lain")


class Origin(models.TextChoices):
    UPLOADED = "unggahan", _("Diunggah")
    REGISTER = "register", _("Dihasilkan register")


class Document(models.Model):
    """One proof, whatever its version. ``proves_from`` and ``proves_until`` are the day or period it is about."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    title = models.CharField(_("judul"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=12, choices=DocumentKind.choices, default=DocumentKind.OTHER)
    proves_from = models.DateField(_("membuktikan sejak"))
    proves_until = models.DateField(_("membuktikan sampai"))
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    classification = models.CharField(
        _("klasifikasi"), max_length=10, choices=Classification.choices, default=Classification.INTERNAL
    )
    tags: "models.JSONField[Any, Any]" = models.JSONField(_("tanda"), default=list)  # short lower-case words, in order
    origin = models.CharField(_("asal"), max_length=10, choices=Origin.choices, default=Origin.UPLOADED)
    register = models.CharField(_("register"), max_length=100, blank=True)  # the provider that produced it
    area = models.PositiveSmallIntegerField(
        _("area"), null=True, blank=True
    )  # whose PIC keeps it; empty: the whole unit's
    versions_count = models.PositiveSmallIntegerField(default=0)
    latest: "models.ForeignKey[Version | None, Version | None]" = models.ForeignKey(
        "Version", on_delete=models.PROTECT, related_name="+", null=True
    )
    created_at = models.DateTimeField(_("dibuat"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("diubah"))
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    withdrawn_why = models.TextField(_("alasan ditarik"), blank=True)
    hold_why = models.TextField(_("alasan ditahan"), blank=True)  # a legal hold: nothing of it may go
    keep_until = models.DateField(_("disimpan sampai"), null=True)  # retention; empty: as the setting says

    if TYPE_CHECKING:
        unit_id: int
        latest_id: int | None
        created_by_id: int

    class Meta:
        ordering: ClassVar = ["-changed_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "-changed_at"], name="evidence_document_of_unit"),
            models.Index(
                fields=["valid_until"], name="evidence_document_expiring", condition=Q(withdrawn_at__isnull=True)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="evidence_document_is_named"),
            models.CheckConstraint(condition=Q(proves_until__gte=F("proves_from")), name="evidence_document_period"),
            models.CheckConstraint(
                condition=Q(classification__in=Classification.values), name="evidence_document_classification"
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(area__range=(1, 6)), name="evidence_document_area_exists"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One file that a document was, by whom and when. Append only: an older version stays."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("versi"))
    # Empty only when the file of a withdrawn document has left; typed as it is wherever a file may be read.
    blob: "models.ForeignKey[Blob, Blob]" = models.ForeignKey(
        Blob, on_delete=models.PROTECT, related_name="+", null=AFTER_LEAVING
    )
    sha256 = models.CharField(max_length=64, default="")  # stays when the file leaves
    name = models.CharField(_("nama berkas"), max_length=200)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    at = models.DateTimeField(_("diunggah"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    if TYPE_CHECKING:
        document_id: int
        blob_id: str
        by_id: int

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="evidence_version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sha256 = self.sha256 or str(self.blob_id)
        super().save(*args, **kwargs)


class Taken(models.Model):
    """An upload that became a document's version: it becomes no second one, however often its form is sent."""

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, primary_key=True, related_name="taken")
    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="+", null=True
    )  # empty: the person left it

    def __str__(self) -> str:
        return str(self.pk)


class Reading(models.Model):
    """What a program found in a file: its words and what the checks need. One row a content, made in the background."""

    blob = models.OneToOneField(Blob, on_delete=models.CASCADE, primary_key=True, related_name="reading")
    text = models.TextField(blank=True)
    pages = models.PositiveIntegerField(null=True)
    facts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # see `bening.evidence.reading.Facts`
    unreadable = models.TextField(blank=True)  # why, in a sentence; empty when it could be read
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.blob_id)


class PreviewState(models.TextChoices):
    """How far the pictures of a content are."""

    WAITING = "menunggu", _("Pratinjau menunggu giliran")
    DRAWING = "dibuat", _("Pratinjau sedang dibuat")
    READY = "siap", _("Pratinjau siap")
    UNABLE = "tidak", _("Tidak dapat ditampilkan")


class Preview(models.Model):
    """What became of drawing a content. The pictures lie in a cache; this row says whether to look there."""

    blob = models.OneToOneField(Blob, on_delete=models.CASCADE, primary_key=True, related_name="preview")
    state = models.CharField(max_length=10, choices=PreviewState.choices, default=PreviewState.WAITING)
    why = models.CharField(max_length=20, blank=True)  # a key of `preview.making.WHY`
    pages = models.PositiveIntegerField(default=0)  # of the file
    drawn = models.PositiveIntegerField(default=0)  # pictures that were made
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.blob_id)


class ClaimState(models.TextChoices):
    """What became of showing a document as proof."""

    OFFERED = "diajukan", _("Menunggu pemeriksaan")
    ACCEPTED = "diterima", _("Diterima")
    REJECTED = "ditolak", _("Ditolak")
    RETIRED = "dilepas", _("Dilepas")


class Claim(models.Model):
    """A document shown as proof of one question's slot, in one unit and year. A carried one must be accepted anew."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="claims")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("tahun"))
    question = models.CharField(_("pertanyaan"), max_length=12)
    slot = models.CharField(_("bukti yang diminta"), max_length=40, blank=True)  # a slot's key; empty: beside the list
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.OFFERED)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")  # what was shown, or accepted
    why = models.TextField(_("alasan"), blank=True)  # of the refusal, of the retirement, or of carrying it over
    carried_from: "models.ForeignKey[Claim | None, Claim | None]" = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True
    )
    at = models.DateTimeField(_("diajukan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("diputuskan"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    cited_at = models.DateTimeField(_("dikutip pengajuan"), null=True)  # a submission rests on it: it cannot disappear

    if TYPE_CHECKING:
        document_id: int
        unit_id: int
        version_id: int
        by_id: int

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "year", "question"], name="evidence_claim_of_question")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "unit", "year", "question", "slot"],
                condition=~Q(state=ClaimState.RETIRED),
                name="evidence_claim_once",
            ),
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="evidence_claim_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.year}"


class Waiver(models.Model):
    """A person's word that a check's complaint about a claim is all right, with the reason. Append only."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="waivers")
    check_name = models.CharField(max_length=60)
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="+"
    )  # a new version is complained of anew
    why = models.TextField(_("alasan"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "check_name", "version"], name="evidence_waiver_once")
        ]

    def __str__(self) -> str:
        return self.check_name


class SlotRule(models.Model):
    """An instansi's own word on a question's required proofs, over what the instrument file lists."""

    instansi = models.ForeignKey("units.Instansi", on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=40)
    question = models.CharField(max_length=12)
    slots: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # [{key, name, kinds, every}] as in the file
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instansi", "instrument", "question"], name="evidence_slot_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.instansi_id} {self.question}"


class ShareLink(models.Model):
    """A way in for somebody without an account: one document's version or one unit's pack, until it expires."""

    token_hash = models.CharField(max_length=64, unique=True)  # of 256 random bits, shown once
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(null=True)  # of the pack; empty when a document is shared
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", null=True)
    to = models.CharField(_("untuk"), max_length=200)  # stands in the watermark
    expires_at = models.DateTimeField(_("berlaku sampai"))
    revoked_at = models.DateTimeField(_("dicabut"), null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    opened = models.PositiveIntegerField(_("dibuka"), default=0)
    opened_at = models.DateTimeField(_("terakhir dibuka"), null=True)
    at = models.DateTimeField(_("dibuat"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(version__isnull=True, year__isnull=False) | Q(version__isnull=False, year__isnull=True),
                name="evidence_share_link_opens_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.to} ({self.expires_at:%Y-%m-%d})"
