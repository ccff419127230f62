# ruff: noqa: S311, S608 -- chance is seeded to be repeated; the statements are this file's own
"""Somebody with the database's own password changes what was recorded, in ten thousand ways, and is found every time.

The record is small so that each attempt takes milliseconds; how a large one is read is tested beside `audit.chain`.
"""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, models, transaction

from bening.assessment import actions
from bening.assessment.actions import Typed
from bening.assessment.editions import instrument_files
from bening.assessment.models import Assessment, Revision, Sheet
from bening.evidence import actions as evidence
from bening.evidence.models import Document, Version
from bening.foundation.audit import chain, checkpoints, keys, verifying
from bening.foundation.audit.bound import bound
from bening.foundation.audit.models import Checkpoint, Entry, canonical
from bening.foundation.storage.models import Blob

ATTEMPTS = {"sqlite": 1_000, "postgresql": 50}  # of each of the seeds
SEEDS = range(10)
AT = datetime(2026, 11, 20, 7, 5, 3, 123456, tzinfo=UTC)
QUESTIONS = [
    id
    for id, question in instrument_files.load(instrument_files.DEFAULT).questions.items()
    if {option.letter for option in getattr(question.scale, "options", ())} == {"Ya", "Tidak"}
][:6]
COLUMNS = ["at", "by_name", "act", "subject", "subject_id", "data", "previous", "hash", "by_id", "unit_id"]


class Nothing(Exception):
    """The attempt changed nothing, or the database itself refused it: try another."""


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@pytest.fixture
def story(house, sari, settings, tmp_path):
    """Return a record with its checkpoints, and the newest of them as somebody keeps it elsewhere."""
    settings.KEYS_DIR = tmp_path / "keys"
    now = AT
    assessment = actions.open_assessment(unit=house.unit, year=2026, target="WBK", by=sari, now=now)
    for turn in range(3):
        for question in QUESTIONS:
            now += timedelta(minutes=1)
            typed = Typed(answer=["Ya", "Tidak", "Ya"][turn], note=f"catatan {turn}", seen=turn)
            actions.answer(assessment=assessment, tier="unit", question_id=question, typed=typed, by=sari, now=now)
        blob = Blob.objects.create(sha256=f"{turn:064x}", size=10, kind="pdf", stored_at=now)
        about = evidence.Described(title=f"SK {turn}", proves_from=date(2026, 1, 1), proves_until=date(2026, 12, 31))
        document = evidence.add_document(unit=house.unit, described=about, blob=blob, name="sk.pdf", by=sari, now=now)
        newer = Blob.objects.create(sha256=f"{turn + 9:064x}", size=10, kind="pdf", stored_at=now)
        evidence.add_version(document, blob=newer, name="sk-baru.pdf", by=sari, now=now)
        checkpoints.make(now=now)
    actions.state_facts(assessment=assessment, target="WBBM", facts={"a": "b"}, by=sari, now=now)
    return {"surel": Checkpoint.objects.first().text}


def other(value, field, chance):
    """Return a value of the field's kind that differs."""
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.JSONField):
        return chance.choice([one for one in ("Ya", "Tidak", None, {"a": 1}, [7]) if one != value])
    if isinstance(field, models.DateTimeField):
        return (value or AT) + timedelta(microseconds=chance.choice([1, 10**6, -(10**9)]))
    if isinstance(field, models.DateField):
        return (value or AT.date()) + timedelta(days=chance.choice([1, -1, 365]))
    if field.is_relation or isinstance(field, models.IntegerField):
        return f"{chance.getrandbits(200):064x}" if isinstance(value, str) else (value or 0) + chance.choice([1, 5])
    text = value or ""
    at = chance.randrange(len(text) + 1)
    return chance.choice([text[:at] + "x" + text[at:], text[:at] + "~" + text[at + 1 :]])


# --- each attempt returns the entries, or the row, of which one must be named first


def edit_entry(chance, entries):
    seq, column = chance.randint(1, entries), chance.choice(COLUMNS)
    value = sql(f"SELECT {column} FROM audit_entry WHERE seq = %s", seq)[0][0]
    if column in {"by_id", "unit_id"}:
        new = None if value else 1
    elif column == "at":
        field = Entry._meta.get_field("at")
        new = connection.ops.adapt_datetimefield_value(other(Entry.objects.get(seq=seq).at, field, chance))
    else:
        at = chance.randrange(len(value))
        new = value[:at] + chance.choice([one for one in "x~7" if one != value[at]]) + value[at + 1 :]
    sql(f"UPDATE audit_entry SET {column} = %s WHERE seq = %s", new, seq)
    return {seq, seq + 1}


