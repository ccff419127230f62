# ruff: noqa: S311, S608 -- chance is seeded to be repeated; the statements are this file's own
"""Whatever is done to the record behind the house's back is found, and the first broken entry named."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bening.foundation.audit import log
from bening.foundation.audit.models import AppendOnly, Entry, Head

AT = datetime(2026, 11, 20, 7, 5, 3, 123456, tzinfo=UTC)


def write(count, *, by=None, unit=None):
    for number in range(count):
        log.record(
            "test.write",
            on=("test.thing", str(number)),
            by=by,
            at=AT + timedelta(seconds=number),
            unit=unit,
            data={"jawaban": "Ya", "urut": number, "daftar": [1, None, True, "é"]},
        )


@pytest.mark.django_db
def test_an_untouched_record_is_whole():
    write(5)

    assert log.verify() == log.Verdict(entries=5)
    assert log.verify().whole


@pytest.mark.django_db
def test_an_empty_record_is_whole():
    assert log.verify() == log.Verdict(entries=0)


def test_an_entry_says_who_did_what_to_what_where(house, sari):
    entry = log.record("units.rename", on=house.unit, by=sari, at=AT, unit=house.unit, data={"dari": "A", "ke": "B"})

    stored = Entry.objects.get()
    assert (stored.seq, stored.by, stored.by_name, stored.act) == (1, sari, "Sari Wulandari", "units.rename")
    assert (stored.subject, stored.subject_id, stored.unit) == ("units.unit", str(house.unit.pk), house.unit)
    assert (stored.at, stored.data) == (AT, {"dari": "A", "ke": "B"})
    assert (stored.previous, stored.hash) == (log.GENESIS, entry.hash)


@pytest.mark.django_db
def test_each_entry_holds_the_hash_of_the_one_before():
    write(4)

    entries = list(Entry.objects.order_by("seq"))
    assert [entry.seq for entry in entries] == [1, 2, 3, 4]
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert (Head.objects.get().seq, Head.objects.get().hash) == (4, entries[-1].hash)


@pytest.mark.django_db
def test_an_entry_costs_three_small_queries():
    write(1)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        write(1)

    assert len(queries) == 3


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_refused_outside_a_transaction():
    with pytest.raises(log.NotInTransaction):
        write(1)

    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_an_entry_goes_when_its_write_is_undone():
    write(1)

    def write_and_fail():
        with transaction.atomic():
            write(2)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()

    write(1)
    assert log.verify() == log.Verdict(entries=2)


@pytest.mark.django_db
@pytest.mark.parametrize("value", [1.5, b"x", {1: 2}, "a\x00b", AT])
def test_what_has_no_one_text_is_refused(value):
    with pytest.raises(TypeError):
        log.record("test.write", on=("a", "b"), by=None, at=AT, data={"nilai": value})


@pytest.mark.django_db
def test_the_model_refuses_change_and_removal():
    write(1)
    entry = Entry.objects.get()

    for attempt in (
        entry.save,
        entry.delete,
        lambda: Entry.objects.update(act="x"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.bulk_update([entry], ["act"]),
        lambda: Entry.objects.create(seq=2),
        lambda: Entry.objects.bulk_create([Entry(seq=2)]),
        lambda: Entry.objects.filter(pk=1).update_or_create(seq=1),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    assert log.verify().whole


# --- behind the house's back


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def row(seq):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_entry WHERE seq = %s", [seq])
        return dict(
            zip(
                [column.name if hasattr(column, "name") else column[0] for column in cursor.description],
                cursor.fetchone(),
                strict=True,
            )
        )


def other(value, chance):
    """Return a value of the same kind that differs."""
    if value is None:
        return None
    if isinstance(value, int):
        return value + chance.choice([1, -1, 1000])
    if isinstance(value, datetime):
        return value + timedelta(microseconds=chance.choice([1, 10**6, -(10**9)]))
    at = chance.randrange(len(value) + 1)
    if len(value) == 64 or (value and chance.random() < 0.5):  # a hash cannot grow on PostgreSQL
        at = min(at, len(value) - 1)
        swapped = chr((ord(value[at]) - 32 + 1) % 90 + 33)
        return value[:at] + (swapped if swapped != value[at] else "~") + value[at + 1 :]
    return value[:at] + chance.choice("ax7 \"'{é") + value[at:]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(40))
def test_any_edit_of_any_field_is_found(seed, house, sari):
    chance = random.Random(seed)
    write(12, by=sari, unit=house.unit)
    seq = chance.randint(1, 12)
    column = chance.choice(
        ["at", "by_id", "by_name", "act", "subject", "subject_id", "unit_id", "data", "previous", "hash"]
    )
    new = (
        chance.choice([house.sibling.pk, None])
        if column == "unit_id"
        else None
        if column == "by_id"
        else other(row(seq)[column], chance)
    )

    sql(f"UPDATE audit_entry SET {column} = %s WHERE seq = %s", new, seq)

    verdict = log.verify()
    assert not verdict.whole, (column, new)
    assert verdict.broken_at in {seq, seq + 1}, (column, new)  # a changed hash may show in the one that follows
    assert verdict.entries == verdict.broken_at - 1


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(20))
def test_any_removal_is_found(seed):
    chance = random.Random(seed)
    write(12)
    first = chance.randint(1, 12)
    last = chance.randint(first, 12)

    sql("DELETE FROM audit_entry WHERE seq BETWEEN %s AND %s", first, last)

    assert log.verify().broken_at == first


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(10))
def test_a_removal_is_found_when_the_rest_is_numbered_anew(seed):
    chance = random.Random(seed)
    write(12)
    gone = chance.randint(1, 11)

    sql("DELETE FROM audit_entry WHERE seq = %s", gone)
    for seq in range(gone + 1, 13):
        sql("UPDATE audit_entry SET seq = %s WHERE seq = %s", seq - 1, seq)
    sql("UPDATE audit_head SET seq = 11")

    assert log.verify().broken_at == gone


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "two"), [(1, 2), (3, 9), (11, 12)])
def test_two_entries_that_changed_places_are_found(one, two):
    write(12)

    sql("UPDATE audit_entry SET seq = 99 WHERE seq = %s", one)
    sql("UPDATE audit_entry SET seq = %s WHERE seq = %s", one, two)
    sql("UPDATE audit_entry SET seq = %s WHERE seq = 99", two)

    assert log.verify().broken_at == one


@pytest.mark.django_db
def test_an_inserted_entry_is_found():
    write(3)
    forged = row(3) | {"seq": 4}

    sql(f"INSERT INTO audit_entry ({', '.join(forged)}) VALUES ({', '.join(['%s'] * len(forged))})", *forged.values())

    assert log.verify().broken_at == 4


@pytest.mark.django_db
def test_a_lost_end_is_found_against_the_head():
    write(6)

    sql("DELETE FROM audit_entry WHERE seq > 4")

    assert log.verify() == log.Verdict(4, 5, "Entri 5 sampai 6 hilang dari ujung.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit_head", "UPDATE audit_head SET hash = 'x'", "UPDATE audit_head SET seq = 2"]
)
def test_a_damaged_head_is_found(statement):
    write(3)

    sql(statement)

    assert not log.verify().whole


@pytest.mark.django_db
def test_nothing_is_added_after_the_head_was_lost():
    write(3)
    sql("DELETE FROM audit_head")

    with pytest.raises(log.HeadLost):
        write(1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("data", "bukan json"),
        ("at", "bukan waktu"),
        ("at", "2026-13-45 99:00:00"),
        ("at", 5),
        ("by_name", 7),
        ("act", b"\xff"),
        ("hash", ""),
        ("seq", 2.5),
    ],
)
def test_a_value_of_another_kind_is_named_and_breaks_nothing_else(column, value):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite lets text stand in a column of moments")
    write(3)

    sql(f"UPDATE audit_entry SET {column} = %s WHERE seq = 2", value)

    assert log.verify().broken_at == 2


@pytest.mark.django_db
def test_the_database_itself_refuses_the_same_number_twice():
    write(1)

    with pytest.raises(DatabaseError), transaction.atomic():
        sql("INSERT INTO audit_entry SELECT * FROM audit_entry")
