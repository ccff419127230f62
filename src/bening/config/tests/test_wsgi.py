"""The door, asked as a web server asks it."""

import pytest
from django.test import RequestFactory

from bening.config.wsgi import application

ODD = ["utf-7", "utf-16", "unicode_escape", "raw_unicode_escape", "rot13", "hex", "idna", "undefined", "tidak-ada"]


def status(environ):
    answered = []
    response = application(environ, lambda status, _headers: answered.append(status))
    body = b"".join(response)
    response.close()
    return answered[0], body


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ODD)
def test_a_request_is_read_as_utf_8_whatever_it_says(charset):
    asked = RequestFactory().get("/masuk/?next=%2B2AA-%5Cud800%ED%A0%80", SERVER_NAME="localhost").environ

    answered, body = status(asked | {"CONTENT_TYPE": f"text/plain; charset={charset}"})

    assert answered == "200 OK"
    assert "+2AA-\\ud800" in body.decode()
