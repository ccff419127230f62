"""Every write of units and instansi, each with its line in the audit record."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.units.models import Instansi, Unit
from bening.foundation.wall.actor import as_system

UNIT_FIELDS = ("parent", "name", "short_name", "kind", "affirmation", "address", "zone", "leader")
INSTANSI_FIELDS = ("name", "short_name", "kind")


class Refused(Exception):
    """What was asked cannot be done; the message is a sentence for the person."""


@transaction.atomic
def save_instansi(instansi: Instansi, *, by: User, now: datetime) -> Instansi:
    """Keep an instansi, new or changed. Raises Refused."""
    fresh = instansi.pk is None
    _save(instansi)
    data = {name: getattr(instansi, name) for name in INSTANSI_FIELDS}
    if fresh:
        log.record("units.add_instansi", on=instansi, by=by, at=now, data=data)
    else:
        log.record("units.change_instansi", on=instansi, by=by, at=now, data=data)
    return instansi


@transaction.atomic
def save_unit(unit: Unit, *, by: User, now: datetime) -> Unit:
    """Keep a unit, new, moved or changed. Raises Refused."""
    fresh = unit.pk is None
    before = None if fresh else _plain(Unit.objects.select_for_update().get(pk=unit.pk))
    if fresh:
        with as_system("units"):  # the wall of the database knows no unit that is not there yet
            _save(unit)
    else:
        _save(unit)
    after = _plain(unit)
    if before is None:
        log.record("units.add", on=unit, by=by, at=now, unit=unit, data=after)
    elif changed := [name for name in UNIT_FIELDS if before[name] != after[name]]:
        data = {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}
        log.record("units.change", on=unit, by=by, at=now, unit=unit, data=data)
    return unit


@transaction.atomic
def close(unit: Unit, *, why: str, by: User, now: datetime) -> Unit:
    """Close a unit: its records stay, nothing new begins there."""
    if not why.strip():
        raise Refused(_("Tulis alasan penutupan, misalnya nomor peraturannya."))
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.children.filter(closed_at=None).exists():
        raise Refused(_("Unit ini masih membawahi unit lain. Pindahkan atau tutup unit itu dahulu."))
    unit.closed_at = now
    unit.save(update_fields=["closed_at"])
    log.record("units.close", on=unit, by=by, at=now, unit=unit, data={"why": why.strip()})
    return unit


@transaction.atomic
def reopen(unit: Unit, *, by: User, now: datetime) -> Unit:
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    unit.closed_at = None
    unit.save(update_fields=["closed_at"])
    log.record("units.reopen", on=unit, by=by, at=now, unit=unit)
    return unit


def _save(row: Instansi | Unit) -> None:
    try:
        with transaction.atomic():
            row.save()
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from wrong
    except IntegrityError as wrong:
        raise Refused(_("Sudah ada yang bernama “%(name)s” di tempat itu.") % {"name": row.name[:80]}) from wrong


def _plain(unit: Unit) -> dict[str, Any]:
    values = {name: getattr(unit, name) for name in UNIT_FIELDS if name != "parent"}
    return {"parent": unit.parent_id, **values}
