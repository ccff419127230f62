"""The tables keep their promises whoever writes to them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from bening.foundation.accounts.models import Assignment, Role, User

SINCE = date(2026, 1, 1)


@pytest.fixture
def person(house):
    return house.person("orang", "Orang")


@pytest.mark.parametrize(
    ("role", "has_unit", "area"),
    [
        *((role, False, None) for role in (Role.PEGAWAI, Role.PIC, Role.KETUA, Role.PIMPINAN)),
        (Role.PIC, True, None),
        (Role.PIC, True, 0),
        (Role.PIC, True, 7),
        (Role.KETUA, True, 1),
        (Role.WBS, True, None),
        (Role.PLATFORM, False, None),
        (Role.TPN, False, None),
        (Role.ADMIN, True, None),
        (Role.ADMIN, False, 1),
        ("raja", False, None),
        ("", True, None),
    ],
)
def test_an_assignment_that_fits_no_role_is_refused(house, person, role, has_unit, area):
    wrong = Assignment(
        user=person, role=role, instansi=house.instansi, unit=house.unit if has_unit else None, area=area, since=SINCE
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.bulk_create([wrong])  # past every check in Python


def test_an_assignment_ends_after_it_begins(house, person):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            user=person, role=Role.TPI, instansi=house.instansi, since=SINCE, until=SINCE - timedelta(days=1)
        )


def test_the_same_assignment_is_given_once(house, person):
    given = {"user": person, "role": Role.TPI, "instansi": house.instansi, "since": SINCE}
    Assignment.objects.create(**given)

    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(**given)


def test_a_unit_of_another_instansi_is_refused(house, person):
    with pytest.raises(ValidationError, match="bukan bagian dari instansi"):
        Assignment.objects.create(
            user=person, role=Role.KETUA, instansi=house.instansi, unit=house.foreign, since=SINCE
        )


@pytest.mark.parametrize("field", ["username", "email"])
def test_a_name_to_sign_in_with_is_one_persons_whatever_its_case(person, field):
    twin = User(username="lain", email="lain@contoh.example", name="Lain")
    setattr(twin, field, getattr(person, field).upper())

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_people_without_an_address_do_not_collide(db):
    User.objects.create_user("satu")
    User.objects.create_user("dua")

    assert User.objects.filter(email="").count() == 2


def test_a_person_with_a_past_is_not_removed(sari):
    with pytest.raises(ProtectedError):
        sari.delete()


def test_a_person_without_password_cannot_sign_in(db):
    assert not User.objects.create_user("tanpa").has_usable_password()
