"""Sari decides, Budi works in her unit, Citra is from elsewhere, Dewi evaluates, Anon is the public."""

import time
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from bening.foundation.accounts.models import Assignment, Role, User
from bening.foundation.signin import proof
from bening.foundation.units.models import Instansi, Unit

SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class House:
    """Two units under one instansi, and one elsewhere."""

    instansi: Instansi
    other_instansi: Instansi
    top: Unit
    unit: Unit  # Sari's and Budi's
    sibling: Unit  # Citra's
    foreign: Unit  # of the other instansi

    def person(self, username: str, name: str, *roles: tuple) -> User:
        """Store a person with roles given as (role,), (role, unit) or (role, unit, area)."""
        user = User.objects.create_user(username, f"{username}@contoh.example", f"sandi {username} rahasia", name=name)
        for role, *place in roles:
            unit = place[0] if place else None
            Assignment.objects.create(
                user=user,
                role=role,
                instansi=unit.instansi if unit else self.instansi,
                unit=unit,
                area=place[1] if len(place) > 1 else None,
                since=SINCE,
            )
        return user


def build_house() -> House:
    instansi = Instansi.objects.create(name="Kementerian Contoh", short_name="Kemencontoh", kind="kl")
    other = Instansi.objects.create(name="Pemerintah Kota Misal", short_name="Kota Misal", kind="pemda")
    top = Unit.objects.create(instansi=instansi, name="Direktorat Jenderal Contoh", short_name="Ditjen", kind="eselon1")
    return House(
        instansi=instansi,
        other_instansi=other,
        top=top,
        unit=Unit.objects.create(
            instansi=instansi, parent=top, name="Balai Sertifikat Contoh", short_name="Balai Sertifikat", kind="upt"
        ),
        sibling=Unit.objects.create(
            instansi=instansi, parent=top, name="Balai Pelatihan Contoh", short_name="Balai Pelatihan", kind="upt"
        ),
        foreign=Unit.objects.create(instansi=other, name="Dinas Layanan Misal", short_name="Dinas Layanan", kind="opd"),
    )


@pytest.fixture
def house(db) -> House:
    return build_house()


@pytest.fixture
def sari(house) -> User:
    """Leads the ZI team."""
    return house.person("sari", "Sari Wulandari", (Role.KETUA, house.unit))


@pytest.fixture
def budi(house) -> User:
    """Answers for area 1 of Sari's unit."""
    return house.person("budi", "Budi Hartono", (Role.PIC, house.unit, 1))


@pytest.fixture
def citra(house) -> User:
    """Leads the team of the unit next door."""
    return house.person("citra", "Citra Lestari", (Role.KETUA, house.sibling))


@pytest.fixture
def dewi(house) -> User:
    """Evaluates every unit of the instansi."""
    return house.person("dewi", "Dewi Anggraini", (Role.TPI,))


@pytest.fixture
def eko(house) -> User:
    """Administers the instansi."""
    return house.person("eko", "Eko Prasetyo", (Role.ADMIN,))


@pytest.fixture
def fajar(house) -> User:
    """Works in Sari's unit, without a part in the team."""
    return house.person("fajar", "Fajar Nugroho", (Role.PEGAWAI, house.unit))


@pytest.fixture
def gita(house) -> User:
    """Heads Sari's unit."""
    return house.person("gita", "Gita Maharani", (Role.PIMPINAN, house.unit))


@pytest.fixture
def anon() -> Client:
    return Client(enforce_csrf_checks=True)


def come_in(client: Client, person: User, *, factor: bool = True) -> Client:
    """Sign ``person`` in, and let the session carry a second factor that was used just now, or none."""
    client.force_login(person)
    if factor:
        session = client.session
        session[proof.FACTOR] = session[proof.STEP] = {"of": person.pk, "at": time.time()}
        session.save()
    return client


@pytest.fixture
def as_person(db):
    """Return a browser in which somebody has signed in, with a second factor."""

    def sign_in(person: User, **options) -> Client:
        return come_in(Client(**options), person)

    return sign_in


@pytest.fixture
def as_person_without_factor(db):
    """Return a browser in which somebody has typed their password, and no more."""

    def sign_in(person: User) -> Client:
        return come_in(Client(), person, factor=False)

    return sign_in
