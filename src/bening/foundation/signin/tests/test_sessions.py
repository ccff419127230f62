"""Sessions: listed, ended, renewed, and ended by themselves."""

import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bening.foundation.accounts.models import Assignment, Role, User
from bening.foundation.audit.models import Entry
from bening.foundation.signin import devices, sessions
from bening.foundation.signin.models import Session

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def _no_counts(db):
    cache.clear()


def key_of(browser):
    return browser.cookies["sesi"].value


def alive(browser):
    return browser.get("/akun/").status_code == 200


def aged(browser, **seconds):
    """Let parts of a session lie further back."""
    session = browser.session
    for name, by in seconds.items():
        session[name] -= by
    session.save()
    return browser


def test_a_person_sees_where_they_are_signed_in(sari, as_person, settings):
    settings.MFA_REQUIRED = False
    for agent in (FIREFOX, PHONE):
        Client(headers={"user-agent": agent}).post("/masuk/", {"login": "sari", "password": "sandi sari rahasia"})

    page = as_person(sari).get("/akun/").content.decode()
    for words in ("Firefox di Linux", "Chrome di Android", "127.0.0.1", "(yang ini)", "Akhiri semua yang lain"):
        assert words in page
    assert not any(one.session_key in page for one in Session.objects.all())


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox di Linux"),
        (PHONE, "Chrome di Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge di Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari di iPhone"),
        ("curl/8", "Perangkat yang tidak dikenal"),
        ("", "Perangkat yang tidak dikenal"),
    ],
)
def test_a_device_is_told_in_words(agent, words):
    assert devices.described(agent) == words


def test_one_session_is_ended_from_another(sari, as_person):
    here, there = as_person(sari), as_person(sari)

    ended = here.post(reverse("end_session", args=[sessions.public_id(key_of(there))]))
    assert ended.status_code == 302
    assert (alive(here), alive(there)) == (True, False)


def test_nobody_ends_the_session_of_somebody_else(sari, budi, as_person):
    here, there = as_person(sari), as_person(budi)

    assert here.post(reverse("end_session", args=[sessions.public_id(key_of(there))])).status_code == 404
    assert alive(there)


def test_all_others_are_ended_at_once(sari, budi, as_person):
    here, other, another = as_person(sari), as_person(sari), as_person(budi)

    here.post(reverse("end_other_sessions"))
    assert (alive(here), alive(other), alive(another)) == (True, False, True)


def test_an_admin_ends_the_sessions_of_a_person_and_it_is_on_record(sari, eko, as_person):
    browser = as_person(sari)

    as_person(eko).post(reverse("end_person_sessions", args=[sari.pk]))
    assert not alive(browser)
    assert Entry.objects.get(act="signin.sessions_ended").subject_id == str(sari.pk)


@pytest.mark.parametrize("name", ["end_other_sessions", "end_session", "end_person_sessions", "people:ask_factors"])
def test_looking_ends_nothing(sari, eko, as_person, name):  # T048
    browser = as_person(eko)
    arguments = {"end_other_sessions": [], "end_session": ["a"]}.get(name, [sari.pk])

    assert browser.get(reverse(name, args=arguments)).status_code == 405


# --- by themselves


@pytest.mark.parametrize(
    ("person", "minutes", "still"), [("sari", 29, True), ("sari", 31, False), ("dewi", 14, True), ("dewi", 16, False)]
)
def test_an_idle_session_ends_the_sooner_the_more_one_may(request, as_person, person, minutes, still):  # C4
    browser = aged(as_person(request.getfixturevalue(person)), seen=minutes * 60)

    assert alive(browser) is still


def test_no_session_lasts_longer_than_a_working_day(sari, as_person):
    browser = aged(as_person(sari), since=12 * 3600 + 1)

    assert not alive(browser)


def test_a_busy_session_keeps_its_end(sari, as_person):
    browser = as_person(sari)
    row = Session.objects.get(pk=key_of(browser))
    aged(browser, since=11 * 3600)

    later = Session.objects.get(pk=key_of(browser))
    assert (row.expire_date - later.expire_date).total_seconds() == pytest.approx(11 * 3600, abs=5)


def test_use_is_noted_once_a_minute_and_not_at_each_request(sari, as_person):
    browser = as_person(sari)
    browser.get("/akun/")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/akun/kata-sandi/")
    assert not [one for one in asked if "UPDATE" in one["sql"] and "signin_session" in one["sql"]]

    before = aged(browser, seen=61).session["seen"]
    browser.get("/akun/kata-sandi/")
    assert time.time() - browser.session["seen"] < 5 < time.time() - before


def test_the_gates_of_a_request_ask_the_database_nothing(sari, as_person):
    browser = as_person(sari)
    with CaptureQueriesContext(connection) as asked:
        browser.get("/akun/kata-sandi/")

    tables = ("mfa_authenticator", "account_emailaddress", "socialaccount")
    assert not [one["sql"] for one in asked if any(table in one["sql"] for table in tables)]


# --- renewed


def test_another_role_gives_every_session_another_key(sari, house, as_person):  # T053
    browser, copy = as_person(sari), Client()
    old = key_of(browser)
    copy.cookies["sesi"] = old
    Assignment.objects.create(user=sari, role=Role.TPI, instansi=house.instansi, since="2020-01-01")

    assert alive(browser)
    assert key_of(browser) != old
    assert not alive(copy)
    assert browser.session["idle"] == 15 * 60


def test_who_is_shut_out_loses_every_session(sari, as_person):  # T040
    browser = as_person(sari)
    sari.is_active = False
    sari.save()
    assert not alive(browser)
    assert not Session.objects.filter(person=sari).exists()

    User.objects.filter(pk=sari.pk).update(is_active=True)
    assert not alive(browser)


def test_a_new_password_ends_every_other_session(sari, as_person):  # T053
    here, there = as_person(sari), as_person(sari)
    old = key_of(here)
    new = {
        "oldpassword": "sandi sari rahasia",
        "password1": "empat kata acak lagi",
        "password2": "empat kata acak lagi",
    }
    here.post("/akun/kata-sandi/", new)

    assert (alive(here), alive(there)) == (True, False)
    assert key_of(here) != old
