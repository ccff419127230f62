"""Every write of documents. Each leaves a line in the audit record, in the same transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bening.evidence import queries
from bening.evidence.models import Classification, Document, DocumentKind, Origin, Taken, Version
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.registry import Registry
from bening.foundation.storage.models import Blob, Upload
from bening.foundation.units.models import Unit

LONGEST_TITLE, MOST_TAGS, LONGEST_TAG = 200, 12, 30
TICK = timedelta(microseconds=1)


class Refused(Exception):
    """What was asked cannot be done; the message is a sentence for the person."""


class Newer(Exception):
    """Somebody changed the document since this person read it; it stands as `document`."""

    def __init__(self, document: Document) -> None:
        super().__init__(_("Orang lain mengubah keterangan ini sejak Anda membukanya."))
        self.document = document


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What people say of a document: all of it at once, so that nothing is lost by leaving it out."""

    title: str
    kind: str = DocumentKind.OTHER
    proves_from: date
    proves_until: date
    valid_until: date | None = None
    classification: str = Classification.INTERNAL
    tags: tuple[str, ...] = ()
    area: int | None = None

    def checked(self) -> "Described":
        """Return it tidied; raises Refused with the rule that it breaks."""
        if not self.title.strip():
            raise Refused(_("Isi judul dokumen."))
        if len(self.title.strip()) > LONGEST_TITLE:
            raise Refused(_("Judul paling panjang %(most)d huruf.") % {"most": LONGEST_TITLE})
        if self.proves_until < self.proves_from:
            raise Refused(_("Akhir periode yang dibuktikan tidak boleh sebelum awalnya."))
        return Described(
            title=self.title.strip(),
            kind=DocumentKind(self.kind),
            proves_from=self.proves_from,
            proves_until=self.proves_until,
            valid_until=self.valid_until,
            classification=Classification(self.classification),
            tags=tidy_tags(self.tags),
            area=self.area,
        )


