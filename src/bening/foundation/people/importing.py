"""People and their roles from a table: every row is read, then all are kept or none.

Accounts are made at once; the roles become one proposal, which another admin decides as a whole (S07).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bening.foundation.accounts.models import Acting, Assignment, Role, User
from bening.foundation.audit import log
from bening.foundation.people import accounts, granting, proposals
from bening.foundation.people.columns import (
    ACTING,
    ACTING_FOR,
    AREA,
    DECREE,
    EMAIL,
    NAME,
    NEEDED,
    ROLE,
    SINCE,
    UNIT,
    UNTIL,
    USERNAME,
)
from bening.foundation.people.granting import Wanted
from bening.foundation.people.proposals import Refused
from bening.foundation.sheets import Row
from bening.foundation.units.importing import Fault, Reading
from bening.foundation.units.models import Instansi, Unit

MOST = 500  # new people and roles that somebody can be asked to judge at once
DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


class Wrong(Exception):
    """A cell that cannot be used: its column, and a sentence with the rule and the fix."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(slots=True)
class _Work:
    """What is known while the rows are read."""

    instansi: Instansi
    by: User
    now: datetime
    reading: Reading = field(default_factory=Reading)
    grants: list[dict[str, Any]] = field(default_factory=list)
    past: dict[int, list[Assignment]] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)


def bring(rows: Iterable[Row], *, instansi: Instansi, by: User, now: datetime, keep: bool) -> Reading:
    """Read the rows; with ``keep``, and without a fault, make the accounts and propose the roles."""
    work = _Work(instansi, by, now)
    with transaction.atomic():
        for row in rows:
            try:
                with transaction.atomic():  # of one row, so that the next are looked at as well
                    _bring(row, work)
            except Wrong as wrong:
                work.reading.faults.append(Fault(row.number, wrong.column, str(wrong)))
            if len(work.grants) > MOST or len(work.made) > MOST:
                told = _("Lebih dari %(most)d orang atau peran baru. Pecah menjadi beberapa berkas.") % {"most": MOST}
                work.reading.faults.append(Fault(row.number, ROLE, told))
                break
        if not keep or work.reading.faults:
            transaction.set_rollback(True)
            return work.reading
        if work.grants:
            _propose(work)
        data = {"new": len(work.reading.new), "roles": len(work.grants)}
        log.record("people.import", on=instansi, by=by, at=now, data=data)
    return work.reading


def _propose(work: _Work) -> None:
    count = len(work.grants)
    proposals.propose(
        granting.GRANTS,
        words=_("%(count)d peran dari impor untuk %(place)s") % {"count": count, "place": work.instansi.short_name},
        payload={"grants": work.grants, "words": work.reading.changed},
        by=work.by,
        now=work.now,
        instansi=work.instansi,
    )


def _bring(row: Row, work: _Work) -> None:
    for column in NEEDED:
        if not row.cells.get(column):
            raise Wrong(column, _("Kolom %(column)s kosong. Isi dahulu.") % {"column": column})
    person = _person(row, work)
    if not row.cells.get(ROLE):
        return
    wanted = _wanted(row, work, person)
    plain = wanted.plain()
    past = _past(work, plain)
    if any(_same(one, wanted) for one in past[person.pk]):
        return  # so that what went out can come back
    try:
        granting.check(wanted)
    except Refused as refusal:
        raise Wrong(ROLE, str(refusal)) from refusal
    if clash := granting.clash_among(plain, past, by=work.by):
        raise Wrong(ROLE, f"{clash.rule}: {clash.sentence}")
    work.grants.append(plain)
    work.reading.changed.append(wanted.words)
    # A later row of the same file must see this one: two roles that exclude one another may both be new.
    work.past[person.pk].append(
        Assignment(
            user=person,
            role=wanted.role,
            instansi=work.instansi,
            unit=wanted.unit,
            area=wanted.area,
            since=wanted.since,
            until=wanted.until,
        )
    )


