"""The ground of the matrix: three units with the same things in each, and an actor of every kind."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.test import Client
from django.utils import timezone

from bening.assessment import actions, stating
from bening.assessment.actions import Typed
from bening.assessment.models import Intake, Tier
from bening.evidence.models import Claim, Document, ShareLink, Version
from bening.foundation.accounts.models import Assignment, Role, User
from bening.foundation.audit.models import Entry
from bening.foundation.storage import stores
from bening.foundation.storage.models import Blob, Upload
from bening.foundation.units.models import Unit
from tests.matrix.actors import ACTORS, PLACES, SIGNED_IN, canary
from tests.people import House, build_house, come_in

CSRF = "m" * 32
MISSING = 999_999
FAR = 880_000  # keys of the other instansi lie above it, so that one is known where it turns up
ROLES = {
    "pegawai": Role.PEGAWAI,
    "pic": Role.PIC,
    "ketua": Role.KETUA,
    "pimpinan": Role.PIMPINAN,
    "petugas": Role.OFFICER,
    "tpi": Role.TPI,
    "tpi_ketua": Role.TPI_HEAD,
    "admin": Role.ADMIN,
    "wbs": Role.WBS,
    "tpn": Role.TPN,
    "platform": Role.PLATFORM,
}


@dataclass
class World:
    """Things by place and kind, as in ``things["sibling"]["assessment"]``; people by actor."""

    house: House
    things: dict[str, dict[str, object]] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)

    def thing(self, place: str, kind: str) -> object:
        """Return the key of a thing; of a missing place, a key that nothing has."""
        if place != "missing":
            return self.things[place][kind]
        example = self.things["own"][kind]
        return MISSING if isinstance(example, int) else "0" * len(str(example))

    def browser(self, actor: str, *, token: bool = True) -> Client:
        """Return the actor's browser, which can prove that a form is its own, or cannot."""
        client = self.browsers[actor]
        client.defaults.pop("HTTP_X_CSRFTOKEN", None)
        if token:
            client.defaults["HTTP_X_CSRFTOKEN"] = CSRF
        return client


def build() -> World:
    house = build_house()
    world = World(house)
    units = dict(zip(PLACES, (house.unit, house.sibling, house.foreign), strict=True))
    Unit.objects.filter(pk=house.foreign.pk).update(id=FAR + 1)
    units["foreign"] = Unit.objects.get(pk=FAR + 1)
    for place, unit in units.items():
        Unit.objects.filter(pk=unit.pk).update(name=f"Unit {canary('nama', place)}")
        unit.refresh_from_db()
        world.things[place] = _fill(unit, place)
    for actor in SIGNED_IN:
        world.people[actor] = _person(house, actor)
    shut_out = User.objects.create_user("nonaktif", "nonaktif@contoh.example", name="Nonaktif")
    Assignment.objects.create(
        user=shut_out, role=Role.KETUA, instansi=house.instansi, unit=house.unit, since=date(2020, 1, 1)
    )
    world.people["nonaktif"] = shut_out
    world.people["kedaluwarsa"] = world.people["ketua"]
    for actor in ACTORS:
        world.browsers[actor] = _browser(world, actor)
    User.objects.filter(pk=shut_out.pk).update(is_active=False)
    return world


def _person(house: House, actor: str) -> User:
    person = User.objects.create_user(actor, f"{actor}@contoh.example", f"sandi {actor} rahasia", name=actor.title())
    role = ROLES[actor]
    national = role == Role.PLATFORM
    in_unit = role in {Role.PEGAWAI, Role.PIC, Role.KETUA, Role.PIMPINAN, Role.OFFICER, Role.TPN}
    Assignment.objects.create(
        user=person,
        role=role,
        instansi=None if national else house.instansi,
        unit=house.unit if in_unit else None,
        area=1 if role == Role.PIC else None,
        since=date(2020, 1, 1),
    )
    return person


