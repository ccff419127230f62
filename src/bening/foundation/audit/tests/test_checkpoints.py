# ruff: noqa: S608 -- the statements are this file's own
"""A checkpoint binds the record: what was signed cannot become something else unseen."""

import stat
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from bening.foundation.audit import chain, checkpoints, guards, keys, log, merkle, notes, verifying
from bening.foundation.audit.models import Checkpoint, Entry, Head, Subtree, canonical
from bening.foundation.audit.tree import Tree

AT = datetime(2026, 11, 20, 7, 5, 3, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"


def write(count):
    for number in range(count):
        log.record("test.write", on=("test.thing", str(number)), by=None, at=AT, data={"urut": number})


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def leaves():
    return [merkle.leaf(bytes.fromhex(one)) for one in Entry.objects.order_by("seq").values_list("hash", flat=True)]


def forge(seq):
    """Change an entry and hash everything after it anew, as somebody who has read our code would."""
    sql("UPDATE audit_entry SET act = 'x' WHERE seq = %s", seq)
    previous = None
    for entry in list(Entry.objects.filter(seq__gte=seq - 1).order_by("seq")):
        if entry.seq < seq:
            previous = entry.hash
            continue
        previous = previous or chain.GENESIS
        fields = (entry.by_id, entry.by_name, entry.act, entry.subject, entry.subject_id, entry.unit_id)
        hashed = chain.hash_of(entry.seq, entry.at, *fields, canonical(entry.data), previous)
        sql("UPDATE audit_entry SET previous = %s, hash = %s WHERE seq = %s", previous, hashed, entry.seq)
        previous = hashed
    sql("UPDATE audit_head SET hash = %s", previous)


def test_a_checkpoint_says_how_many_entries_have_which_root_and_is_signed():
    write(5)

    made = checkpoints.make(now=AT)

    note = notes.opened(made.text, keys.public_keys())
    assert (note.size, note.root) == (5, merkle.root(leaves()))
    assert (note.last, note.after, note.at) == (Head.objects.get().hash, 0, AT)
    assert made.text.splitlines()[0] == "bening"


def test_the_key_is_for_the_server_only_and_made_once(settings):
    first = keys.signing_key()

    assert keys.signing_key() == first
    assert stat.S_IMODE((settings.KEYS_DIR / "checkpoint.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.KEYS_DIR.stat().st_mode) == 0o700
    assert str(first.public) == (settings.KEYS_DIR / "checkpoint.vkey").read_text().strip()
    assert first.text() not in repr(first)


def test_nothing_new_makes_no_checkpoint():
    assert checkpoints.make(now=AT) is None
    write(1)
    assert checkpoints.make(now=AT)
    assert checkpoints.make(now=AT) is None


def test_each_checkpoint_continues_the_one_before_and_the_tree_is_kept():
    sizes = [1, 255, 256, 257, 300, 1025]
    for size in sizes:
        write(size - Entry.objects.count())
        checkpoints.make(now=AT)

    every = leaves()
    found = [notes.opened(one.text, keys.public_keys()) for one in Checkpoint.objects.order_by("size")]
    assert [(note.size, note.root) for note in found] == [(size, merkle.root(every[:size])) for size in sizes]
    assert [note.after for note in found] == [0, *sizes[:-1]]
    assert list(Subtree.objects.order_by("place").values_list("hash", flat=True)) == [
        merkle.root(every[low : low + 256]).hex() for low in range(0, 1024, 256)
    ]
    for old, new in pairwise(found):
        path = Tree(new.size).consistency(old.size)
        assert merkle.consistent(old.size, new.size, path, old.root, new.root)
    for seq in (1, 256, 257, 1025):
        assert merkle.included(every[seq - 1], seq - 1, 1025, Tree(1025).inclusion(seq), found[-1].root)
    assert verifying.verify() == verifying.Outcome(1025, checkpoints=len(sizes))


def test_a_checkpoint_reads_only_what_is_new(django_assert_max_num_queries):
    write(1500)
    checkpoints.make(now=AT)
    write(3)

    with django_assert_max_num_queries(40):
        checkpoints.make(now=AT)


def test_a_record_that_was_hashed_anew_is_found_between_its_checkpoints():
    for _ in range(3):
        write(10)
        checkpoints.make(now=AT)

    forge(14)

    assert log.verify().whole
    outcome = verifying.verify()
    assert outcome.broken_at == 11
    assert "11 sampai 20" in outcome.why


def test_a_record_that_was_hashed_anew_is_not_signed():
    write(10)
    checkpoints.make(now=AT)
    forge(4)
    write(1)

    with pytest.raises(chain.Broken):
        checkpoints.make(now=AT)


def test_a_damaged_new_entry_is_not_signed():
    write(10)
    sql("UPDATE audit_entry SET act = 'x' WHERE seq = 7")

    with pytest.raises(chain.Broken) as broken:
        checkpoints.make(now=AT)
    assert broken.value.at == 7
    assert not Checkpoint.objects.exists()


def rolled_back(size):
    """Put the tables back to what they were at ``size`` entries."""
    sql("DELETE FROM audit_entry WHERE seq > %s", size)
    sql("DELETE FROM audit_checkpoint WHERE size > %s", size)
    sql("UPDATE audit_head SET seq = %s, hash = (SELECT hash FROM audit_entry WHERE seq = %s)", size, size)


def test_an_older_database_is_found_by_what_stands_beside_the_keys():
    write(10)
    checkpoints.make(now=AT)
    write(10)
    checkpoints.make(now=AT)

    rolled_back(10)

    outcome = verifying.verify()
    assert (outcome.entries, outcome.broken_at) == (10, 11)
    assert "lebih tua" in outcome.why


def test_an_older_installation_is_found_by_a_checkpoint_that_somebody_kept(settings):
    write(10)
    first = checkpoints.make(now=AT)
    write(10)
    kept = checkpoints.make(now=AT).text
    rolled_back(10)
    keys.keep_newest(first.text)
    assert verifying.verify().whole

    outcome = verifying.verify({"surel": kept})

    assert outcome.broken_at == 11


def test_another_key_is_not_believed():
    write(3)
    stranger = notes.PrivateKey("bening", b"\x07" * 32)
    note = notes.Note("bening", 3, merkle.root(leaves()), Head.objects.get().hash, 0, AT)

    outcome = verifying.verify({"surel": notes.sign(note, stranger)})

    assert not outcome.whole


@pytest.mark.parametrize(
    ("statement", "at"),
    [
        ("DELETE FROM audit_checkpoint WHERE size = 20", 20),
        ("DELETE FROM audit_checkpoint", 20),
        ("UPDATE audit_checkpoint SET size = 21 WHERE size = 20", 20),
        ("UPDATE audit_checkpoint SET text = replace(text, 'entri', 'isi') WHERE size = 20", 1),
        (f"UPDATE audit_subtree SET hash = '{'0' * 64}'", 1),
        (f"INSERT INTO audit_subtree (level, place, hash) VALUES (2, 0, '{'0' * 64}')", 1),
        (f"INSERT INTO audit_subtree (level, place, hash) VALUES (1, 1, '{'0' * 64}')", 257),
    ],
)
def test_what_is_done_to_checkpoints_and_tree_is_found(statement, at):
    for count in (10, 10, 240):
        write(count)
        checkpoints.make(now=AT)
    assert verifying.verify().whole

    sql(statement)

    assert verifying.verify().broken_at == at


def test_signed_text_is_read_strictly():
    write(2)
    text = checkpoints.make(now=AT).text
    known = keys.public_keys()
    assert notes.opened(text.replace("\n", "\r\n"), known).size == 2

    for bad in ("", "\n\n", text.replace("2\n", "3\n", 1), text[: text.rindex("—")], text.replace("—", "-")):
        with pytest.raises(notes.Unusable):
            notes.opened(bad, known)
    for bad in ("", "bening+00000000+AAAA", str(known[0]).replace("bening", "bering")):
        with pytest.raises(notes.Unusable):
            notes.PublicKey.read(bad)
    assert notes.PublicKey.read(str(known[0])) == known[0]


def test_a_retired_key_is_still_believed(settings):
    write(2)
    checkpoints.make(now=AT)
    (settings.KEYS_DIR / "checkpoint.vkey").rename(settings.KEYS_DIR / "2026.vkey")
    (settings.KEYS_DIR / "checkpoint.key").unlink()
    write(2)
    checkpoints.make(now=AT + timedelta(days=1))

    assert verifying.verify() == verifying.Outcome(4, checkpoints=2)
    assert len(keys.public_keys()) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET act = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_head",
        "DELETE FROM audit_checkpoint",
        "UPDATE audit_subtree SET level = 9",
        "DELETE FROM audit_subtree",
        "TRUNCATE audit_entry CASCADE",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_recorded(statement):
    if connection.vendor == "sqlite" and statement.startswith("TRUNCATE"):
        pytest.skip("engine: SQLite has no TRUNCATE")
    write(300)
    checkpoints.make(now=AT)
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")  # nothing is pending that would refuse for a reason of its own
    guards.put_up(sql, connection.vendor)

    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        sql(statement)
    guards.take_down(sql, connection.vendor)

    assert verifying.verify().whole
