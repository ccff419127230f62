"""Second factors: set up, asked for, counted once, sealed at rest, and proven anew before what matters."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from bening.foundation.accounts.models import Assignment
from bening.foundation.audit.models import Entry
from bening.foundation.people.models import Proposal
from bening.foundation.signin import proof, vault
from bening.foundation.signin.models import Session

PASSWORD = {"sari": "sandi sari rahasia", "eko": "sandi eko rahasia"}


@pytest.fixture(autouse=True)
def _no_counts(db, settings):
    settings.MFA_REQUIRED = True
    cache.clear()


def sign_in(person, browser=None):
    browser = browser or Client()
    browser.post("/masuk/", {"login": person.username, "password": f"sandi {person.username} rahasia"})
    return browser


def code(secret, *, ago=0):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 - ago))


def set_up(browser):
    """Set an authenticator app up, and return its secret; codes count once, so its first is used up."""
    page = browser.get("/akun/faktor/aplikasi/").content.decode()
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page).group(1)
    done = browser.post("/akun/faktor/aplikasi/", {"code": code(secret, ago=1)})
    assert done.headers["Location"] == "/akun/faktor/kode/"
    return secret


# --- set up


def test_who_has_only_typed_a_password_is_led_to_set_a_factor_up(sari):
    browser = sign_in(sari)

    asked = browser.get("/unit/")
    assert asked.headers["Location"] == "/akun/faktor/?next=%2Funit%2F"
    assert "Aplikasi autentikator" in browser.get(asked.headers["Location"]).content.decode()


def test_a_person_without_any_role_needs_one_too(house):
    assert sign_in(house.person("baru", "Baru")).get("/akun/").headers["Location"].startswith("/akun/faktor/")


def test_a_part_of_a_page_gets_a_way_out_instead_of_a_form(sari):
    answer = sign_in(sari).get("/akun/", headers={"hx-request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/akun/faktor/")


def test_where_it_is_left_to_each_person_nobody_is_asked(sari, settings):
    settings.MFA_REQUIRED = False

    assert sign_in(sari).get("/akun/").status_code == 200


def test_an_app_is_set_up_and_codes_for_the_day_it_is_lost_are_shown_once(sari):
    browser = sign_in(sari)
    set_up(browser)

    first = browser.get("/akun/faktor/kode/").content.decode()
    assert len(set(re.findall(r"<li>(\d{8})</li>", first))) == 10
    assert not re.findall(r"<li>(\d{8})</li>", browser.get("/akun/faktor/kode/").content.decode())
    assert browser.get("/akun/").status_code == 200
    assert Entry.objects.filter(act="signin.factor_added", by=sari).count() >= 1


def test_the_picture_of_the_secret_is_only_for_who_sets_it_up(sari):
    browser = sign_in(sari)
    assert browser.get("/akun/faktor/aplikasi/gambar.svg").status_code == 404
    browser.get("/akun/faktor/aplikasi/")

    picture = browser.get("/akun/faktor/aplikasi/gambar.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "private, no-store"
    assert picture.content.startswith(b"<?xml")


def test_a_wrong_code_sets_nothing_up(sari):
    browser = sign_in(sari)
    browser.get("/akun/faktor/aplikasi/")
    page = browser.post("/akun/faktor/aplikasi/", {"code": "000000"}).content.decode()

    assert "Kode ini tidak cocok" in page
    assert not Authenticator.objects.exists()


def test_the_secret_is_sealed_at_rest(sari):  # T049
    browser = sign_in(sari)
    secret = set_up(browser)

    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert vault.opened(stored) == secret
    for row in Session.objects.all():
        assert secret not in str(row.get_decoded())


def test_the_key_is_kept_where_only_the_server_reads_it(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    sealed = vault.seal("rahasia")

    assert (settings.KEYS_DIR / vault.FILE).stat().st_mode & 0o777 == 0o600
    assert vault.opened(sealed) == "rahasia"


def test_another_key_is_told_apart(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "one"
    sealed = vault.seal("rahasia")
    settings.KEYS_DIR = tmp_path / "two"
    with pytest.raises(Exception, match="Pulihkan dari cadangan"):
        vault.opened(sealed)


# --- used


@pytest.fixture
def with_app(sari):
    """Sari has set an app up, and comes in from elsewhere."""
    return set_up(sign_in(sari))


def test_the_password_alone_does_not_come_in(sari, with_app):
    browser = sign_in(sari)

    assert browser.get("/akun/").headers["Location"].startswith("/masuk/")


def test_password_and_code_come_in_with_a_new_session(sari, with_app):
    browser = sign_in(sari)
    before = browser.cookies["sesi"].value
    done = browser.post("/masuk/faktor/", {"code": code(with_app)})

    assert done.status_code == 302
    assert browser.cookies["sesi"].value != before
    assert browser.get("/akun/").status_code == 200


def test_a_code_counts_once(sari, with_app):  # T050
    one = code(with_app)
    assert sign_in(sari).get("/masuk/faktor/").status_code == 200
    first, second, spaced = sign_in(sari), sign_in(sari), sign_in(sari)

    assert first.post("/masuk/faktor/", {"code": one}).status_code == 302
    assert second.post("/masuk/faktor/", {"code": one}).status_code == 200
    assert spaced.post("/masuk/faktor/", {"code": f"{one[:3]} {one[3:]}"}).status_code == 200


def test_the_code_that_set_the_app_up_does_not_count_again(sari, with_app):
    assert sign_in(sari).post("/masuk/faktor/", {"code": code(with_app, ago=1)}).status_code == 200


def test_six_wrong_codes_are_answered_with_patience_and_the_right_one_too(sari, with_app):  # T050
    browser = sign_in(sari)
    for number in range(5):
        browser.post("/masuk/faktor/", {"code": f"00000{number}"})

    page = browser.post("/masuk/faktor/", {"code": code(with_app)})
    assert page.status_code == 200
    assert "Terlalu banyak percobaan" in page.content.decode()


def test_a_code_kept_for_the_day_comes_in_once(sari):
    browser = sign_in(sari)
    set_up(browser)
    kept = re.findall(r"<li>(\d{8})</li>", browser.get("/akun/faktor/kode/").content.decode())[0]

    assert sign_in(sari).post("/masuk/faktor/", {"code": kept}).status_code == 302
    assert sign_in(sari).post("/masuk/faktor/", {"code": kept}).status_code == 200


def test_a_huge_code_is_refused(sari, with_app):  # T046
    assert sign_in(sari).post("/masuk/faktor/", {"code": "1" * 100_000}).status_code in {200, 400}


def test_the_last_factor_stays_where_one_is_the_rule(sari, settings):
    browser = sign_in(sari)
    set_up(browser)

    for method in (browser.get, browser.post):
        assert method("/akun/faktor/aplikasi/lepas/").headers["Location"] == "/akun/"
    assert Authenticator.objects.filter(type="totp").exists()
    settings.MFA_REQUIRED = False
    browser.post("/akun/faktor/aplikasi/lepas/")
    assert not Authenticator.objects.exists()


# --- proven anew


@pytest.fixture
def stale():
    """Return a function that lets the proof of a session grow old."""

    def grow_old(browser, seconds=301):
        session = browser.session
        for kind in (proof.FACTOR, proof.STEP):
            if kind in session:
                session[kind] = {**session[kind], "at": session[kind]["at"] - seconds}
        session.save()
        return browser

    return grow_old


def test_factors_change_only_after_a_new_proof(sari, stale):
    browser = sign_in(sari)
    secret = set_up(browser)
    stale(browser)

    asked = browser.get("/akun/faktor/kode/baru/")
    assert asked.headers["Location"].startswith("/akun/bukti/kode/?next=")
    browser.post(asked.headers["Location"], {"code": code(secret), "next": "/akun/faktor/kode/baru/"})
    assert browser.get("/akun/faktor/kode/baru/").status_code == 200


def test_what_was_typed_waits_for_the_proof(sari, eko, house, as_person, stale):
    browser = stale(as_person(eko))
    Authenticator.objects.create(user=eko, type="totp", data={"secret": vault.seal("A" * 32)})
    address = reverse("end_person_sessions", args=[sari.pk])
    as_person(sari)

    asked = browser.post(address, {"note": "isian saya"})
    assert asked.headers["Location"] == "/akun/bukti/?next=%2Fakun%2Flanjut%2F"
    assert Session.objects.filter(person=sari).exists()
    proving = browser.get(asked.headers["Location"]).headers["Location"]
    assert proving == "/akun/bukti/kode/?next=%2Fakun%2Flanjut%2F"
    done = browser.post(proving, {"code": code("A" * 32), "next": "/akun/lanjut/"})
    assert done.headers["Location"] == "/akun/lanjut/"

    page = browser.get("/akun/lanjut/").content.decode()
    assert f'action="{address}"' in page
    assert 'name="note" value="isian saya"' in page
    assert browser.post(address, {"note": "isian saya"}).status_code == 302
    assert not Session.objects.filter(person=sari).exists()
    assert browser.get("/akun/lanjut/").headers["Location"] == "/akun/"


def test_a_part_of_a_page_is_led_away_as_a_whole(sari, eko, as_person, stale):
    answer = stale(as_person(eko)).post(reverse("end_person_sessions", args=[sari.pk]), headers={"hx-request": "true"})

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/akun/bukti/")


def test_where_factors_are_free_the_password_is_proof(sari, eko, settings, stale):
    settings.MFA_REQUIRED = False
    browser = stale(sign_in(eko))
    address = reverse("end_person_sessions", args=[sari.pk])
    asked = browser.post(address)
    proving = browser.get(asked.headers["Location"]).headers["Location"]

    assert proving.startswith("/akun/bukti/kata-sandi/")
    wrong = browser.post(proving, {"password": "salah", "next": "/akun/lanjut/"})
    assert wrong.status_code == 200
    assert browser.post(proving, {"password": PASSWORD["eko"], "next": "/akun/lanjut/"}).status_code == 302
    assert browser.post(address).headers["Location"] == reverse("person_sessions", args=[sari.pk])


def test_the_password_is_no_proof_where_a_factor_is_set_up(sari, stale):
    browser = sign_in(sari)
    set_up(browser)

    sent = stale(browser).post("/akun/bukti/kata-sandi/", {"password": PASSWORD["sari"]})
    assert sent.headers["Location"].startswith("/akun/bukti/kode/")


def test_a_proof_of_somebody_else_counts_for_nobody(sari, eko, rf: RequestFactory):
    request = rf.get("/")
    request.user, request.session = sari, {proof.FACTOR: {"of": eko.pk, "at": time.time()}}

    assert not proof.is_fresh(request)
    assert not proof.has_factor(request)


def test_files_cannot_wait_and_it_is_said(sari, rf, monkeypatch):
    said = []
    monkeypatch.setattr(proof.messages, "warning", lambda _request, words: said.append(words))
    request = rf.post(
        "/unggah/", {"berkas": SimpleUploadedFile("a.txt", b"a")}, headers={"referer": "http://testserver/halaman/?a=1"}
    )
    request.user, request.session = sari, {}

    answer = proof.step_up(lambda _request: HttpResponse("jalan"))(request)
    assert answer.headers["Location"] == "/akun/bukti/?next=%2Fhalaman%2F%3Fa%3D1"
    assert "pilih berkas" in said[0]


# --- help


def test_an_admin_helps_who_lost_their_telephone_and_another_agrees(house, sari, eko, as_person):
    set_up(sign_in(sari))
    hana = house.person("hana", "Hana Pertiwi", ("admin",))
    admin, other = as_person(eko), as_person(hana)
    assert "Usulkan penghapusan" in admin.get(reverse("person_sessions", args=[sari.pk])).content.decode()

    admin.post(reverse("people:ask_factors", args=[sari.pk]))
    asked = Proposal.objects.get()
    assert admin.post(reverse("people:decide", args=[asked.pk]), {"setuju": "1"}).status_code == 403
    assert Authenticator.objects.exists()

    other.post(reverse("people:decide", args=[asked.pk]), {"setuju": "1"})
    assert not Authenticator.objects.exists()
    assert not Session.objects.filter(person=sari).exists()
    assert Entry.objects.filter(act="signin.factors_cleared", by=hana).count() == 1


def test_nobody_becomes_the_second_person_by_another_address_or_a_lost_factor(house, eko, as_person):
    hana = house.person("hana", "Hana Pertiwi", ("admin",))
    admin = as_person(eko)

    admin.post(reverse("people:change", args=[hana.pk]), {"name": hana.name, "email": "milik-eko@contoh.example"})
    admin.post(reverse("people:ask_factors", args=[hana.pk]))

    hana.refresh_from_db()
    assert hana.email == "hana@contoh.example"
    for asked in Proposal.objects.all():
        for person in (admin, as_person(hana)):
            assert person.post(reverse("people:decide", args=[asked.pk]), {"setuju": "1"}).status_code == 403
    assert Proposal.objects.filter(state="menunggu").count() == 2


def test_nobody_asks_for_their_own_and_nobody_elsewhere(eko, house, as_person):
    stranger = house.person("jauh", "Jauh", ("ketua", house.foreign))
    later = house.person("kelak", "Kelak", ("pegawai", house.unit))
    Assignment.objects.create(user=later, role="admin", instansi=house.other_instansi, since="2090-01-01")
    admin = as_person(eko)

    assert admin.post(reverse("people:ask_factors", args=[eko.pk])).status_code == 403
    for pk in (stranger.pk, later.pk, 999_999):
        assert admin.post(reverse("people:ask_factors", args=[pk])).status_code == 404
        assert admin.get(reverse("person_sessions", args=[pk])).status_code == 404


def test_no_page_of_an_admin_shows_a_secret(sari, eko, as_person):  # T049
    secret = set_up(sign_in(sari))
    sealed = Authenticator.objects.get(type="totp").data["secret"]
    page = as_person(eko).get(reverse("person_sessions", args=[sari.pk])).content.decode()

    assert secret not in page
    assert sealed not in page
