"""No form of another site does anything here: every address, every way to forge, tried on somebody who may much."""

import pytest
from django.conf import settings
from django.test import Client

from bening.foundation.accounts.models import Role
from tests.people import come_in
from tests.test_guards import DOORS, NAMES, concrete

OTHER = "b" * 32
WRONG = {
    "none": {},
    "wrong": {"HTTP_X_CSRFTOKEN": "a" * 32},
    "of another session": {"HTTP_X_CSRFTOKEN": OTHER},
    "from elsewhere": {"HTTP_ORIGIN": "https://jahat.example", "HTTP_X_CSRFTOKEN": "c" * 32},
    "plain text": {"content_type": "text/plain"},
}
METHODS = ("post", "put", "patch", "delete")


@pytest.fixture
def mighty(house):
    """Return a browser of somebody with most of the roles, whose own token is ``c``."""
    person = house.person("segala", "Segala Peran", (Role.ADMIN,), (Role.KETUA, house.unit), (Role.TPI, house.sibling))
    client = come_in(Client(enforce_csrf_checks=True), person)
    client.cookies[settings.CSRF_COOKIE_NAME] = "c" * 32
    return client


@pytest.mark.parametrize(("address", "view"), DOORS, ids=NAMES)
def test_a_forged_form_is_refused_at_every_address(mighty, address, view):  # T054
    expected = {405, 404} if getattr(view, "csrf_exempt", False) else {403}  # without tokens: no forms
    before = mighty.cookies[settings.SESSION_COOKIE_NAME].value
    for method in METHODS:
        for how, headers in WRONG.items():
            body = {"data": "a=b"} if "content_type" in headers else {}
            answer = getattr(mighty, method)(concrete(address), **body, **headers)
            assert answer.status_code in expected, (method, how, answer.status_code)
    assert mighty.cookies[settings.SESSION_COOKIE_NAME].value == before


def test_the_right_token_opens(mighty):
    assert mighty.post("/akun/sesi/akhiri-lainnya/", headers={"x-csrftoken": "c" * 32}).status_code == 302
