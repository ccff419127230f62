"""Coming in by the sign-in of the instansi, against a stand-in for its identity provider (`fake_idp`)."""

import base64
import zlib
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from bening.config import sso
from bening.config.environment import Environment
from bening.foundation.accounts.models import User
from bening.foundation.signin.tests.fake_idp import Keys, Oidc, saml_answer

pytestmark = pytest.mark.urls("bening.foundation.signin.tests.urls_with_sso")

ENTITY = "https://sso.contoh.example/idp"
ACS = "http://testserver/masuk/sso/saml/instansi/jawaban/"
AUDIENCE = "http://testserver/masuk/sso/saml/instansi/metadata/"


@pytest.fixture(scope="module")
def keys():
    return Keys()


@pytest.fixture(scope="module")
def oidc():
    provider = Oidc()
    yield provider
    provider.close()


@pytest.fixture(autouse=True)
def _set_up(db, settings, oidc, keys, tmp_path):
    certificate = tmp_path / "idp.pem"
    certificate.write_text(keys.certificate)
    environment = Environment(
        {
            "BENING_OIDC_URL": oidc.url,
            "BENING_OIDC_ID": "bening",
            "BENING_OIDC_SECRET": "rahasia klien",
            "BENING_SAML_IDP": ENTITY,
            "BENING_SAML_URL": "https://sso.contoh.example/masuk",
            "BENING_SAML_CERT": str(certificate),
        }
    )
    settings.MFA_REQUIRED = False
    settings.SOCIALACCOUNT_PROVIDERS = sso.providers(environment, production=False)
    settings.SSO_DOMAINS = frozenset({"contoh.example"})
    oidc.claims, oidc.signing = {}, None
    cache.clear()


def is_in(browser):
    return browser.get("/akun/").status_code == 200


# --- OIDC


def ask(browser, oidc):
    """Set out from the page to come in by; returns what the provider is asked."""
    gone = browser.get("/masuk/sso/oidc/").headers["Location"]
    assert gone.startswith(oidc.url)
    asked = {name: value[0] for name, value in parse_qs(urlsplit(gone).query).items()}
    oidc.challenge = asked["code_challenge"]
    return asked


def come_back(browser, oidc, *, state=None, **claims):
    asked = ask(browser, oidc)
    oidc.claims = {
        "sub": "1",
        "email": "sari@contoh.example",
        "email_verified": True,
        "nonce": asked["nonce"],
        **claims,
    }
    return browser.get("/masuk/sso/oidc/kembali/", {"code": oidc.code, "state": state or asked["state"]})


def test_a_person_comes_in_by_their_verified_address(sari, oidc):
    browser = Client()

    assert come_back(browser, oidc).status_code == 302
    assert is_in(browser)
    assert SocialAccount.objects.get().user == sari


def test_the_page_to_come_in_by_offers_it(oidc):
    page = Client().get("/masuk/").content.decode()

    assert 'href="/masuk/sso/oidc/"' in page
    assert 'href="/masuk/sso/saml/instansi/"' in page


def test_a_second_factor_is_asked_for_all_the_same(sari, oidc, settings):
    settings.MFA_REQUIRED = True
    browser = Client()
    come_back(browser, oidc)

    assert browser.get("/akun/").headers["Location"].startswith("/akun/faktor/")


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "siapa@contoh.example"},  # has no account here
        {"email_verified": False},
        {"email": "sari@jahat.example"},
        {"email": "ſari@contoh.example"},
        {"email": ""},
    ],
)
def test_nobody_is_linked_by_less_and_no_account_is_made(sari, oidc, claims):
    browser = Client()
    before = User.objects.count()

    assert come_back(browser, oidc, **claims).status_code == 403
    assert not is_in(browser)
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("claims", "state"),
    [
        ({}, "keadaan-lain"),
        ({"nonce": "lain"}, None),
        ({"nonce": ""}, None),
        ({"aud": "orang-lain"}, None),
        ({"iss": "https://jahat.example"}, None),
        ({"exp": 1}, None),
    ],
)
def test_an_answer_to_another_question_is_refused(sari, oidc, claims, state):  # T051
    browser = Client()

    assert come_back(browser, oidc, state=state, **claims).status_code == 400
    assert not is_in(browser)


def test_another_signature_is_refused(sari, oidc, keys):
    oidc.signing = keys
    browser = Client()

    assert come_back(browser, oidc).status_code == 400
    assert not is_in(browser)


def test_an_answer_counts_once_and_not_in_another_browser(sari, oidc):
    browser = Client()
    asked = ask(browser, oidc)
    oidc.claims = {"sub": "1", "email": "sari@contoh.example", "email_verified": True, "nonce": asked["nonce"]}
    answer = {"code": oidc.code, "state": asked["state"]}

    assert Client().get("/masuk/sso/oidc/kembali/", answer).status_code == 400
    assert browser.get("/masuk/sso/oidc/kembali/", answer).status_code == 302
    browser.post("/keluar/")
    assert browser.get("/masuk/sso/oidc/kembali/", answer).status_code == 400
    assert not is_in(browser)


