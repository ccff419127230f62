"""Who may what, and where: the table of roles and places, then the doors."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from bening.foundation import access
from bening.foundation.access import grant, may, public, requires, scope_of, signed_in
from bening.foundation.accounts.models import Assignment, Role, User
from bening.foundation.accounts.queries import forget
from bening.foundation.registry import AnnouncedTwice, NotAnnounced, Registry
from bening.foundation.units.models import Unit
from bening.foundation.units.queries import visible_to

ANSWER, READ, REVIEW = "thing.answer", "thing.read", "thing.review"


@pytest.fixture(autouse=True)
def _permissions(monkeypatch):
    monkeypatch.setattr(access, "roles_with", Registry("permission"))
    grant(ANSWER, to={Role.PIC, Role.KETUA})
    grant(READ, to=Role)
    grant(REVIEW, to={Role.TPI})
    grant("units.view", to=Role)


EVERYWHERE = {"unit", "sibling", "top"}
TABLE = [
    # role, permission, units in which it is held
    (Role.PEGAWAI, READ, {"unit"}),
    (Role.PEGAWAI, ANSWER, set()),
    (Role.PIC, READ, {"unit"}),
    (Role.PIC, ANSWER, {"unit"}),
    (Role.KETUA, ANSWER, {"unit"}),
    (Role.KETUA, REVIEW, set()),
    (Role.PIMPINAN, READ, {"unit"}),
    (Role.PIMPINAN, ANSWER, set()),
    (Role.TPI, READ, EVERYWHERE),
    (Role.TPI, REVIEW, EVERYWHERE),
    (Role.TPI, ANSWER, set()),
    (Role.ADMIN, READ, EVERYWHERE),
    (Role.ADMIN, REVIEW, set()),
]


@pytest.mark.parametrize(("role", "permission", "where"), TABLE)
def test_a_role_reaches_its_own_place_and_no_other(house, role, permission, where):
    place = () if role in {Role.TPI, Role.ADMIN} else (house.unit, 3) if role == Role.PIC else (house.unit,)
    person = house.person("seseorang", "Seseorang", (role, *place))

    held = {
        name for name in ("unit", "sibling", "top", "foreign") if may(person, permission, unit=getattr(house, name))
    }

    assert held == where
    assert may(person, permission) is bool(where)


def test_a_pic_answers_only_for_the_own_area(house):
    person = house.person("pic", "Pic", (Role.PIC, house.unit, 2), (Role.PIC, house.unit, 5))

    assert [area for area in range(1, 7) if may(person, ANSWER, unit=house.unit, area=area)] == [2, 5]
    assert not any(may(person, ANSWER, unit=house.sibling, area=area) for area in range(1, 7))
    assert scope_of(person, ANSWER).areas_of(house.unit) == {2, 5}


def test_roles_in_two_places_add_up(house):
    person = house.person("dua", "Dua", (Role.PIC, house.unit, 2), (Role.KETUA, house.sibling))

    assert scope_of(person, ANSWER).areas_of(house.sibling) == {1, 2, 3, 4, 5, 6}
    assert set(visible_to(person)) == {house.unit, house.sibling}
    assert set(Unit.objects.filter(scope_of(person, ANSWER).q(""))) == {house.unit, house.sibling}


def test_nobody_holds_anything_before_and_after_their_time(house):
    today = timezone.localdate()
    person = house.person("sementara", "Sementara")
    spans = {
        "before": (today + timedelta(days=1), None),
        "first day": (today, None),
        "last day": (today - timedelta(days=9), today + timedelta(days=1)),
        "after": (today - timedelta(days=9), today),
    }
    held = {}
    for name, (since, until) in spans.items():
        one = Assignment.objects.create(
            user=person, role=Role.KETUA, instansi=house.instansi, unit=house.unit, since=since, until=until
        )
        forget(person)
        held[name] = may(person, ANSWER, unit=house.unit)
        one.delete()

    assert held == {"before": False, "first day": True, "last day": True, "after": False}


def test_whoever_is_shut_out_holds_nothing(house, sari):
    assert may(sari, ANSWER)

    User.objects.filter(pk=sari.pk).update(is_active=False)

    assert not may(User.objects.get(pk=sari.pk), ANSWER)


def test_a_stranger_holds_nothing(db):
    assert not may(AnonymousUser(), READ)
    assert not visible_to(AnonymousUser()).exists()


def test_assignments_are_read_once_for_a_request(sari, house, django_assert_num_queries):
    with django_assert_num_queries(1):
        for _ in range(5):
            may(sari, ANSWER, unit=house.unit)
            scope_of(sari, READ)


def test_a_permission_that_nobody_announced_is_a_fault_in_the_house(sari):
    with pytest.raises(NotAnnounced, match=r"thing\.fly"):
        may(sari, "thing.fly")


def test_a_permission_is_announced_once():
    with pytest.raises(AnnouncedTwice):
        grant(ANSWER, to={Role.TPI})


def test_a_door_says_who_may_open_it():
    assert requires(READ)(HttpResponse).access == access.Access("permission", permission=READ)
    assert public(because="a shop window")(HttpResponse).access == access.Access("public", because="a shop window")
    assert signed_in(because="one's own")(HttpResponse).access == access.Access("signed-in", because="one's own")


@pytest.mark.parametrize("person", ["fajar", "stranger"])
def test_a_door_that_does_not_open_is_not_there(request, person):
    asked = RequestFactory().get("/")
    asked.user = AnonymousUser() if person == "stranger" else request.getfixturevalue(person)

    @requires(ANSWER)
    def view(_request):
        pytest.fail("opened")

    with pytest.raises(Http404):
        view(asked)
