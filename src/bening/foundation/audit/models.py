"""Tables of the audit record. Rows are written by `log.record` and by nobody else."""

import json
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bening.foundation.registry import Registry

acts: Registry[str | Promise] = Registry("act")

if TYPE_CHECKING:
    TextField = models.TextField[object, Any]
else:
    TextField = models.TextField


class AppendOnly(Exception):
    """Somebody tries to change or remove what has been recorded."""


def _refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise AppendOnly("An audit entry is never changed or removed.")


class AppendOnlyQuerySet(models.QuerySet["Entry"]):
    update = _refuse
    delete = _refuse
    bulk_update = _refuse
    bulk_create = _refuse
    create = _refuse
    get_or_create = _refuse
    update_or_create = _refuse


class Canonical(TextField):
    """JSON kept as the very text that was hashed, so that no engine reorders or reformats it."""

    def from_db_value(self, value: str | None, *_: object) -> object:
        try:
            return None if value is None else json.loads(value)
        except ValueError:  # somebody wrote into the table; `log.verify` names the entry
            return value

    def get_prep_value(self, value: object) -> str:
        return canonical(value)


def canonical(value: object) -> str:
    """Return the one JSON text for ``value``; floats are refused, because their text is not one."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        if "\x00" in value:
            raise TypeError("An audit entry cannot hold a NUL character.")
        return str(value)
    if isinstance(value, dict):
        return {_key(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    raise TypeError(f"An audit entry holds text, whole numbers, lists and objects, not {type(value).__name__}.")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError("The keys of an audit entry are text.")
    return str(_plain(key))


class Entry(models.Model):
    """One thing that somebody did."""

    seq = models.PositiveBigIntegerField(_("nomor"), primary_key=True)
    at = models.DateTimeField(_("waktu"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    by_name = models.CharField(_("oleh"), max_length=200)
    act = models.CharField(_("tindakan"), max_length=100)
    subject = models.CharField(_("jenis objek"), max_length=100)
    subject_id = models.CharField(_("objek"), max_length=100)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    data = Canonical(_("rincian"), default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    if TYPE_CHECKING:
        by_id: int | None
        unit_id: int | None

    objects: ClassVar[models.Manager["Entry"]] = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        verbose_name = _("jejak audit")
        verbose_name_plural = _("jejak audit")
        default_permissions = ()
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["unit", "-seq"], name="audit_entry_of_unit"),
            models.Index(fields=["subject", "subject_id", "-seq"], name="audit_entry_of_subject"),
        ]

    def __str__(self) -> str:
        return f"#{self.seq} {self.act}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    @property
    def what(self) -> str:
        """What was done, in the words of the package that did it."""
        return str(acts[self.act]) if self.act in acts else self.act

    delete = _refuse


class Head(models.Model):
    """The last entry: one row, locked while the next is written, so that numbers have no gap on any engine."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_is_one")]

    def __str__(self) -> str:
        return f"#{self.seq}"


class Subtree(models.Model):
    """The hash over 256 entries (level 1), over 256 of these (level 2) and so on: a root needs few of them.

    Made when a checkpoint is; computed anew from the entries whenever the record is verified.
    """

    level = models.PositiveSmallIntegerField()
    place = models.PositiveBigIntegerField()  # from 0
    hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["level", "place"], name="audit_subtree_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.place}"


class Checkpoint(models.Model):
    """What was published: the root of the first ``size`` entries, signed. ``text`` is all there is to it."""

    size = models.PositiveBigIntegerField(_("entri"), primary_key=True)
    at = models.DateTimeField(_("waktu"))
    text = models.TextField()
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-size"]

    def __str__(self) -> str:
        return f"#{self.size}"
