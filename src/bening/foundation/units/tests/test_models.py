"""Units form a tree inside one instansi."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bening.foundation.units.models import Instansi, Unit


def test_a_parent_is_of_the_same_instansi(house):
    house.foreign.parent = house.top

    with pytest.raises(ValidationError, match="instansi yang sama"):
        house.foreign.save()


def test_a_unit_is_never_below_itself(house):
    house.top.parent = house.unit

    with pytest.raises(ValidationError, match="di bawah dirinya"):
        house.top.save()


def test_the_table_refuses_a_unit_that_is_its_own_parent(house):
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=house.unit.pk).update(parent=house.unit)


@pytest.mark.parametrize("parent", ["top", None])
def test_siblings_differ_in_name(house, parent):
    above = getattr(house, parent) if parent else None
    given = {"instansi": house.instansi, "parent": above, "name": "Balai Kembar", "short_name": "Kembar"}
    Unit.objects.create(**given)

    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(**given)


@pytest.mark.parametrize("wrong", [{"kind": "kerajaan"}, {"name": ""}, {"short_name": ""}])
def test_the_tables_refuse_what_is_no_unit_and_no_instansi(house, wrong):
    for model in (Unit, Instansi):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**wrong)