def _browser(world: World, actor: str) -> Client:
    client = Client(enforce_csrf_checks=True)
    if actor in world.people:
        come_in(client, world.people[actor])
        if actor == "kedaluwarsa":
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            kept = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
            kept.objects.filter(session_key=key).update(expire_date=timezone.now() - timedelta(minutes=1))
    client.cookies[settings.CSRF_COOKIE_NAME] = CSRF
    return client


def _fill(unit: Unit, place: str) -> dict[str, object]:
    """Lay one of everything into a unit, with its canaries, and return the keys."""
    now = timezone.now()
    far = {"pk": FAR + 2} if place == "foreign" else {}
    head = User.objects.create_user(f"kepala.{place}", f"{place}@contoh.example", name=f"Kepala {place}", **far)
    Assignment.objects.create(user=head, role=Role.KETUA, instansi=unit.instansi, unit=unit, since=date(2020, 1, 1))
    made = actions.open_assessment(unit=unit, year=2026, target="WBK", by=head, now=now)
    for tier, kind in ((Tier.UNIT, "isi"), (Tier.TPI, "draf")):
        typed = Typed(answer="Ya", note=canary(kind, place))
        actions.answer(assessment=made, tier=tier, question_id="P.1.i.a", typed=typed, by=head, now=now)
    intake = Intake.objects.create(
        assessment=made, tier=Tier.UNIT, name=f"{canary('isi', place)}.xlsx", sha256="0" * 64, at=now, by=head,
        content={"rows": {}, "findings": [], "problems": [], "layout": "jawaban-2026", "blank": []},
    )  # fmt: skip
    documents = {
        kind: _document(unit, head, canary(word, place), classification, far={"pk": FAR + 3 + len(kind)} if far else {})
        for kind, word, classification in (
            ("document", "bukti", "internal"),
            ("limited", "terbatas", "terbatas"),
            ("secret", "rahasia", "rahasia"),
        )
    }
    claim = Claim.objects.create(
        document=documents["document"][0], unit=unit, year=2026, question="P.1.i.a", at=now, by=head,
        version=documents["document"][1],
    )  # fmt: skip
    return {
        "unit": unit.pk,
        "instansi": unit.instansi_id,
        "assessment": made.pk,
        "intake": intake.pk,
        "person": head.pk,
        "post": head.assignments.get().pk,
        "facts_seen": stating.seen(made),
        "entry": Entry.objects.order_by("-seq").first().seq,
        "upload": Upload.objects.create(
            key=hashlib.sha256(place.encode()).hexdigest()[:43],
            by=head,
            name="x.pdf",
            size=9,
            began_at=now,
            changed_at=now,
        ).key,
        "link": ShareLink.objects.create(
            token_hash=hashlib.sha256(place.encode()).hexdigest(),
            unit=unit,
            year=2026,
            to="Penilai",
            expires_at=now + timedelta(days=1),
            at=now,
            by=head,
        ).pk,
        "claim": claim.pk,
        "version": documents["document"][1].pk,
        "blob": documents["document"][1].blob_id,
        **{kind: document.pk for kind, (document, _) in documents.items()},
    }


def _document(unit: Unit, by: User, title: str, classification: str, *, far: dict) -> tuple[Document, Version]:
    now = timezone.now()
    content = title.encode()
    with NamedTemporaryFile(delete=False) as staged:
        staged.write(content)
    stores.store().put(Path(staged.name), sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    blob = Blob.objects.create(
        sha256=hashlib.sha256(title.encode()).hexdigest(), size=len(title), kind="pdf", scan="bersih", stored_at=now
    )
    document = Document.objects.create(
        unit=unit, title=title, proves_from=date(2026, 1, 1), proves_until=date(2026, 12, 31), area=1,
        classification=classification, created_at=now, created_by=by, changed_at=now, versions_count=1, **far,
    )  # fmt: skip
    version = Version.objects.create(**far, document=document, number=1, blob=blob, name=f"{title}.pdf", at=now, by=by)
    document.latest = version
    document.save(update_fields=["latest"])
    return document, version
