"""An evaluator's reach leaves out what they must not judge: a whole instansi, but not their own unit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bening.assessment.permissions import Permission
from bening.foundation.access import may, scope_of
from bening.foundation.accounts.models import Acting, Assignment, Role, User
from bening.foundation.units.models import Unit

LONG_AGO = timezone.localdate() - timedelta(days=4_000)


def give(person, role, unit=None, instansi=None, *, left=None, **more):
    today = timezone.localdate()
    until = None if left is None else today - timedelta(days=left)
    place = unit.instansi if unit else instansi
    Assignment.objects.create(user=person, role=role, instansi=place, unit=unit, since=LONG_AGO, until=until, **more)
    return User.objects.get(pk=person.pk)


def judged(person, house):
    """Return the units that a person may evaluate, by both ways of asking."""
    scope = scope_of(person, Permission.ASSESS)
    named = {name for name in ("unit", "sibling", "top", "foreign") if scope.covers(getattr(house, name))}
    listed = set(Unit.objects.filter(scope.q("")))
    assert listed == {getattr(house, name) for name in named}
    return named


def seen(person):
    return set(Unit.objects.filter(scope_of(person, Permission.VIEW).q("")))


def test_an_evaluator_reaches_the_instansi(house, dewi):
    assert judged(dewi, house) == {"unit", "sibling", "top"}


def test_but_not_the_unit_where_they_work(house, dewi):
    assert judged(give(dewi, Role.PEGAWAI, house.unit), house) == {"sibling", "top"}


@pytest.mark.parametrize(("days", "free"), [(30, False), (700, False), (760, True)])
def test_nor_one_they_left_less_than_two_years_ago(house, dewi, days, free):
    assert ("unit" in judged(give(dewi, Role.PIMPINAN, house.unit, left=days), house)) is free


def test_what_they_are_as_a_colleague_stays(house, dewi):
    dewi = give(dewi, Role.PEGAWAI, house.unit)

    assert may(dewi, Permission.VIEW, unit=house.unit)
    assert not may(dewi, Permission.ASSESS, unit=house.unit)
    assert house.unit in Unit.objects.filter(scope_of(dewi, Permission.VIEW).q(""))


def test_an_assignment_to_the_very_unit_gives_way_too(house):
    person = house.person("hana", "Hana", (Role.TPI, house.unit))
    assert judged(person, house) == {"unit"}

    assert judged(give(person, Role.PEGAWAI, house.unit, left=10), house) == set()


def test_who_acts_for_another_carries_what_bars_the_other(house, sari):
    person = house.person("hana", "Hana")
    person = give(person, Role.TPI, instansi=house.instansi, acting=Acting.PLT, acting_for=sari)

    assert judged(person, house) == {"sibling", "top"}  # Sari leads the team of the unit


def test_the_national_team_never_judges_its_own_instansi(house):
    person = give(house.person("hana", "Hana"), Role.TPN)
    assert house.unit in seen(person)

    person = give(person, Role.TPI, instansi=house.instansi, left=100)

    assert seen(person) == {house.foreign}
    assert not may(person, Permission.VIEW, unit=house.unit)


def test_an_assignment_of_the_national_team_to_a_unit_of_its_own_instansi_reaches_nothing(house):
    person = give(house.person("hana", "Hana", (Role.WBS,)), Role.TPN, house.unit)

    assert not may(person, Permission.VIEW)


def test_only_evaluators_pay_for_it(house, sari, dewi, django_assert_num_queries):
    with django_assert_num_queries(1):
        may(User(pk=sari.pk, username="sari"), Permission.VIEW, unit=house.unit)