def test_who_is_shut_out_stays_out(sari, oidc):  # T040
    come_back(Client(), oidc)
    User.objects.filter(pk=sari.pk).update(is_active=False)
    browser = Client()

    come_back(browser, oidc)
    assert not is_in(browser)


# --- SAML


def begin_saml(browser):
    gone = browser.get("/masuk/sso/saml/instansi/").headers["Location"]
    sent = parse_qs(urlsplit(gone).query)["SAMLRequest"][0]
    text = zlib.decompress(base64.b64decode(sent), -15).decode()
    return text.split(' ID="')[1].split('"')[0]


def post_saml(browser, keys, **more):
    words = {
        "entity": ENTITY,
        "to": ACS,
        "audience": AUDIENCE,
        "email": "sari@contoh.example",
        "request": more.pop("request", None) or begin_saml(browser),
    }
    answer = saml_answer(keys, **{**words, **more})
    sent = browser.post("/masuk/sso/saml/instansi/jawaban/", {"SAMLResponse": answer})
    return browser.get(sent.headers["Location"])


def test_saml_brings_a_person_in(sari, keys):
    browser = Client()

    assert post_saml(browser, keys).status_code == 302
    assert is_in(browser)


@pytest.mark.parametrize(
    "wrong",
    [
        {"signed": False},
        {"audience": "https://lain.example"},
        {"to": "https://lain.example/acs"},
        {"entity": "https://jahat.example"},
        {"minutes": -60},
        {"minutes": 60},
    ],
)
def test_saml_that_is_not_for_us_and_now_is_refused(sari, keys, wrong):
    browser = Client()

    assert post_saml(browser, keys, **wrong).status_code == 400
    assert not is_in(browser)


def test_saml_signed_by_another_is_refused(sari):
    browser = Client()

    assert post_saml(browser, Keys()).status_code == 400
    assert not is_in(browser)


def test_saml_that_nobody_asked_for_is_refused(sari, keys):
    browser = Client()

    assert post_saml(browser, keys, request="ONELOGIN_tidak_ada").status_code in {400, 403}
    assert not is_in(browser)


def test_saml_of_an_unknown_person_makes_no_account(sari, keys):
    browser = Client()
    before = User.objects.count()

    assert post_saml(browser, keys, email="siapa@contoh.example").status_code == 403
    assert User.objects.count() == before


def test_what_the_instansi_needs_to_know_of_us_is_told(keys):
    told = Client().get("/masuk/sso/saml/instansi/metadata/")

    assert told.status_code == 200
    assert ACS in told.content.decode()


# --- nothing but the instansi


def test_where_only_the_instansi_signs_in_passwords_do_nothing(sari, settings, as_person):  # T039
    settings.SSO_ONLY = True
    browser = Client()

    page = browser.get("/masuk/")
    assert page.status_code == 200
    assert "password" not in page.content.decode()
    assert browser.post("/masuk/", {"login": "sari", "password": "sandi sari rahasia"}).status_code == 403
    assert not is_in(browser)
    for address in ("/lupa-sandi/", "/lupa-sandi/1-abc-def/"):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"email": "sari@contoh.example"}).status_code == 404
    assert as_person(sari).get("/akun/kata-sandi/").status_code == 404


# --- settings


OIDC = {"BENING_OIDC_URL": "https://sso.contoh.example", "BENING_OIDC_ID": "a", "BENING_OIDC_SECRET": "b"}
SAML = {"BENING_SAML_IDP": "x", "BENING_SAML_URL": "https://sso.contoh.example/a", "BENING_SAML_CERT": "/tiada.pem"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({**OIDC, "BENING_OIDC_SECRET": ""}, "BENING_OIDC_SECRET belum diisi"),
        ({**OIDC, "BENING_OIDC_URL": "http://sso.contoh.example"}, "harus alamat https://"),
        ({**OIDC, "BENING_OIDC_URL": "javascript:alert(1)"}, "harus alamat https://"),
        (SAML, "tidak dapat dibaca"),
        ({**SAML, "BENING_SAML_CERT": __file__}, "bukan sertifikat PEM"),
    ],
)
def test_half_a_setting_is_refused_with_a_sentence(given, words):
    with pytest.raises(Exception, match=words):
        sso.providers(Environment(given), production=True)


def test_sso_without_a_domain_or_alone_without_a_door_is_refused():
    with pytest.raises(Exception, match="BENING_SSO_DOMAINS wajib"):
        sso.domains(Environment({}), used=True)
    with pytest.raises(Exception, match="bukan nama domain"):
        sso.domains(Environment({"BENING_SSO_DOMAINS": "orang@contoh.example"}), used=True)
    with pytest.raises(Exception, match="menutup semua pintu"):
        sso.only(Environment({"BENING_SSO_ONLY": "ya"}), used=False)
