from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from bening.foundation.once.doing import AnotherQuestion, forget_old, key_of, new_key, once
from bening.foundation.once.models import Done

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
KEY = "kunci-yang-cukup-panjang"


@pytest.fixture
def done():
    return []


def ask(by, done, *, key=KEY, purpose="uji", asked="sama", fail=False):
    def do():
        done.append(1)
        if fail:
            raise ZeroDivisionError
        return f"hasil {len(done)}"

    return once(do, key=key, purpose=purpose, by=by, now=NOW, asked=asked)


def test_the_second_time_the_first_answer_comes_back(sari, done):
    assert ask(sari, done) == ("hasil 1", True)
    assert ask(sari, done) == ("hasil 1", False)
    assert done == [1]


def test_another_person_purpose_or_key_is_another_matter(sari, budi, done):
    ask(sari, done)
    assert ask(budi, done)[1]
    assert ask(sari, done, purpose="lain")[1]
    assert ask(sari, done, key=new_key())[1]


def test_a_key_does_not_serve_another_question(sari, done):
    ask(sari, done)
    with pytest.raises(AnotherQuestion):
        ask(sari, done, asked="lain")


def test_what_failed_may_be_tried_again_with_the_same_key(sari, done):
    with pytest.raises(ZeroDivisionError):
        ask(sari, done, fail=True)
    assert not Done.objects.exists()
    assert ask(sari, done) == ("hasil 2", True)


def test_a_key_comes_from_the_header_or_the_form_and_is_else_a_new_one():
    post = RequestFactory().post
    assert key_of(post("/", headers={"Idempotency-Key": KEY})) == KEY
    assert key_of(post("/", {"kunci": KEY})) == KEY
    for odd in ("", "pendek", "x" * 81, "a b" * 10, "../" * 10):
        assert key_of(post("/", {"kunci": odd})) != odd


def test_old_keys_are_forgotten(sari, done):
    ask(sari, done)
    assert forget_old(now=NOW + timedelta(days=2)) == 0
    assert forget_old(now=NOW + timedelta(days=4)) == 1
