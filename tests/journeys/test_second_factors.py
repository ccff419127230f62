"""How a person makes their account safe: an authenticator app, then a passkey, in a real browser."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_counts(db):
    cache.clear()


@pytest.fixture(params=[360, 1280])
def page(chromium, live_server, request):
    context = chromium.new_context(
        viewport={"width": request.param, "height": 800}, base_url=live_server.url, locale="id-ID"
    )
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    page.set_default_timeout(10_000)
    yield page
    assert page.faults == []
    context.close()


def looks_right(page, name, tmp_path):
    """Hold the page to accessibility, and to its width."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.screenshot(path=tmp_path / f"{name}-{page.viewport_size['width']}.png", full_page=True)


def code(secret, *, ahead=0):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + ahead))


def type_password(page, person):
    page.goto("/masuk/")
    page.fill("input[name=login]", person.username)
    page.fill("input[name=password]", f"sandi {person.username} rahasia")
    page.keyboard.press("Enter")


def sign_out(page):
    page.goto("/akun/")
    page.get_by_role("main").get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk/")


def test_an_app_guards_the_account_from_its_first_day(page, sari, house, tmp_path):
    type_password(page, sari)
    page.wait_for_url("**/akun/faktor/**")
    looks_right(page, "faktor", tmp_path)
    page.get_by_role("link", name="Pasang aplikasi").click()
    page.wait_for_url("**/aplikasi/")
    picture = page.get_by_alt_text("Kode QR dengan kunci aplikasi autentikator")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 100")
    page.get_by_text("Tidak dapat memindai?").click()
    secret = page.locator(".secret").inner_text()
    looks_right(page, "aplikasi", tmp_path)
    page.get_by_label("Kode 6 angka").fill(code(secret, ahead=-1))
    page.get_by_role("button", name="Pasang").click()
    page.wait_for_url("**/kode/")
    kept = page.locator(".codes li").all_inner_texts()
    assert len(kept) == 10
    looks_right(page, "kode", tmp_path)

    sign_out(page)
    type_password(page, sari)
    page.wait_for_url("**/masuk/faktor/")
    looks_right(page, "masuk-faktor", tmp_path)
    page.get_by_label("Kode 6 angka").fill(code(secret))
    page.get_by_role("button", name="Lanjut").click()
    page.wait_for_url("**/pekerjaan/")
    page.goto("/akun/")
    looks_right(page, "akun", tmp_path)
    sign_out(page)

    type_password(page, sari)
    page.wait_for_url("**/masuk/faktor/")
    page.get_by_label("Kode 6 angka").fill(kept[0])
    page.get_by_role("button", name="Lanjut").click()
    page.wait_for_url("**/pekerjaan/")


def test_a_passkey_does_the_same_without_typing(page, sari, house, tmp_path):
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    type_password(page, sari)
    page.wait_for_url("**/akun/faktor/**")
    page.get_by_role("link", name="Pasang kunci sandi").click()
    page.wait_for_url("**/kunci/")
    page.get_by_label("Nama kunci").fill("ponsel kantor")
    looks_right(page, "kunci", tmp_path)
    page.get_by_role("button", name="Pasang").click()
    page.wait_for_url("**/kode/")
    assert Authenticator.objects.filter(user=sari, type="webauthn").count() == 1

    sign_out(page)
    type_password(page, sari)
    page.wait_for_url("**/masuk/faktor/")
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.wait_for_url("**/pekerjaan/")
    page.goto("/akun/")
    assert re.search(r"ponsel kantor", page.inner_text("main"))
    page.get_by_role("link", name=re.compile("^Lepas")).click()  # the last factor stays
    page.wait_for_url("**/akun/")
    assert "satu-satunya faktor kedua" in page.inner_text("main")