DESCRIBED = tuple(one.name for one in fields(Described))


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return short lower-case words, each once, in order. Raises Refused when they are too many or too long."""
    found = tuple(sorted({" ".join(tag.split()).lower() for tag in tags} - {""}))
    if len(found) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in found):
        raise Refused(
            _("Tanda paling banyak %(most)d, masing-masing paling panjang %(long)d huruf.")
            % {"most": MOST_TAGS, "long": LONGEST_TAG}
        )
    return found


# What packages and neighbours do when a document has changed, inside its transaction: index it, read it, picture it.
arrivals: Registry[Any] = Registry("what begins when a version arrives")  # name -> function(version, now=…)
changes: Registry[Any] = Registry("what follows a change of a document")  # name -> function(document)


@transaction.atomic
def add_document(
    *,
    unit: Unit,
    described: Described,
    by: User,
    now: datetime,
    blob: Blob | None = None,
    upload: Upload | None = None,
    name: str = "",
    register: str = "",
) -> Document:
    """Keep a document with its first version, from a stored content or a finished upload."""
    about = described.checked()
    content, file = _content(blob, upload, name)
    if upload is not None and upload.by_id != by.pk:
        raise Refused(_("Berkas ini diunggah orang lain."))
    document = Document(
        unit=unit,
        origin=Origin.REGISTER if register else Origin.UPLOADED,
        register=register,
        created_at=now,
        created_by=by,
        changed_at=now,
    )
    _describe(document, about)
    document.save()
    version = _append(document, content, name=file, note="", by=by, now=now)
    document.save(update_fields=["versions_count", "latest"])
    data = {**_plain(about), "file": file, "sha256": content.pk}
    log.record("evidence.add", on=document, by=by, at=now, unit=unit, data=data, rows=[document, version])
    _take(upload, version)
    _arrived(document, version, now)
    return document


@transaction.atomic
def take_version(document: Document, *, upload: Upload, by: User, now: datetime, note: str = "") -> Version:
    """Make a finished upload the newest version."""
    content, name = _content(None, upload, "")
    version = add_version(document, blob=content, name=name, note=note, by=by, now=now)
    _take(upload, version)
    return version


@transaction.atomic
def leave(upload: Upload, *, by: User, now: datetime) -> None:
    """Make nothing of an upload: the person looked again and did not want it. Its content goes with the collecting."""
    if upload.by_id != by.pk:
        raise Refused(_("Berkas ini diunggah orang lain."))
    _take(upload, None)
    log.record("evidence.leave", on=("storage.upload", str(upload.pk)), by=by, at=now, data={"file": upload.name})


@transaction.atomic
def add_version(document: Document, *, blob: Blob, name: str, by: User, now: datetime, note: str = "") -> Version:
    """Put a newer file before the others; the older ones stay as they are."""
    document = _locked(document)
    _refuse_withdrawn(document)
    if document.latest and document.latest.blob_id == blob.pk:
        raise Refused(_("Isi berkas ini sama persis dengan versi yang berlaku."))
    version = _append(document, blob, name=name[:200], note=note, by=by, now=now)
    _touch(document, now)
    document.save(update_fields=["versions_count", "latest", "changed_at"])
    data = {"version": version.number, "file": version.name, "sha256": blob.pk, "note": note}
    log.record("evidence.replace", on=document, by=by, at=now, unit=document.unit, data=data, rows=[document, version])
    _arrived(document, version, now)
    return version


@transaction.atomic
def describe(
    document: Document, *, described: Described, by: User, now: datetime, seen: datetime | None = None
) -> Document:
    """Say anew what a document is. ``seen`` is the ``changed_at`` that the person read; raises Newer when it moved on.

    A new classification holds from the moment this transaction ends: every read asks for it anew.
    """
    about = described.checked()
    document = _locked(document)
    _refuse_withdrawn(document)
    if seen is not None and seen != document.changed_at:
        raise Newer(document)
    before = _plain(_described(document))
    if before == _plain(about):
        return document
    if before["classification"] != about.classification and (document.hold_why or queries.is_cited(document)):
        raise Refused(
            _("Dokumen ini ditahan atau dikutip penilaian yang sudah diajukan, jadi klasifikasinya tidak dapat diubah.")
        )
    _describe(document, about)
    _touch(document, now)
    document.save(update_fields=[*DESCRIBED, "changed_at"])
    after = _plain(about)
    changed = [name for name in DESCRIBED if before[name] != after[name]]
    data = {"before": {one: before[one] for one in changed}, "after": {one: after[one] for one in changed}}
    log.record("evidence.describe", on=document, by=by, at=now, unit=document.unit, data=data, rows=[document])
    _changed(document)
    return document


@transaction.atomic
def withdraw(document: Document, *, why: str, by: User, now: datetime) -> Document:
    """Take a document away: title, hash and reason stay, its file leaves after a day in which this can be undone."""
    if not why.strip():
        raise Refused(_("Tulis alasan penarikan; alasan itu tetap tersimpan."))
    document = _locked(document)
    _refuse_withdrawn(document)
    if document.hold_why:
        raise Refused(_("Dokumen ini sedang ditahan, jadi tidak dapat ditarik: %(why)s") % {"why": document.hold_why})
    if queries.is_cited(document):
        raise Refused(_("Penilaian yang sudah diajukan mengutip dokumen ini, jadi dokumen ini tetap tersimpan."))
    document.withdrawn_at, document.withdrawn_by, document.withdrawn_why = now, by, why.strip()
    _touch(document, now)
    document.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why", "changed_at"])
    data = {"why": document.withdrawn_why, "title": document.title}
    log.record("evidence.withdraw", on=document, by=by, at=now, unit=document.unit, data=data, rows=[document])
    _changed(document)
    return document


@transaction.atomic
def restore(document: Document, *, by: User, now: datetime) -> Document:
    """Undo a withdrawal within the day."""
    document = _locked(document)
    if not queries.may_be_restored(document, now=now):
        raise Refused(_("Penarikan hanya dapat dibatalkan dalam 24 jam. Unggah berkasnya lagi sebagai dokumen baru."))
    document.withdrawn_at, document.withdrawn_by, document.withdrawn_why = None, None, ""
    _touch(document, now)
    document.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why", "changed_at"])
    log.record("evidence.restore", on=document, by=by, at=now, unit=document.unit, rows=[document])
    _changed(document)
    return document


@transaction.atomic
def hold(document: Document, *, why: str, by: User, now: datetime) -> Document:
    """Put a document under legal hold: nothing of it may go until somebody releases it."""
    if not why.strip():
        raise Refused(_("Tulis alasan penahanan, misalnya nomor surat permintaannya."))
    document = _locked(document)
    _refuse_withdrawn(document)
    document, data = _held(document, why.strip(), now=now)
    log.record("evidence.hold", on=document, by=by, at=now, unit=document.unit, data=data, rows=[document])
    return document


@transaction.atomic
def release(document: Document, *, by: User, now: datetime) -> Document:
    """End a legal hold."""
    document, data = _held(_locked(document), "", now=now)
    log.record("evidence.release", on=document, by=by, at=now, unit=document.unit, data=data, rows=[document])
    return document


def _held(document: Document, why: str, *, now: datetime) -> tuple[Document, dict[str, str]]:
    data = {"before": document.hold_why, "after": why}
    document.hold_why = why
    _touch(document, now)
    document.save(update_fields=["hold_why", "changed_at"])
    return document, data


def _content(blob: Blob | None, upload: Upload | None, name: str) -> tuple[Blob, str]:
    content = blob or (upload.blob if upload else None)
    if content is None:
        raise Refused(_("Berkas ini belum selesai diunggah."))
    return content, (name or (upload.name if upload else ""))[:200]


def _take(upload: Upload | None, version: Version | None) -> None:
    """Remember what became of an upload; a second time is refused by the table."""
    if upload is None:
        return
    try:
        with transaction.atomic():
            Taken.objects.create(upload=upload, version=version)
    except IntegrityError:
        raise Refused(_("Berkas ini sudah disimpan atau dibuang sebelumnya.")) from None


def _append(document: Document, blob: Blob, *, name: str, note: str, by: User, now: datetime) -> Version:
    document.versions_count += 1
    version = Version.objects.create(
        document=document, number=document.versions_count, blob=blob, name=name, note=note, at=now, by=by
    )
    document.latest = version
    return version


def _locked(document: Document) -> Document:
    """Return the row as it stands, kept for this transaction. SQLite keeps the whole file."""
    return Document.objects.select_for_update(of=("self",)).select_related("unit", "latest").get(pk=document.pk)


def _touch(document: Document, now: datetime) -> None:
    """Move ``changed_at`` on, whatever the clock says: a form compares it to find out that something happened."""
    document.changed_at = max(now, document.changed_at + TICK)


def _refuse_withdrawn(document: Document) -> None:
    if document.withdrawn_at is not None:
        raise Refused(_("Dokumen ini sudah ditarik."))


def _described(document: Document) -> Described:
    values = {name: getattr(document, name) for name in DESCRIBED}
    return Described(**{**values, "tags": tuple(document.tags)})


def _describe(document: Document, about: Described) -> None:
    for name in DESCRIBED:
        setattr(document, name, getattr(about, name))
    document.tags = list(about.tags)


def _plain(about: Described) -> dict[str, Any]:
    """Return what the audit record keeps: text, numbers and lists."""
    values = {name: getattr(about, name) for name in DESCRIBED}
    return {
        name: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }


def _arrived(document: Document, version: Version, now: datetime) -> None:
    _changed(document)
    for begin in arrivals:
        begin(version, now=now)


def _changed(document: Document) -> None:
    for follow in changes:
        follow(document)