def remove_entries(chance, entries):
    first = chance.randint(1, entries)
    sql("DELETE FROM audit_entry WHERE seq BETWEEN %s AND %s", first, chance.randint(first, entries))
    return {first}


def remove_and_renumber(chance, entries):
    gone = chance.randint(1, entries - 1)
    sql("DELETE FROM audit_entry WHERE seq = %s", gone)
    for seq in range(gone + 1, entries + 1):
        sql("UPDATE audit_entry SET seq = %s WHERE seq = %s", seq - 1, seq)
    sql("UPDATE audit_head SET seq = %s", entries - 1)
    return {gone}


def insert_entry(chance, entries):
    columns = "at, by_id, by_name, act, subject, subject_id, unit_id, data, previous, hash"
    source = chance.randint(1, entries)
    seq = chance.choice([0, entries + 1, entries + 7])
    sql(f"INSERT INTO audit_entry (seq, {columns}) SELECT {seq}, {columns} FROM audit_entry WHERE seq = %s", source)
    return {1, entries + 1}


def swap_entries(chance, entries):
    one, two = sorted(chance.sample(range(1, entries + 1), 2))
    for old, new in ((one, 9_999), (two, one), (9_999, two)):
        sql("UPDATE audit_entry SET seq = %s WHERE seq = %s", new, old)
    return {one}


def truncate(chance, entries):
    tables = ["audit_entry", "audit_head", "audit_checkpoint", "audit_subtree"]
    sql("DELETE FROM audit_entry")
    for table in chance.sample(tables[1:], chance.randint(0, 3)):
        sql(f"DELETE FROM {table}")
    return {1}


def edit_head(chance, entries):
    statements = ["seq = seq + 1", "seq = seq - 1", "hash = repeat_7", "seq = 0"]
    sql(f"UPDATE audit_head SET {chance.choice(statements)}".replace("repeat_7", f"'{'7' * 64}'"))
    return {1, entries, entries + 1}


def cut_the_end(chance, entries):
    last = chance.randint(1, entries - 1)
    sql("DELETE FROM audit_entry WHERE seq > %s", last)
    sql("UPDATE audit_head SET seq = %s, hash = (SELECT hash FROM audit_entry WHERE seq = %s)", last, last)
    return {last + 1} if last < Checkpoint.objects.first().size else ROWS


def roll_back(chance, entries):
    """Put all of it back to an older state, as from an old copy: checkpoints, tree, and what stands beside the keys."""
    sizes = list(Checkpoint.objects.order_by("size").values_list("size", flat=True))
    last = chance.randint(1, sizes[-1] - 1)
    sql("DELETE FROM audit_entry WHERE seq > %s", last)
    sql("DELETE FROM audit_checkpoint WHERE size > %s", last)
    sql("UPDATE audit_head SET seq = %s, hash = (SELECT hash FROM audit_entry WHERE seq = %s)", last, last)
    sql("DELETE FROM assessment_revision WHERE id > %s", chance.randint(0, 5))
    return {last + 1}


def write_history_anew(chance, entries):
    """Change an entry and hash all that follow anew, as somebody who has read our code would."""
    sizes = [0, *Checkpoint.objects.order_by("size").values_list("size", flat=True)]
    seq = chance.randint(1, sizes[-1])
    every = list(Entry.objects.filter(seq__gte=seq).order_by("seq"))
    previous = every[0].previous
    for entry in every:
        act = "assessment.forged" if entry.seq == seq else entry.act
        fields = (entry.by_id, entry.by_name, act, entry.subject, entry.subject_id, entry.unit_id)
        hashed = chain.hash_of(entry.seq, entry.at, *fields, canonical(entry.data), previous)
        statement = "UPDATE audit_entry SET act = %s, previous = %s, hash = %s WHERE seq = %s"
        sql(statement, act, previous, hashed, entry.seq)
        previous = hashed
    sql("UPDATE audit_head SET hash = %s", previous)
    return {1 + max(size for size in sizes if size < seq)}


def touch_checkpoints(chance, entries):
    size = chance.choice(list(Checkpoint.objects.values_list("size", flat=True)))
    text = Checkpoint.objects.get(size=size).text
    at = chance.randrange(len(text))
    changed = text[:at] + chance.choice([one for one in "A7x" if one != text[at]]) + text[at + 1 :]
    if chance.random() < 0.5:
        sql("DELETE FROM audit_checkpoint WHERE size = %s", size)
        return {size}
    sql("UPDATE audit_checkpoint SET text = %s WHERE size = %s", changed, size)
    return {1}


