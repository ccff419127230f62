"""Load the demo: people at once, and everything they did through the same actions as the pages."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bening.assessment import actions
from bening.assessment.actions import Typed
from bening.assessment.models import Assessment, Sheet, Tier
from bening.config.demo import proofs
from bening.config.demo.stories import Row, Step, people, steps, stories, words
from bening.foundation.accounts.models import Assignment, Role, User
from bening.foundation.audit import log
from bening.foundation.audit.models import Entry
from bening.foundation.units.models import Instansi, Unit

LOADED = "demo.load"
SINCE = date(2024, 1, 1)
DECREE = "SK Tim ZI (contoh)"
log.name(LOADED, _("Data contoh dimuat"))


class NotEmpty(Exception):
    """The database holds something else than the demo, and nothing may be mixed with it."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """One line of the table of people who can sign in."""

    name: str
    role: str
    place: str
    username: str


def is_loaded() -> bool:
    return Entry.objects.filter(act=LOADED).exists()


def new_password() -> str:
    """Return a password that can be typed from a screen: three words and a number, some 24 bits, for a local demo."""
    drawn = secrets.SystemRandom().sample(words(), 3)
    return "-".join([*drawn, str(secrets.randbelow(9_000) + 1_000)])


@transaction.atomic
def load(*, password: str, now: datetime, files: bool = True) -> None:
    """Load everything or nothing; without ``files`` no evidence. Raises NotEmpty."""
    if Instansi.objects.exists() or User.objects.exists() or Entry.objects.exists():
        raise NotEmpty
    units = _load_units()
    users = _load_people(units, password, now)
    log.record(LOADED, on=("demo", "demo"), by=None, at=now, data={"units": len(units), "people": len(users)})
    told = stories()
    player = _Player(told, units, users)
    for step in steps(told, until=now):
        player.play(step)
    if files:
        proofs.show(now=now)


def sign_ins() -> Iterator[SignIn]:
    """Yield everybody who can sign in, in the order of the file."""
    for instansi in people():
        yield from _sign_ins_of(instansi.get("people", []), instansi["short"])
        for unit, _above in _units_of(instansi["units"]):
            yield from _sign_ins_of(unit.get("people", []), unit["short"])


def _sign_ins_of(rows: list[Row], place: str) -> Iterator[SignIn]:
    for row in rows:
        role = str(Role(row["role"]).label)
        areas = ", ".join(map(str, row.get("areas", [])))
        yield SignIn(row["name"], f"{role} {areas}".rstrip(), place, row["username"])


def _units_of(rows: list[Row], above: str | None = None) -> Iterator[tuple[Row, str | None]]:
    """Yield each unit after the one above it."""
    for row in rows:
        yield row, above
        yield from _units_of(row.get("units", []), row["short"])


def _load_units() -> dict[str, Unit]:
    """Return the stored units by their short names."""
    units: dict[str, Unit] = {}
    for one in people():
        if one.get("national"):
            continue
        instansi = Instansi.objects.create(name=one["name"], short_name=one["short"], kind=one["kind"])
        for row, above in _units_of(one["units"]):
            units[row["short"]] = Unit.objects.create(
                instansi=instansi,
                parent=units[above] if above else None,
                name=row["name"],
                short_name=row["short"],
                kind=row["kind"],
                **{name: row[name] for name in ("affirmation", "zone", "address", "leader") if name in row},
            )
    return units


def _load_people(units: dict[str, Unit], password: str, now: datetime) -> dict[str, User]:
    """Return the stored people by user name; one hash serves all, since one password does."""
    hashed = make_password(password)
    rows: list[tuple[Row, Instansi | None, Unit | None]] = []
    for one in people():
        instansi = None if one.get("national") else Instansi.objects.get(name=one["name"])
        rows.extend((row, instansi, None) for row in one["people"])
        for unit, _above in _units_of(one["units"]):
            rows.extend((row, instansi, units[unit["short"]]) for row in unit.get("people", []))
    users = User.objects.bulk_create(
        User(
            username=row["username"],
            email=f"{row['username']}@contoh.invalid",
            name=row["name"],
            password=hashed,
            joined_at=now,
        )
        for row, _instansi, _unit in rows
    )
    by_name = {user.username: user for user in users}
    Assignment.objects.bulk_create(
        Assignment(
            user=by_name[row["username"]],
            role=Role(row["role"]),
            instansi=instansi,
            unit=unit,
            area=area,
            since=SINCE,
            decree=DECREE,
        )
        for row, instansi, unit in rows
        for area in row.get("areas", [None])
    )
    return by_name


class _Player:
    """Does what the steps tell, one after the other, through the actions."""

    def __init__(self, told: dict[str, Row], units: dict[str, Unit], users: dict[str, User]) -> None:
        self._told, self._units, self._users = told, units, users
        self._assessments: dict[str, Assessment] = {}
        self._seen: dict[tuple[str, str, str], int] = {}  # the revision that stands, by story, tier and question

    def play(self, step: Step) -> None:
        by = self._users[step.row["by"]]
        match step.what:
            case "open":
                self._open(step, by)
            case "facts":
                self._state_facts(step, by)
            case "workbook":
                self._take_in(step, by)
            case _:
                self._answer(step, by)

    def _open(self, step: Step, by: User) -> None:
        story = self._told[step.story]
        self._assessments[step.story] = actions.open_assessment(
            unit=self._units[story["unit"]], year=story["year"], target=story["target"], by=by, now=step.at
        )

    def _state_facts(self, step: Step, by: User) -> None:
        facts = {name: value for name, value in step.row.items() if name not in {"at", "by"}}
        target = self._told[step.story]["target"]
        assessment = self._assessments[step.story]
        actions.state_facts(assessment=assessment, target=target, facts=facts, by=by, now=step.at)

    def _take_in(self, step: Step, by: User) -> None:
        tier = step.row.get("tier", Tier.UNIT)
        assessment = self._assessments[step.story]
        content = _content(step.row["rows"])
        intake = actions.preview_intake(
            assessment=assessment,
            tier=tier,
            name=step.row["file"],
            sha256=hashlib.sha256(json.dumps(content).encode()).hexdigest(),
            content=content,
            by=by,
            now=step.at,
        )
        actions.take_in(intake=intake, accepted=dict.fromkeys(content["rows"], 0), by=by, now=step.at)
        for question, head in Sheet.objects.get(assessment=assessment, tier=tier).heads.items():
            self._seen[step.story, tier, question] = head["n"]

    def _answer(self, step: Step, by: User) -> None:
        tier, question = step.row.get("tier", Tier.UNIT), step.row["question"]
        place = (step.story, tier, question)
        typed = Typed(
            answer=step.row["answer"],
            note=step.row.get("note", ""),
            link=step.row.get("link", ""),
            seen=step.row.get("seen", self._seen.get(place, 0)),
        )
        done = actions.answer(
            assessment=self._assessments[step.story], tier=tier, question_id=question, typed=typed, by=by, now=step.at
        )
        if isinstance(done, actions.Saved):
            self._seen[place] = done.revision.number


def _content(rows: dict[str, Row]) -> dict[str, Any]:
    """Return what the intake of a workbook with these rows keeps."""
    blank: Row = {"answer": None, "note": "", "link": ""}
    return {"rows": {id: {**blank, **row} for id, row in rows.items()}}
