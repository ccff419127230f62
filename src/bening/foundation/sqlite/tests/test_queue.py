"""Writers stand in a queue, and nobody who fails, leaves or dies keeps the others waiting."""

import threading
import time

import pytest
from django.db import IntegrityError, connections, transaction

from bening.foundation.sqlite.base import DatabaseWrapper


@pytest.fixture
def connect(tmp_path):
    """Return a maker of connections to one file, each as a process of its own would have."""
    made = []

    def make():
        alias = f"queue{len(made)}"
        place = {"NAME": tmp_path / "queue.sqlite3", "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 0.2}}
        connection = DatabaseWrapper({**connections["default"].settings_dict, **place}, alias)
        connections[alias] = connection
        made.append((threading.get_ident(), connection))
        return connection

    with make().cursor() as cursor:
        cursor.execute("CREATE TABLE line (number INTEGER PRIMARY KEY)")
    yield make
    for thread, connection in made:
        if thread == threading.get_ident():  # others close their own
            connection.close()
            del connections[connection.alias]


pytestmark = pytest.mark.django_db


def write(connection, number):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO line VALUES (%s)", [number])


def in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def held(connection):
    return connection._first  # noqa: SLF001 -- the only sign of it


def test_a_second_writer_waits_for_the_first_however_long_it_takes(connect):
    one, done = connect(), []

    def second():
        two = connect()
        with transaction.atomic(using=two.alias):
            write(two, 2)
        done.append(time.monotonic())
        two.close()

    with transaction.atomic(using=one.alias):
        write(one, 1)
        waiting = in_thread(second)
        time.sleep(0.6)  # three times what SQLite itself would wait here
        assert not done
        released = time.monotonic()
    waiting.join(5)

    assert done
    assert done[0] - released < 0.2


@pytest.mark.parametrize("how", ["commit", "error", "refused", "savepoint", "closed"])
def test_the_place_is_left_however_a_transaction_ends(connect, how):
    one, two = connect(), connect()

    def use():
        with transaction.atomic(using=one.alias):
            assert held(one)
            write(one, 1)
            if how == "error":
                raise RuntimeError
            if how == "refused":
                write(one, 1)
            if how == "closed":
                one.close()
            if how == "savepoint":
                with transaction.atomic(using=one.alias):
                    write(one, 5)

    expected = {"error": RuntimeError, "refused": IntegrityError}.get(how)
    if expected:
        with pytest.raises(expected):
            use()
    else:
        use()

    assert not held(one)
    with transaction.atomic(using=two.alias):
        write(two, 2)
    with transaction.atomic(using=one.alias):
        write(one, 3)


def test_a_database_in_memory_has_no_queue(connect):
    alone = connect()
    alone.settings_dict["NAME"] = ":memory:"

    with transaction.atomic(using=alone.alias):
        assert not held(alone)