def _person(row: Row, work: _Work) -> User:
    """Return whom a row is about: somebody whom the admin manages, or a new account."""
    username, email = row.cells[USERNAME].strip().lower(), row.cells[EMAIL].strip().lower()
    known = User.objects.filter(username=username).first()
    if known is None:
        try:
            made = accounts.add(username=username, name=row.cells[NAME], email=email, by=work.by, now=work.now)
        except Refused as refusal:
            raise Wrong(USERNAME, str(refusal)) from refusal
        work.reading.new.append(made.name)
        work.made.add(made.pk)
        return made
    ours = known.pk in work.made or accounts.visible_to(work.by).filter(pk=known.pk).exists()
    if not ours or known.email != email:
        raise Wrong(
            USERNAME,
            _("Nama pengguna “%(username)s” sudah dipakai dengan surel lain. Pilih nama lain, atau samakan surelnya.")
            % {"username": username[:80]},
        )
    return known


def _wanted(row: Row, work: _Work, person: User) -> Wanted:
    role = _role(row.cells[ROLE])
    if role in {Role.PLATFORM, Role.TPN}:
        raise Wrong(ROLE, _("Peran nasional diusulkan admin platform di halaman orangnya, bukan lewat impor."))
    area = row.cells.get(AREA, "")
    if area and not (area.isascii() and area.isdigit()):
        raise Wrong(AREA, _("Area ditulis dengan angka 1 sampai 6."))
    since = _day(row, SINCE)
    if since is None:
        raise Wrong(SINCE, _("Isi tanggal mulai peran ini, misalnya 2026-01-31."))
    acting = _acting(row.cells.get(ACTING, ""))
    return Wanted(
        user=person,
        role=role,
        instansi=work.instansi,
        unit=_unit(row.cells.get(UNIT, ""), work.instansi),
        area=int(area) if area else None,
        since=since,
        until=_day(row, UNTIL),
        decree=row.cells.get(DECREE, "")[:120],
        acting=acting,
        acting_for=_acted_for(row.cells.get(ACTING_FOR, ""), work),
    )


def _role(said: str) -> Role:
    for role in Role:
        if said.strip().lower() in {role.value, str(role.label).lower()}:
            return role
    known = ", ".join(str(role.label) for role in Role if role not in {Role.PLATFORM, Role.TPN})
    told = _("“%(said)s” bukan peran. Tulis salah satu: %(known)s.")
    raise Wrong(ROLE, told % {"said": said[:40], "known": known})


def _unit(said: str, instansi: Instansi) -> Unit | None:
    if not said:
        return None
    found = list(Unit.objects.filter(instansi=instansi, name=said, closed_at=None)[:2])
    if len(found) != 1:
        told = (
            _("Ada beberapa unit bernama “%(name)s”. Beri peran ini di halaman orangnya.")
            if found
            else _("Unit “%(name)s” tidak ada di instansi ini. Tulis namanya seperti di daftar unit.")
        )
        raise Wrong(UNIT, told % {"name": said[:80]})
    return found[0]


def _acting(said: str) -> str:
    plain = said.strip().lower().rstrip(".")
    if plain not in Acting.values:
        raise Wrong(ACTING, _("Tulis PLT atau PLH, atau kosongkan bila definitif."))
    return plain


def _acted_for(said: str, work: _Work) -> User | None:
    if not said:
        return None
    found = accounts.visible_to(work.by).filter(username=said.strip().lower()).first()
    if found is None:
        told = _("Pejabat “%(username)s” tidak ada. Tulis nama penggunanya.")
        raise Wrong(ACTING_FOR, told % {"username": said[:80]})
    return found


def _day(row: Row, column: str) -> date | None:
    said = row.cells.get(column, "").strip()
    if not said:
        return None
    try:
        if turned := DAY.fullmatch(said):
            day, month, year = (int(part) for part in turned.groups())
            return date(year, month, day)
        return date.fromisoformat(said)
    except ValueError:
        told = _("“%(said)s” bukan tanggal. Tulis seperti 2026-01-31.") % {"said": said[:40]}
        raise Wrong(column, told) from None


def _past(work: _Work, plain: dict[str, Any]) -> dict[int, list[Assignment]]:
    """Return what the people of a row are, read once for each of them."""
    for person, held in granting.past_of([plain]).items():
        work.past.setdefault(person, held)
    return work.past


def _same(one: Assignment, wanted: Wanted) -> bool:
    unit = wanted.unit.pk if wanted.unit else None
    place = wanted.instansi.pk if wanted.instansi else None
    there = (one.role, one.instansi_id, one.unit_id, one.area, one.since)
    return there == (wanted.role, place, unit, wanted.area, wanted.since)
