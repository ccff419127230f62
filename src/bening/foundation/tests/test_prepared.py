import pytest
from django.db import transaction

from bening.foundation.accounts.models import User
from bening.foundation.prepared import Prepared, PreparedInsert, PreparedUpdate
from bening.foundation.units.models import Unit


def test_rows_are_what_the_orm_would_have_read(house):
    by_instansi = Prepared(Unit, "instansi_id = %s")

    found = by_instansi.all(house.instansi.pk)

    wanted = list(Unit.objects.filter(instansi=house.instansi))
    assert sorted(found, key=lambda one: one.pk) == sorted(wanted, key=lambda one: one.pk)
    assert {one.pk: one.created_at for one in found} == {one.pk: one.created_at for one in wanted}


def test_moments_and_truths_come_back_as_themselves(sari):
    found = Prepared(User, "id = %s").one(sari.pk)

    assert (found.joined_at, found.last_login) == (User.objects.get(pk=sari.pk).joined_at, None)
    assert found.is_active is True


def test_what_is_not_there_is_said_in_the_models_own_way(db):
    with pytest.raises(User.DoesNotExist):
        Prepared(User, "id = %s").one(0)


def test_columns_that_were_left_out_load_when_asked_for(sari, django_assert_num_queries):
    named = Prepared(User, "id = %s", only=("id", "name")).one(sari.pk)

    with django_assert_num_queries(0):
        assert named.name == "Sari Wulandari"
    with django_assert_num_queries(1):
        assert named.username == "sari"


def test_a_locked_row_can_be_read_and_written_in_one_transaction(house):
    with transaction.atomic():
        unit = Prepared(Unit, "id = %s", lock=True).one(house.unit.pk)
        unit.short_name, unit.name = "Baru", "Tidak ditulis"
        PreparedUpdate(Unit, ("short_name",))(unit)

    kept = Unit.objects.get(pk=house.unit.pk)
    assert (kept.short_name, kept.name) == ("Baru", "Balai Sertifikat Contoh")


def test_a_new_row_is_stored_and_knows_its_key(house):
    unit = PreparedInsert(Unit)(
        Unit(instansi=house.instansi, name="Balai Baru", short_name="Baru", created_at=house.unit.created_at)
    )

    assert Unit.objects.get(pk=unit.pk).name == "Balai Baru"
    unit.save()
    assert Unit.objects.filter(name="Balai Baru").count() == 1
