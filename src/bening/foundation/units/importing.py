"""Units from a table: every row is read, then all are kept or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.sheets import Cell, Row
from bening.foundation.units import actions
from bening.foundation.units.models import Affirmation, Instansi, Unit, UnitKind, Zone

COLUMNS = ("Nama", "Nama pendek", "Unit atasan", "Jenis", "Afirmasi", "Alamat", "Zona", "Pimpinan")
NEEDED = ("Nama", "Nama pendek")
LONGEST_NAME, LONGEST_SHORT = 200, 60
FIELDS = ("short_name", "kind", "zone", "affirmation", "address", "leader")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: where, and a sentence with the rule and the fix."""

    row: int
    column: str
    sentence: str


@dataclass(slots=True)
class Reading:
    """What a table would do: rows by name that are new or changed, and what is wrong."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def bring(rows: Iterable[Row], *, instansi: Instansi, by: User, now: datetime, keep: bool) -> Reading:
    """Read the rows in order; with ``keep``, and without a fault, keep them all."""
    reading, known = Reading(), _Known(instansi)
    with transaction.atomic():
        for row in rows:
            _bring(row, reading, known, by=by, now=now)
        if not keep or reading.faults:
            transaction.set_rollback(True)
            return reading
        data = {"new": len(reading.new), "changed": len(reading.changed)}
        log.record("units.import", on=instansi, by=by, at=now, data=data)
    return reading


class _Known:
    """The units of an instansi, read once, by name and place; those that rows add are among them."""

    def __init__(self, instansi: Instansi) -> None:
        self.instansi = instansi
        self.by_name: dict[str, Unit] = {}
        self.by_place: dict[tuple[str, int | None], Unit] = {}
        for unit in Unit.objects.filter(instansi=instansi).order_by("-pk"):
            self.add(unit)

    def add(self, unit: Unit) -> None:
        self.by_name[unit.name] = self.by_place[unit.name, unit.parent_id] = unit


def _bring(row: Row, reading: Reading, known: _Known, *, by: User, now: datetime) -> None:
    cells = row.cells
    wrong = [
        Fault(row.number, column, _("Kolom %(column)s kosong. Isi namanya.") % {"column": column})
        for column in NEEDED
        if not cells.get(column)
    ]
    kind = _choice(row, "Jenis", UnitKind, wrong) or UnitKind.OTHER
    zone = _choice(row, "Zona", Zone, wrong) or Zone.WIB
    affirmation = _choice(row, "Afirmasi", Affirmation, wrong) or Affirmation.NONE
    above = cells.get("Unit atasan", "")
    parent = known.by_name.get(above) if above else None
    if above and parent is None:
        wrong.append(
            Fault(
                row.number,
                "Unit atasan",
                _("Unit atasan “%(name)s” tidak ada di instansi ini, atau barisnya belum di atas baris ini.")
                % {"name": above[:80]},
            )
        )
    if wrong:
        reading.faults += wrong
        return
    name = cells["Nama"]
    found = known.by_place.get((name, parent.pk if parent else None))
    unit = found or Unit(instansi=known.instansi, parent=parent, name=name)
    before = [getattr(unit, field) for field in FIELDS]
    unit.short_name, unit.kind, unit.zone, unit.affirmation = cells["Nama pendek"], kind, zone, affirmation
    unit.address, unit.leader = cells.get("Alamat", "")[:300], cells.get("Pimpinan", "")[:200]
    if len(name) > LONGEST_NAME or len(unit.short_name) > LONGEST_SHORT:
        sentence = _("Nama paling panjang 200 huruf, nama pendek 60 huruf.")
        reading.faults.append(Fault(row.number, "Nama", sentence))
        return
    if found and before == [getattr(unit, field) for field in FIELDS]:
        return
    try:
        known.add(actions.save_unit(unit, by=by, now=now))
    except actions.Refused as refusal:
        reading.faults.append(Fault(row.number, "Nama", str(refusal)))
        return
    (reading.changed if found else reading.new).append(name)


def _choice(row: Row, column: str, choices: type[UnitKind] | type[Zone] | type[Affirmation], wrong: list[Fault]) -> str:
    said = row.cells.get(column, "").strip()
    if not said:
        return ""
    for value, label in choices.choices:
        if said.lower() in {str(value).lower(), str(label).lower()}:
            return str(value)
    known = ", ".join(str(label) for value, label in choices.choices if value)
    sentence = _("“%(said)s” tidak dikenal. Tulis salah satu: %(known)s.") % {"said": said[:40], "known": known}
    wrong.append(Fault(row.number, column, sentence))
    return ""


def table(units: Iterable[Unit]) -> Iterable[Sequence[Cell]]:
    """Yield the units as a table that `bring` reads back: those above before those below."""
    yield COLUMNS
    waiting = sorted(units, key=lambda one: (one.parent_id or 0, one.name))
    names = {one.pk: one.name for one in waiting}
    done: set[int] = set()
    while waiting:
        ready = [one for one in waiting if one.parent_id in done or one.parent_id not in names]
        for one in ready or waiting:
            yield (
                one.name,
                one.short_name,
                names.get(one.parent_id or 0, ""),
                str(UnitKind(one.kind).label),
                str(Affirmation(one.affirmation).label) if one.affirmation else "",
                one.address,
                str(Zone(one.zone).label),
                one.leader,
            )
            done.add(one.pk)
        waiting = [one for one in waiting if one.pk not in done]
