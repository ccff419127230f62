"""Checks that nobody has to remember: every form, every field, every address, from what the house says of itself.

T003: a key of another unit in any field that names a row is refused. T026: a column that no form offers changes
nothing, whatever it is sent as. T014, T048, T054: what only reads, what is only asked, and what comes from elsewhere
write nothing.
"""

import pytest
from django import forms
from django.apps import apps
from django.db import models

from tests.matrix.actors import READERS, SIGNED_IN
from tests.matrix.table import ROWS, Row
from tests.matrix.test_matrix import NAMES, SUCCESS, knock, undone
from tests.matrix.walk import address_of, filled
from tests.matrix.world import FAR

pytestmark = pytest.mark.django_db

OURS = [model for model in apps.get_models() if model.__module__.startswith("bening.")]
# Columns that decide who owns a row, what state it is in, or what a person is: sent by hand, each in many costumes.
TRUTHS = ("true", "True", "1", "on")
COLUMNS = sorted({field.name for model in OURS for field in model._meta.concrete_fields})
KEYS = sorted({field.name for model in OURS for field in model._meta.concrete_fields if field.is_relation})
POSTS = [(row, name) for row, name in zip(ROWS, NAMES, strict=True) if row.form and not row.public]


def writer(row: Row) -> str:
    """Return somebody whose post succeeds."""
    led = [people[0] for status, people in row.post.items() if status in SUCCESS and people]
    # Where the bare form changes nothing, whoever is told so is let in as far as anybody.
    return led[0] if led else next(people[0] for status, people in row.post.items() if status != 404 and people)


def written_by(world, row, extra):
    """Return what a post wrote, with values, when these fields are added to its form; a field of the form stays."""
    from django.db import connection  # noqa: PLC0415 -- this function alone

    actor, values = writer(row), []

    def watch(execute, sql, params, *rest):
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            values.append((sql, params))
        return execute(sql, params, *rest)

    form = {**extra, **filled(row, world, "own")}
    with undone(), connection.execute_wrapper(watch):
        response = world.browser(actor).post(address_of(row, world, "own"), form)
    return response.status_code, values


def places_of(world):
    """Return, for each kind of row, the key of one that lies in another instansi."""
    things = world.things["foreign"]
    return {
        "units.unit": things["unit"],
        "evidence.document": things["document"],
        "evidence.version": things["version"],
        "accounts.user": things["person"],
    }


@pytest.mark.parametrize("row", [row for row, _ in POSTS], ids=[name for _, name in POSTS])
def test_a_key_of_another_place_sent_along_is_never_stored(world, row):
    """T003: each column that names a row is sent with a key of another instansi; nothing that is written holds it."""
    foreign = places_of(world)
    assert min(foreign.values()) > FAR
    extra = {}
    for model in OURS:
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model._meta.label_lower in foreign:
                key = foreign[field.related_model._meta.label_lower]
                extra |= {field.name: key, field.attname: key}

    _status, written = written_by(world, row, extra)

    for sql, params in written:
        assert not {one for one in _flat(params) if isinstance(one, int)} & set(foreign.values()), sql


def _flat(params):
    for one in params or ():
        if isinstance(one, list | tuple):
            yield from _flat(one)
        else:
            yield one


@pytest.mark.parametrize("row", [row for row, _ in POSTS], ids=[name for _, name in POSTS])
@pytest.mark.parametrize("costume", [*TRUTHS, "9999-01-01", "platform"])
def test_a_column_that_no_form_offers_changes_nothing(world, row, costume):
    """T026: every column of every table is sent along; what is written is what is written without them."""
    offered = set(row.form)
    extra = {name: costume for name in COLUMNS if name not in offered and name not in FREE_TEXT}

    plain, without = written_by(world, row, {})
    laden, along = written_by(world, row, extra)

    assert laden == plain
    assert [sql for sql, _ in along] == [sql for sql, _ in without]
    assert costume not in {one for _, params in along for one in _flat(params) if isinstance(one, str)} - {
        one for _, params in without for one in _flat(params) if isinstance(one, str)
    }


# A form may offer a field that a table also has; these are what people type, checked by the forms' own tests.
FREE_TEXT = frozenset(
    {"note", "link", "why", "title", "year", "target", "answer", "name", "to", "seen", "tags", "slot", "kind"}
)


@pytest.mark.parametrize("actor", SIGNED_IN)
def test_who_may_only_read_changes_nothing_anywhere(world, actor):
    """T014: every post of the house by somebody whom the table gives no success; nothing is written."""
    for row in ROWS:
        may = any(actor in people for status, people in row.post.items() if status in SUCCESS)
        if row.public or may:
            continue
        with undone() as written:
            response, _body = knock(world, row, actor, "POST", "own")
        assert not written, f"{row.pattern}: {written[0][:80]}"
        assert response.status_code not in (200, 204), row.pattern


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_asking_writes_nothing(world, row):
    """T048: no address changes anything when it is only looked at, with or without what a form would send."""
    for actor in ("ketua", "tpi", "admin"):
        form = filled(row, world, "own")
        with undone() as written:
            response = world.browser(actor).get(address_of(row, world, "own"), form)
            if response.streaming:
                b"".join(response.streaming_content)
        assert not written, f"{actor}: {written[0][:80]}"


FORGED = [
    {"HTTP_X_CSRFTOKEN": "x" * 32},
    {"HTTP_X_CSRFTOKEN": ""},
    {"HTTP_ORIGIN": "https://lain.example"},
    {"content_type": "text/plain"},
]


@pytest.mark.parametrize("forged", FORGED, ids=["wrong", "empty", "elsewhere", "plain text"])
@pytest.mark.parametrize("row", [row for row, _ in POSTS], ids=[name for _, name in POSTS])
def test_a_forged_post_is_refused(world, row, forged):
    """T054: a wrong token, none, another origin, a body that is no form."""
    token = "HTTP_ORIGIN" in forged
    with undone() as written:
        client = world.browser(writer(row), token=token)
        data = "a=b" if "content_type" in forged else filled(row, world, "own")
        response = client.post(address_of(row, world, "own"), data, **forged)
    assert (response.status_code, written) == (403, [])


def our_forms():
    """Return every form class of the house, wherever it lies."""
    found, heap = set(), [forms.BaseForm]
    while heap:
        for one in heap.pop().__subclasses__():
            heap.append(one)
            if one.__module__.startswith("bening."):
                found.add(one)
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


@pytest.mark.parametrize("form", our_forms(), ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_no_form_names_rows_without_saying_which(form):
    """T003, T026: a field that chooses rows is given its rows by who asks; no form offers all columns of a table."""
    for name, field in form.base_fields.items():
        if isinstance(field, forms.ModelChoiceField):
            assert not isinstance(field.queryset, models.Manager), name
            assert not field.queryset.exists(), f"{form.__name__}.{name} offers every row before anybody asks"
    if issubclass(form, forms.ModelForm):
        assert form._meta.fields != forms.ALL_FIELDS
        assert form._meta.exclude is None


def test_the_generated_checks_have_something_to_check():
    assert len(POSTS) >= 10
    assert len(COLUMNS) > 80
    assert {"unit", "document", "by"} <= set(KEYS)
    assert READERS
