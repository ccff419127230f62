"""What every answer carries, whoever asks and whatever comes back."""

import pytest

EVERYBODY = ["/masuk/", "/lupa-sandi/", "/lupa-sandi/terkirim/", "/tidak-ada/", "/"]
SIGNED_IN = ["/", "/unit/", "/akun/", "/akun/kata-sandi/", "/keluar/", "/jejak/", "/tidak-ada/"]


def policy(response):
    parts = (part.strip().split(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: set(values) for name, *values in parts}


def check(response):
    rules = policy(response)
    assert rules.pop("default-src") == {"'none'"}
    assert rules.pop("base-uri") == rules.pop("frame-ancestors") == {"'none'"}
    assert set(rules) == {"script-src", "style-src", "img-src", "font-src", "connect-src", "form-action"}
    assert all(values == {"'self'"} for values in rules.values())
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response.headers["Permissions-Policy"]
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].replace(" ", "").split(","))


@pytest.mark.django_db
@pytest.mark.parametrize("address", EVERYBODY)
def test_a_stranger_gets_every_header(anon, address):
    check(anon.get(address))


@pytest.mark.parametrize("address", SIGNED_IN)
def test_who_signed_in_gets_every_header(sari, as_person, address):
    response = as_person(sari).get(address)

    check(response)
    assert "Cookie" in response.headers["Vary"]


@pytest.mark.django_db
def test_a_failure_of_the_house_shows_no_trace(anon, monkeypatch):
    def broken(_request):
        raise RuntimeError("rahasia dapur")

    anon.raise_request_exception = False
    monkeypatch.setattr("bening.foundation.navigation.places_for", broken)
    monkeypatch.setattr("allauth.account.views.LoginView.get", lambda *_a, **_k: broken(None))

    response = anon.get("/masuk/")

    assert response.status_code == 500
    page = response.content.decode()
    assert "Bening sedang bermasalah" in page
    assert "rahasia dapur" not in page
    assert "Traceback" not in page
    check(response)


@pytest.mark.django_db
def test_a_wrong_host_is_refused(anon):
    response = anon.get("/masuk/", headers={"host": "jahat.example"})

    assert response.status_code == 400
    assert "Permintaan tidak dapat dibaca" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_and_says_how_to_go_on(anon):
    response = anon.post("/masuk/", {"login": "sari", "password": "x"})

    assert response.status_code == 403
    assert "Formulir sudah kedaluwarsa" in response.content.decode()


@pytest.mark.django_db
def test_static_files_may_be_kept_but_pages_may_not(anon):
    response = anon.get("/static/bening/base.css")
    assert b"".join(response).startswith(b"/* Plain elements")
    response.close()

    assert response.status_code == 200
    assert "no-store" not in response.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_person_sees_only_the_places_that_are_theirs(fajar, sari, as_person):
    pages = {person.username: as_person(person).get("/akun/").content.decode() for person in (fajar, sari)}

    assert ('href="/jejak/"' in pages["fajar"], 'href="/jejak/"' in pages["sari"]) == (False, True)
    assert all('href="/unit/"' in page for page in pages.values())


def test_the_front_door_leads_to_the_first_place(sari, house, as_person):
    assert as_person(house.person("baru", "Baru")).get("/").headers["Location"] == "/akun/"
    first = as_person(sari).get("/").headers["Location"]
    assert as_person(sari).get(first).status_code == 200
