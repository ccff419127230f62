"""The field for files in a real Chromium: lines that break, sessions that end, files that nobody can read."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from bening.foundation.storage.models import Blob, Upload
from bening.foundation.storage.stores import checked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CONTENT = b"Notula rapat, baris demi baris.\n" * 90_000  # three pieces


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def page(window, house, sari):
    page = window(sari, "/")
    page.route(re.compile(r"/uploading[^/]*\.js"), one_at_a_time)
    page.goto(f"/bukti/unggah/?unit={house.unit.pk}")
    page.locator("[data-uploading][data-ready]").wait_for()
    return page


def one_at_a_time(route):
    """SQLite's database of the tests lies in memory and has no room for two writers."""
    script = route.fetch()
    route.fulfill(response=script, body=script.text().replace("AT_ONCE = 2", "AT_ONCE = 1"))


def given(name, content=CONTENT):
    return {"name": name, "mimeType": "text/html", "buffer": content}


def state(page, words, name=""):
    page.locator(".uploads li", has_text=name).locator(".state", has_text=words).wait_for()


def test_a_broken_line_is_waited_for_and_gone_on_with(page):
    broken = []

    def line(route):
        if len(broken) < 2:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile(r"/bagian/[1-9]"), line)
    page.set_input_files("#berkas", [given("notula.txt")])
    state(page, "Sambungan terputus")

    page.wait_for_url("**/unggah/keterangan/**")

    assert len(broken) == 2
    assert broken[0] == broken[1]  # it went on from where it was
    assert b"".join(checked(Blob.objects.get().sha256)) == CONTENT
    assert Upload.objects.count() == 1


def test_what_the_house_refuses_is_told_beside_its_name_and_can_be_dropped(page):
    page.set_input_files("#berkas", [given("halaman.txt", b"<html><script>alert(1)</script>"), given("notula.txt")])
    state(page, "bukan Teks seperti namanya", "halaman.txt")
    state(page, "Sudah masuk", "notula.txt")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()

    button = page.locator(".uploads li", has_text="halaman.txt").get_by_role("button", name="Batalkan")
    button.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/unggah/keterangan/**")
    assert Blob.objects.count() == 1


def test_a_session_that_ends_is_told_and_the_file_comes_after_signing_in_again(page, settings):
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.set_input_files("#berkas", [given("notula.txt")])
    state(page, "Sesi Anda berakhir")

    page.context.add_cookies(cookies)
    page.get_by_role("button", name="Coba lagi").click()

    page.wait_for_url("**/unggah/keterangan/**")
    assert Blob.objects.count() == 1


def test_a_server_that_fails_offers_to_try_again(page):
    page.route(re.compile(r"/selesai/"), lambda route: route.fulfill(status=500, body="<h1>500</h1>"), times=1)
    page.set_input_files("#berkas", [given("notula.txt")])
    state(page, "Server tidak dapat menerima")

    page.get_by_role("button", name="Coba lagi").click()

    page.wait_for_url("**/unggah/keterangan/**")
    assert Blob.objects.count() == 1


def test_a_full_store_is_told_in_its_own_words(page):
    sentence = "Ruang penyimpanan penuh, jadi berkas ini belum tersimpan."
    full = {"status": 507, "content_type": "application/json", "body": f'{{"sentence": "{sentence}"}}'}
    page.route(re.compile(r"/selesai/"), lambda route: route.fulfill(**full), times=1)
    page.set_input_files("#berkas", [given("notula.txt")])
    state(page, sentence)

    page.get_by_role("button", name="Coba lagi").click()
    page.wait_for_url("**/unggah/keterangan/**")


def test_files_that_are_dropped_come_in(page):
    page.evaluate(
        """() => {
            const files = new DataTransfer();
            files.items.add(new File(["isi satu"], "satu.txt"));
            files.items.add(new File(["isi dua"], "dua.txt"));
            document.querySelector("[data-uploading]").dispatchEvent(
                new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
        }"""
    )
    page.wait_for_url("**/unggah/keterangan/**")
    assert sorted(one.name for one in Upload.objects.exclude(blob=None)) == ["dua.txt", "satu.txt"]


def test_a_page_without_scripts_takes_several_files(window, house, sari):
    page = window(sari, f"/bukti/unggah/?unit={house.unit.pk}", java_script_enabled=False)
    page.set_input_files("#berkas", [given("satu.txt", b"isi satu"), given("dua.txt", b"isi dua")])

    page.get_by_role("button", name="Unggah", exact=True).click()

    page.wait_for_url("**/unggah/keterangan/**")
    assert Blob.objects.count() == 2
