"""Coming in, going out, and what a stranger can and cannot find out."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from bening.foundation.accounts.models import User
from bening.foundation.signin.models import Session


@pytest.fixture(autouse=True)
def _passwords_alone(db, settings):
    """What passwords do by themselves; `test_factors` has the rest."""
    settings.MFA_REQUIRED = False
    cache.clear()


def sign_in(browser, login, password, **headers):
    return browser.post("/masuk/", {"login": login, "password": password}, headers=headers)


@pytest.mark.parametrize("login", ["sari", "SARI", "sari@contoh.example", " Sari@Contoh.example "])
def test_a_person_comes_in_by_name_or_address(sari, login):
    browser = Client()

    assert sign_in(browser, login, "sandi sari rahasia").status_code == 302
    assert browser.get("/akun/").status_code == 200


def test_the_way_goes_on_where_it_was_interrupted(sari):
    browser = Client()
    asked = browser.get("/unit/").headers["Location"]
    assert asked == "/masuk/?next=/unit/"

    page = browser.get(asked).content.decode()
    assert 'name="next" value="/unit/"' in page
    gone = browser.post(asked, {"login": "sari", "password": "sandi sari rahasia", "next": "/unit/"})
    assert gone.headers["Location"] == "/unit/"


@pytest.mark.parametrize("elsewhere", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(sari, elsewhere):
    gone = Client().post("/masuk/", {"login": "sari", "password": "sandi sari rahasia", "next": elsewhere})

    assert gone.headers["Location"] == "/"


def test_the_session_is_another_one_after_signing_in(sari):
    browser = Client()
    browser.get("/masuk/")
    session = browser.session
    session["planted"] = True
    session.save()
    before = session.session_key
    browser.cookies["sesi"] = before

    sign_in(browser, "sari", "sandi sari rahasia")

    assert browser.cookies["sesi"].value != before
    assert not Session.objects.filter(pk=before).exists()


def test_signing_out_ends_the_session_at_once_everywhere(sari, as_person):
    browser, copy = as_person(sari), Client()
    copy.cookies["sesi"] = browser.cookies["sesi"].value
    assert copy.get("/akun/").status_code == 200

    browser.post("/keluar/")

    assert copy.get("/akun/").status_code == 302


def test_cookies_stay_with_us(sari):
    browser = Client()
    browser.get("/masuk/")
    sign_in(browser, "sari", "sandi sari rahasia")

    assert browser.cookies["sesi"]["httponly"]
    assert {browser.cookies[name]["samesite"] for name in ("sesi", "csrf")} == {"Lax"}


def test_a_part_of_a_page_never_becomes_a_sign_in_form(anon):
    assert anon.get("/akun/", headers={"hx-request": "true"}).status_code == 401


def test_looking_at_the_way_out_signs_nobody_out(sari, as_person):
    browser = as_person(sari)
    browser.get("/keluar/")

    assert browser.get("/akun/").status_code == 200


def test_who_is_shut_out_is_out_with_the_next_request(sari, as_person):
    browser = as_person(sari)
    User.objects.filter(pk=sari.pk).update(is_active=False)

    assert browser.get("/akun/").status_code == 302
    for password, answer in (("sandi sari rahasia", "/akun/nonaktif/"), ("salah", None)):
        again = Client()
        assert sign_in(again, "sari", password).headers.get("Location") == answer
        assert again.get("/akun/").status_code == 302


def test_a_stranger_learns_nothing_from_a_refusal(sari):
    known, unknown = (sign_in(Client(), login, "salah sama sekali") for login in ("sari", "tiada"))

    def words(page):
        return re.sub(r'value="[^"]*"', "", page.content.decode())

    assert (known.status_code, words(known)) == (unknown.status_code, words(unknown))
    assert "tidak cocok" in words(known)


@pytest.mark.parametrize(
    "spoof", [{}, {"x-forwarded-for": "{n}.1.1.1", "x-real-ip": "{n}.2.2.2", "forwarded": "for={n}.3.3.3"}]
)
def test_guessing_is_stopped_after_five_wherever_it_says_it_comes_from(sari, spoof):
    for n in range(5):
        sign_in(Client(), "sari", f"tebakan {n}", **{name: value.format(n=n) for name, value in spoof.items()})

    right = sign_in(
        Client(), "sari", "sandi sari rahasia", **{name: value.format(n=9) for name, value in spoof.items()}
    )

    assert right.status_code == 200
    assert "Terlalu banyak percobaan" in right.content.decode()


def test_others_come_in_while_one_account_is_guessed_at(sari, budi):
    for n in range(6):
        sign_in(Client(), "sari", f"tebakan {n}")

    assert sign_in(Client(), "budi", "sandi budi rahasia").status_code == 302


def test_a_flood_from_one_address_is_answered_with_patience(sari):
    answers = [sign_in(Client(), f"orang{n}", "x").status_code for n in range(70)]

    assert answers[-1] == 429
    assert "Tunggu lima menit" in sign_in(Client(), "orang", "x").content.decode()


@pytest.mark.parametrize(("length", "status"), [(257, 200), (100_000, 400), (1_000_000, 400)])
def test_a_huge_password_is_refused_before_it_is_hashed(sari, monkeypatch, length, status):
    monkeypatch.setattr(User, "check_password", lambda *_: pytest.fail("hashed"))

    assert sign_in(Client(), "sari", "a" * length).status_code == status


def test_nobody_signs_themselves_up(anon):
    for address in ("/daftar/", "/signup/", "/accounts/signup/", "/masuk/signup/"):
        assert anon.get(address).status_code == 404


@pytest.mark.parametrize("header", ["x-remote-user", "x-forwarded-user", "remote-user", "x-ssl-client-s-dn"])
def test_a_header_is_not_a_person(sari, anon, header):
    assert anon.get("/akun/", headers={header: "sari"}).status_code == 302


def reset_link():
    return re.search(r"http://[^/]+(/lupa-sandi/\S+)", mail.outbox[-1].body).group(1)


def test_a_lost_password_is_made_anew_once(sari):
    browser = Client()
    browser.post("/lupa-sandi/", {"email": "sari@contoh.example"})
    assert mail.outbox[-1].subject == "Buat kata sandi baru untuk Bening"
    assert "Halo Sari Wulandari" in mail.outbox[-1].body
    link = reset_link()

    page = browser.get(link, follow=True)
    new = {"password1": "kata sandi yang baru", "password2": "kata sandi yang baru"}
    assert browser.post(page.request["PATH_INFO"], new, follow=True).status_code == 200

    assert sign_in(Client(), "sari", "kata sandi yang baru").status_code == 302
    again = Client().get(link, follow=True)
    assert "sudah dipakai atau sudah kedaluwarsa" in again.content.decode()


def test_asking_for_a_lost_password_tells_nothing(sari):
    pages = [
        Client().post("/lupa-sandi/", {"email": email}, follow=True)
        for email in ("sari@contoh.example", "x@contoh.example")
    ]

    first, second = ((page.status_code, page.redirect_chain, page.content) for page in pages)
    assert first == second
    assert [message.to for message in mail.outbox] == [["sari@contoh.example"]]


@pytest.mark.parametrize("twin", ["sarı@contoh.example", "ｓari@contoh.example"])
def test_an_address_that_only_looks_alike_gets_no_mail(sari, twin):
    Client().post("/lupa-sandi/", {"email": twin})

    assert not [message for message in mail.outbox if message.to != ["sari@contoh.example"] or twin in message.to]
    assert mail.outbox == []


def test_three_reset_mails_an_hour_are_enough(sari):
    for _ in range(6):
        Client().post("/lupa-sandi/", {"email": "sari@contoh.example"})

    assert len(mail.outbox) == 3


def test_a_person_changes_their_own_password_and_stays(sari, as_person):
    browser, elsewhere = as_person(sari), as_person(sari)
    new = {"oldpassword": "sandi sari rahasia", "password1": "tiga ekor kucing", "password2": "tiga ekor kucing"}

    browser.post("/akun/kata-sandi/", new)

    assert browser.get("/akun/").status_code == 200
    assert elsewhere.get("/akun/").status_code == 302  # every other session is out
    assert sign_in(Client(), "sari", "tiga ekor kucing").status_code == 302


@pytest.mark.parametrize("weak", ["pendek", "password1234", "sari wulandari"])
def test_a_weak_password_is_refused(sari, as_person, weak):
    page = as_person(sari).post(
        "/akun/kata-sandi/", {"oldpassword": "sandi sari rahasia", "password1": weak, "password2": weak}
    )

    assert page.status_code == 200
    assert 'class="errors"' in page.content.decode()


def test_a_persons_own_page_shows_what_they_are_today(budi, house, as_person):
    page = as_person(budi).get("/akun/").content.decode()

    for words in ("Budi Hartono", "PIC area", "Balai Sertifikat Contoh", "1 Januari 2020"):
        assert words in page


def test_a_person_without_a_role_is_told_so(house, as_person):
    assert "Belum ada peran" in as_person(house.person("baru", "Baru")).get("/akun/").content.decode()


# --- what is said


WRONG = [
    ({}, ["Bagian ini perlu diisi."] * 3),
    ({"oldpassword": "bukan ini"}, ["Ini bukan kata sandi Anda yang sekarang. Coba ketik lagi."]),
    ({"password1": "pendek", "password2": "pendek"}, ["Kata sandi ini kurang dari 12 karakter."]),
    (
        {"password1": "sari wulandari", "password2": "sari wulandari"},
        ["Kata sandi ini mirip dengan nama atau surel Anda."],
    ),
    ({"password1": "1234567890123", "password2": "1234567890123"}, ["Kata sandi ini mudah ditebak."]),
    ({"password2": "lain sama sekali"}, ["Kedua kata sandi baru tidak sama."]),
]
GOOD = {"oldpassword": "sandi sari rahasia", "password1": "empat kata acak lagi", "password2": "empat kata acak lagi"}


@pytest.mark.parametrize(("typed", "sentences"), WRONG)
def test_a_refused_new_password_is_told_why_in_our_words(sari, as_person, typed, sentences):
    page = as_person(sari).post("/akun/kata-sandi/", {**GOOD, **typed} if typed else {}).content.decode()

    said = re.findall(r"<li>([^<]+)</li>", page)
    told = [one for one in said if any(one.startswith(sentence) for sentence in sentences)]
    assert len(told) == len(sentences), said
    assert not re.search(r"Bidang ini|setidaknya|setiap kali|saat ini", page)


def test_the_way_out_for_who_forgot_stands_below_the_form(sari, as_person):
    page = as_person(sari).get("/akun/kata-sandi/").content.decode()

    assert page.index("Simpan kata sandi") < page.index("Lupa kata sandi?")
    assert page.count("Lupa kata sandi") == 1


def test_what_is_no_address_is_told(db):
    page = Client().post("/lupa-sandi/", {"email": "sari"}).content.decode()

    assert "Ketik alamat surel, misalnya" in page
    assert not re.search(r"e-?mail valid|Alamat e-mail|alamat email", page)


def test_coming_going_and_changing_are_confirmed_in_our_words(sari):
    browser = Client()
    sign_in(browser, "sari", "sandi sari rahasia")
    assert "Anda masuk sebagai Sari Wulandari." in browser.get("/akun/").content.decode()
    changed = browser.post("/akun/kata-sandi/", GOOD, follow=True)
    assert "Kata sandi baru Anda sudah berlaku." in changed.content.decode()
    assert "Anda sudah keluar." in browser.post("/keluar/", follow=True).content.decode()
