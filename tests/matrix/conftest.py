"""The ground is laid once for a whole file of tests, and taken back at its end; each request is taken back at once."""

import pytest
from django.db import transaction

from tests.matrix import world as ground


@pytest.fixture(scope="module")
def _laid(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield ground.build()
        transaction.set_rollback(True)


@pytest.fixture
def world(_laid, django_db_blocker):
    with django_db_blocker.unblock():
        yield _laid