ROWS = {None, *range(1, 1_000)}
TABLES = (Assessment, Revision, Document, Version)


def edit_row(chance, entries):
    model = chance.choice(TABLES)
    row = chance.choice(list(model.objects.all()))
    name = chance.choice(bound[model._meta.label_lower].names[1:])
    field = next(one for one in model._meta.concrete_fields if one.attname == name)
    new = other(getattr(row, name), field, chance)
    model.objects.filter(pk=row.pk).update(**{name: new})
    return f"{model._meta.label_lower} {row.pk}"


def swap_file(chance, entries):
    version = chance.choice(list(Version.objects.all()))
    blob = chance.choice([None, *Blob.objects.exclude(pk=version.blob_id)])
    Version.objects.filter(pk=version.pk).update(blob=blob)
    return f"evidence.version {version.pk}"


def remove_row(chance, entries):
    model = chance.choice(TABLES)
    row = chance.choice(list(model.objects.all()))
    sql(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row.pk)
    return f"{model._meta.label_lower} {row.pk}"


def put_in_row(chance, entries):
    model = chance.choice(TABLES)
    row = chance.choice(list(model.objects.all()))
    row.pk = 5_000 + chance.randint(0, 99)
    row._state.adding = True  # noqa: SLF001 -- what a copied row would say
    if hasattr(row, "number"):
        row.number += 100
    if hasattr(row, "year"):
        row.year += 1
    row.save(force_insert=True)
    return f"{model._meta.label_lower} {row.pk}"


def swap_rows(chance, entries):
    model = chance.choice(TABLES)
    if model is Assessment:
        raise Nothing
    one, two = chance.sample(list(model.objects.order_by("pk").values_list("pk", flat=True)), 2)
    table = model._meta.db_table
    for old, new in ((one, 9_999), (two, one), (9_999, two)):
        sql(f"UPDATE {table} SET id = %s WHERE id = %s", new, old)
    return {f"{model._meta.label_lower} {pk}" for pk in (one, two)}


def truncate_rows(chance, entries):
    model = chance.choice(TABLES)
    sql(f"DELETE FROM {model._meta.db_table}")
    return ROWS


def edit_sheet(chance, entries):
    sheet = Sheet.objects.exclude(heads={}).get()
    question = chance.choice(list(sheet.heads))
    change = chance.choice(["a", "n", "id", "top", "gone", "total", "answered", "passes_wbk"])
    if change == "gone":
        del sheet.heads[question]
    elif change in {"total", "answered"}:
        setattr(sheet, change, getattr(sheet, change) + 1)
    elif change == "passes_wbk":
        sheet.passes_wbk = True
    else:
        sheet.heads[question][change] = "Lain" if change == "a" else sheet.heads[question][change] + 1
    sheet.save()
    return f"assessment.sheet {sheet.pk}"


WAYS = (
    *[edit_entry] * 4,
    *[remove_entries] * 2,
    remove_and_renumber,
    insert_entry,
    swap_entries,
    truncate,
    edit_head,
    cut_the_end,
    roll_back,
    write_history_anew,
    touch_checkpoints,
    *[edit_row] * 6,
    swap_file,
    *[remove_row] * 2,
    put_in_row,
    swap_rows,
    truncate_rows,
    *[edit_sheet] * 2,
)


def attempt(chance, story, entries, newest):
    way = chance.choice(WAYS)
    expected = way(chance, entries)
    if way is roll_back:
        keys.keep_newest(Checkpoint.objects.values_list("text", flat=True).first() or "")
    outcome = verifying.verify(story)
    if way is roll_back:
        keys.keep_newest(newest)
    assert not outcome.whole, way.__name__
    named = outcome.row or outcome.broken_at
    if isinstance(expected, str):
        assert named == expected, (way.__name__, outcome)
    elif expected is not ROWS:
        assert named in expected, (way.__name__, expected, outcome)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_tampering_is_found_and_the_first_bad_row_named(story, seed):
    chance, newest = random.Random(seed), keys.newest()
    entries = Entry.objects.count()
    assert verifying.verify(story).whole
    found = refused = 0
    while found < ATTEMPTS[connection.vendor]:
        assert refused <= found + 50
        place = transaction.savepoint()
        try:
            with transaction.atomic():
                attempt(chance, story, entries, newest)
        except (DatabaseError, Nothing):
            refused += 1
        else:
            found += 1
        transaction.savepoint_rollback(place)
    assert verifying.verify(story).whole
