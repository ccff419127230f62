"""Every address of the house, knocked at by everybody, with every method, at every unit (security catalogue 7.5)."""

import re
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from tests.matrix.actors import ACTORS, STRANGERS, WIDE, forbidden
from tests.matrix.table import ROWS, Row
from tests.matrix.walk import address_of, filled, patterns

pytestmark = pytest.mark.django_db  # the ground lies around each test

RELATIONS = ("own", "sibling", "foreign", "missing")
FORBIDDEN, NOT_ALLOWED, SUCCESS = 403, 405, {200, 204, 302}
THEIRS = {200, 302, 404}  # what a page of the sign-in package may answer to a method that it does not know
NAMES = [f"{row.pattern or '(front)'} {row.parts} {row.query}".strip() for row in ROWS]
# These hold no unit's rows and change with a visit: who is signed in where, counters of tries, allauth's own copy of
# a person's address.
NOT_COUNTED = re.compile(r'"?(django_session|signin_session|cache|account_emailaddress)"?(?=\W)')
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE|REPLACE|MERGE|WITH\b.*\b(INSERT|UPDATE|DELETE))", re.IGNORECASE)


def test_every_address_has_a_row():
    assert sorted(set(patterns()) - {row.pattern for row in ROWS}) == [], "add one line each to tests/matrix/table.py"


def test_every_row_has_an_address():
    assert sorted({row.pattern for row in ROWS} - set(patterns())) == []


def test_the_walk_finds_addresses_below_addresses():
    assert {"", "unit/", "penilaian/<int:pk>/", "aturan/pemisahan-tugas/"} <= set(patterns())


@contextmanager
def undone():
    """Let a request run, and take back whatever it did; yields what it wrote."""
    written = []

    def watch(execute, sql, *rest):
        if WRITES.match(sql) and not NOT_COUNTED.search(sql):
            written.append(sql)
        return execute(sql, *rest)

    with transaction.atomic():
        with connection.execute_wrapper(watch):
            yield written
        transaction.set_rollback(True)


def expected(row: Row, actor: str, method: str, relation: str) -> set[int]:
    """Return the statuses that the table allows: one, but where the method is none of the door's."""
    verdict = {"GET": row.get, "HEAD": row.get, "POST": row.post}.get(method, {})
    status = next((status for status, people in verdict.items() if actor in people), 404)
    if actor in STRANGERS and not row.public:
        return {302}
    if not verdict:
        elsewhere = {404} if actor not in row.named else set()
        return {NOT_ALLOWED} | elsewhere | (THEIRS if row.theirs else set())
    far = relation in ("foreign", "missing") or (relation == "sibling" and actor not in WIDE)
    far = relation == "missing" if actor in row.national else far
    answer = {404} if row.placed and far and not row.public else {status}
    return answer | {NOT_ALLOWED} if method == "HEAD" else answer


def knock(world, row, actor, method, relation, *, token=True):
    """Ask once; the browser keeps its session whatever the answer did to it."""
    client = world.browser(actor, token=token)
    kept = dict(client.cookies)
    data = {"data": filled(row, world, relation)} if method == "POST" else {}
    response = _ask(client, method, address_of(row, world, relation), data)
    client.cookies.clear()
    for name, morsel in kept.items():
        client.cookies[name] = morsel.value
    body = b"" if response.streaming else response.content
    return response, body.decode("utf-8", "replace")


def _ask(client, method, address, data):
    response = getattr(client, method.lower())(address, **data)
    if response.streaming and method == "GET":
        b"".join(response.streaming_content)
    return response


def plain(body: str, address: str) -> str:
    """Return a body without what differs from one answer to the next: tokens, nonces, the address itself."""
    body = re.sub(r"[A-Za-z0-9]{64}", "TOKEN", body)
    return body.replace(address, "ADDRESS")


def cases(row):
    """Yield each method and relation at which a row is tried."""
    relations = RELATIONS if row.placed else ("own",)
    for relation in relations:
        yield "GET", relation
        yield "POST", relation
    for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"):
        yield method, "own"
        if row.placed:
            yield method, "foreign"


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_door_answers_as_the_table_says(world, row, actor):
    deviations, never = [], forbidden(actor)
    bodies = {}
    for method, relation in cases(row):
        with undone() as written:
            response, body = knock(world, row, actor, method, relation)
        wanted = expected(row, actor, method, relation)
        case = f"{method} {relation}"
        if response.status_code not in wanted:
            deviations.append(f"{case}: {response.status_code}, not {wanted}")
        succeeds = bool(method == "POST" and row.form and wanted & SUCCESS and actor in row.named)
        if bool(written) is not succeeds and response.status_code in wanted:
            deviations.append(f"{case}: wrote {written[0][:90] if written else 'nothing'}")
        deviations += [f"{case}: shows {word}" for word in never if word in body]
        stranger = actor in STRANGERS and not row.public
        if stranger and not response.headers.get("Location", "").startswith("/masuk/"):
            deviations.append(f"{case}: leads to {response.headers.get('Location')}")
        bodies[case] = plain(body, address_of(row, world, relation)), sorted(response.headers)
    if row.placed:
        for method in ("GET", "POST"):
            for other in ("sibling", "foreign"):
                if (
                    expected(row, actor, method, other) == 404
                    and bodies[f"{method} {other}"] != bodies[f"{method} missing"]
                ):
                    deviations.append(f"{method}: {other} answers otherwise than missing")
    assert not deviations


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_no_form_is_taken_from_elsewhere(world, row):
    for actor in ACTORS:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            with undone() as written:
                response, _body = knock(world, row, actor, method, "own", token=False)
            refused = row.exempt or response.status_code == FORBIDDEN
            assert (refused, written) == (True, []), f"{actor} {method}"
