# ruff: noqa: S608, SLF001 -- the statements are this file's own, and it looks at both ways
"""The quick way vouches for exactly what the exact way finds in order, in one process and in several."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from bening.foundation.audit import chain, log, scanning
from bening.foundation.audit.models import Entry, canonical
from bening.foundation.audit.scanning import BLOCK

AT = datetime(2026, 11, 20, 7, 5, 3, tzinfo=UTC)


def fill(count):
    """Put in a long record at once."""
    columns = "seq, at, by_id, by_name, act, subject, subject_id, unit_id, data, previous, hash"
    rows, previous = [], chain.GENESIS
    for seq in range(1, count + 1):
        at = AT + timedelta(microseconds=seq * 500_000)  # every second one has no fraction
        rest = (None, "Sari", "test.write", "test.thing", str(seq), None, canonical({"urut": seq}))
        hashed = chain.hash_of(seq, at, *rest, previous)
        rows.append((seq, connection.ops.adapt_datetimefield_value(at), *rest, previous, hashed))
        previous = hashed
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO audit_entry ({columns}) VALUES ({', '.join(['%s'] * 11)})", rows)
        cursor.execute("INSERT INTO audit_head (id, seq, hash) VALUES (1, %s, %s)", [count, previous])


def scanned(last):
    return scanning.scan(chain._rows, connection.vendor, "%s", first=1, last=last)


@pytest.mark.django_db
def test_every_letter_that_a_text_can_hold_is_read_quickly():
    words = ["".join(map(chr, range(1, 256))), 'a"b\\c/d', "é 名前 \U0001f600 \u2028\u2029\ufeff", "", "%s %% {} '' --"]
    for word in words:
        log.record(
            word[:90], on=(word[:90], word[:90]), by=None, at=AT, data={"kata": word, word: [None, True, 10**30]}
        )

    assert scanned(len(words))[0] == len(words)
    assert chain.verify().whole


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 255, 256, 257, BLOCK, BLOCK + 1])
def test_the_quick_way_and_the_exact_way_give_the_same_tree(count):
    fill(count)
    slow = chain.Read()
    chain._read_slowly(count, slow)

    assert scanned(count) == (count, slow.tiles)
    assert slow.hash == Entry.objects.latest("seq").hash


@pytest.mark.django_db
def test_the_quick_way_stops_before_the_block_with_anything_odd():
    fill(BLOCK + 300)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET act = 'x' WHERE seq = %s", [BLOCK + 5])

    whole, tiles = scanned(BLOCK + 300)

    assert (whole, len(tiles)) == (BLOCK, BLOCK // 256)
    assert chain.verify() == chain.Verdict(BLOCK + 4, BLOCK + 5, f"Isi entri {BLOCK + 5} berubah setelah dicatat.")


@pytest.fixture
def several(monkeypatch, tmp_path):
    """Let records be read in several processes, which see what is stored."""

    def allow():
        monkeypatch.setattr(chain, "IN_PARALLEL_FROM", 1)
        monkeypatch.setattr(chain.os, "cpu_count", lambda: 3)
        if connection.vendor == "sqlite":
            with sqlite3.connect(tmp_path / "salinan.sqlite3") as file:
                connection.connection.backup(file)
            file.close()
            monkeypatch.setattr(chain, "_may_part", lambda: True)
            monkeypatch.setattr(chain, "_where", lambda: {"path": str(tmp_path / "salinan.sqlite3")})

    return allow


@pytest.mark.django_db(transaction=True)
def test_a_long_record_is_read_in_several_processes(several):
    fill(3 * BLOCK + 10)
    alone = chain.read_all()
    several()

    assert chain.read_all() == alone
    assert alone[0].whole


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seq", [1, BLOCK, BLOCK + 1, 2 * BLOCK + 7, 3 * BLOCK + 10])
def test_what_is_odd_in_any_part_is_named(several, seq):
    fill(3 * BLOCK + 10)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET by_name = 'Orang lain' WHERE seq = %s", [seq])
    several()

    verdict = chain.verify()

    assert (verdict.entries, verdict.broken_at) == (seq - 1, seq)


@pytest.mark.django_db(transaction=True)
def test_a_process_that_cannot_read_leaves_the_work_to_this_one(several, monkeypatch):
    fill(2 * BLOCK)
    several()
    monkeypatch.setattr(chain, "_where", lambda: {"path": "/nowhere/at/all"})

    assert chain.verify() == chain.Verdict(2 * BLOCK)
