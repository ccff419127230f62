"""The record is signed in time, and somebody else keeps what was signed."""

import pytest
from django.core import mail
from django.utils import timezone

from bening.foundation.audit import chain, log, verifying
from bening.foundation.audit.models import Checkpoint
from bening.foundation.notices.posting import post
from bening.foundation.witness.jobs import checkpoint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    settings.CHECKPOINT_MAIL = ["inspektorat@contoh.example"]


def write(count=1):
    for _ in range(count):
        log.record("test.write", on=("test.thing", "1"), by=None, at=timezone.now())


def test_a_new_entry_is_signed_and_the_text_mailed_is_a_checkpoint():
    write(3)

    checkpoint()

    assert Checkpoint.objects.get().size == 3
    post(now=timezone.now())
    (letter,) = mail.outbox
    assert letter.to == ["inspektorat@contoh.example"]
    kept = letter.body.split("-" * 40 + "\n")[1]
    assert kept == Checkpoint.objects.get().text
    assert verifying.verify({"surel": kept}).whole


def test_nothing_new_and_no_hour_gone_sends_nothing():
    write()
    checkpoint()
    checkpoint()
    write()
    checkpoint()

    assert Checkpoint.objects.count() == 2
    post(now=timezone.now())
    assert len(mail.outbox) == 1


def test_nobody_to_mail_to_is_no_fault(settings):
    settings.CHECKPOINT_MAIL = []
    write()

    checkpoint()

    post(now=timezone.now())
    assert Checkpoint.objects.count() == 1
    assert mail.outbox == []


def test_a_damaged_record_is_not_signed_and_the_job_says_so():
    write(2)
    from django.db import connection  # noqa: PLC0415 -- only here

    connection.cursor().execute("UPDATE audit_entry SET act = 'x' WHERE seq = 2")

    with pytest.raises(chain.Broken):
        checkpoint()
    assert not Checkpoint.objects.exists()
