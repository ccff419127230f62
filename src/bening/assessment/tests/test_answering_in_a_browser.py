"""The questionnaire in a real Chromium: it saves itself, loses nothing, and needs neither mouse nor script."""

import re

import pytest

from bening.assessment.models import Revision
from bening.assessment.tests.factories import answered, opened, sheet_of
from tests.people import SINCE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"Tersimpan pukul \d\d\.\d\d\.\d\d")
WIDTHS = (360, 1280)


@pytest.fixture
def expect():
    return pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect


@pytest.fixture
def assessment(house, sari):
    found = opened(house.unit, by=sari)
    answered(found, "P.1.i.a", "Ya", by=sari, note="SK tim", link="https://arsip.contoh.example/1")
    return found


def area(assessment, page="1"):
    return f"/penilaian/{assessment.pk}/unit/area/{page}/"


def stands(assessment, question_id):
    head = sheet_of(assessment).heads.get(question_id)
    return head["a"] if head else None


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits_its_screen(window, assessment, sari, budi, eko, dewi, house, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    answered(assessment, "P.1.i.b", "A", by=budi)
    answered(assessment, "P.1.i.b", "B", by=sari, seen=0)
    own = f"/penilaian/{assessment.pk}/"
    seen = {
        sari: ["/pekerjaan/", own, area(assessment), area(assessment, "5"), area(assessment, "hasil")],
        budi: [area(assessment, "2")],
        eko: ["/pekerjaan/", "/penilaian/", f"/unit/{house.unit.pk}/", f"/unit/{house.sibling.pk}/penilaian/buka/"],
        dewi: ["/pekerjaan/", f"{own}tpi/area/1/"],
    }
    seen[sari].append(f"{own}unit/soal/P.1.i.b/riwayat/")

    for person, addresses in seen.items():
        page = window(person, addresses[0], width)
        for address in addresses:
            page.goto(address)
            found = axe.run(page)
            assert found.violations_count == 0, (address, found.generate_report())
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        assert page.faults == []


def test_a_choice_saves_itself_and_moves_the_points(window, assessment, sari, expect):
    page = window(sari, area(assessment))
    question = page.locator("#soal-P-1-i-b")

    question.get_by_label("seleksi lewat prosedur jelas").check()

    expect(question.locator(".status")).to_have_text(SAVED)
    expect(question.locator(".points")).to_contain_text("0,25 dari 0,25 poin")
    expect(page.locator("#kepala")).to_contain_text("2 dari 16 dijawab")
    expect(question.locator("[name=seen]")).to_have_value("1")
    assert stands(assessment, "P.1.i.b") == "A"
    assert page.faults == []


def test_typing_saves_itself_and_is_never_disturbed(window, assessment, sari, expect):
    page = window(sari, area(assessment))
    note = page.locator("#P-1-i-b-note")

    note.focus()
    note.press_sequentially("Seleksi ", delay=20)
    expect(page.locator("#soal-P-1-i-b .status")).to_have_text(SAVED)
    note.press_sequentially("anggota tim", delay=20)
    expect(page.locator("#soal-P-1-i-b [name=seen]")).to_have_value("2")

    expect(note).to_have_value("Seleksi anggota tim")
    expect(note).to_be_focused()
    assert Revision.objects.get(number=2).note == "Seleksi anggota tim"


def test_what_is_wrong_is_said_beside_its_field_until_it_is_mended(window, assessment, sari, expect):
    page = window(sari, area(assessment, "4"))
    count = page.get_by_label("Jumlah Sasaran Kinerja", exact=True)

    count.fill("delapan")
    count.blur()
    expect(page.locator("#galat-R-4-i-a-sasaran")).to_contain_text("“delapan” bukan bilangan")
    expect(count).to_have_attribute("aria-invalid", "true")
    expect(count).to_have_value("delapan")

    count.fill("")
    count.blur()
    expect(page.locator("#galat-R-4-i-a-sasaran")).to_be_empty()
    expect(count).not_to_have_attribute("aria-invalid", "true")


def test_two_people_see_each_other_and_both_texts(window, assessment, sari, budi, expect):
    mine, theirs = window(sari, area(assessment)), window(budi, area(assessment))
    theirs.locator("#P-1-i-b-C").check()
    expect(theirs.locator("#soal-P-1-i-b .status")).to_have_text(SAVED)

    mine.locator("#P-1-i-b-A").check()
    clash = mine.locator("#soal-P-1-i-b .clash")
    expect(clash).to_contain_text("Budi Hartono sudah mengubah soal ini")
    assert stands(assessment, "P.1.i.b") == "C"

    clash.get_by_role("button", name="Pakai punya saya").click()
    expect(clash).to_have_count(0)
    expect(mine.locator("#judul-P-1-i-b")).to_be_focused()
    assert stands(assessment, "P.1.i.b") == "A"

    mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(mine.locator("#soal-P-1-i-b .here")).to_have_text("Budi Hartono sedang di soal ini")
    theirs.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    theirs.locator("#soal-P-1-i-b").get_by_role("button", name="Tampilkan").click()
    expect(theirs.locator("#P-1-i-b-A")).to_be_checked()


def test_changes_of_two_people_in_one_question_are_joined_on_the_screen(window, assessment, sari, budi, expect):
    mine, theirs = window(sari, area(assessment)), window(budi, area(assessment))
    theirs.locator("#P-1-i-b-note").fill("Notula seleksi")
    theirs.locator("#P-1-i-b-note").blur()
    expect(theirs.locator("#soal-P-1-i-b .status")).to_have_text(SAVED)

    mine.locator("#P-1-i-b-A").check()

    expect(mine.locator("#P-1-i-b-note")).to_have_value("Notula seleksi")
    mine.locator("#P-1-i-b-B").check()
    expect(mine.locator("#soal-P-1-i-b [name=seen]")).to_have_value("3")
    newest = Revision.objects.get(question="P.1.i.b", number=3)
    assert (newest.answer, newest.note) == ("B", "Notula seleksi")


def test_without_a_connection_the_text_stays_and_is_sent_later(window, assessment, sari, expect):
    page = window(sari, area(assessment))
    note, status = page.locator("#P-1-i-b-note"), page.locator("#soal-P-1-i-b .status")
    page.context.set_offline(True)

    note.fill("Ditulis tanpa sinyal")
    note.blur()
    expect(status).to_contain_text("tidak ada sambungan")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    page.context.set_offline(False)

    expect(status).to_have_text(SAVED)
    expect(note).to_have_value("Ditulis tanpa sinyal")
    assert Revision.objects.get(question="P.1.i.b").note == "Ditulis tanpa sinyal"


def test_after_signing_in_again_elsewhere_the_text_is_saved(window, assessment, sari, expect, settings):
    settings.MFA_REQUIRED = False
    page = window(sari, area(assessment))
    page.context.clear_cookies()
    page.locator("#P-1-i-b-note").fill("Sesudah sesi berakhir")
    page.locator("#P-1-i-b-note").blur()
    expect(page.locator("#soal-P-1-i-b .status")).to_contain_text("sesi Anda berakhir")

    other = page.context.new_page()
    other.goto("/masuk/")
    other.locator("[name=login]").fill("sari")
    other.locator("[name=password]").fill("sandi sari rahasia")
    other.get_by_role("button", name="Masuk").click()
    other.wait_for_url("**/pekerjaan/")

    expect(page.locator("#soal-P-1-i-b .status")).to_have_text(SAVED, timeout=15_000)
    assert Revision.objects.get(question="P.1.i.b").note == "Sesudah sesi berakhir"


def test_who_is_no_longer_on_the_team_is_told_so(window, assessment, sari, expect):
    page = window(sari, area(assessment))
    sari.assignments.update(role="pegawai", since=SINCE)

    page.locator("#P-1-i-b-A").check()

    expect(page.locator("#soal-P-1-i-b .status")).to_contain_text("Halaman ini diisi oleh PIC areanya")
    assert stands(assessment, "P.1.i.b") is None


def test_the_keyboard_is_enough(window, assessment, sari, expect):
    page = window(sari, area(assessment))
    press = page.keyboard.press

    press("j")
    press("j")
    expect(page.locator("#judul-P-1-i-b")).to_be_focused()
    press("2")
    expect(page.locator("#P-1-i-b-B")).to_be_checked()
    press("c")
    expect(page.locator("#P-1-i-b-C")).to_be_checked()
    press("n")
    page.keyboard.type("jk12")
    expect(page.locator("#P-1-i-b-note")).to_have_value("jk12")
    press("Escape")
    expect(page.locator("#judul-P-1-i-b")).to_be_focused()
    press("k")
    expect(page.locator("#judul-P-1-i-a")).to_be_focused()
    press("?")
    expect(page.locator("#pintasan")).to_be_visible()
    page.get_by_label("Pakai pintasan satu huruf").uncheck()
    press("Escape")
    expect(page.locator("#pintasan")).to_be_hidden()
    press("j")
    expect(page.locator("#judul-P-1-i-a")).to_be_focused()
    expect(page.locator("#soal-P-1-i-b .status")).to_have_text(SAVED)
    assert stands(assessment, "P.1.i.b") == "C"


def test_without_a_script_the_same_forms_do_it(window, assessment, sari, expect):
    page = window(sari, area(assessment), 360, java_script_enabled=False)

    page.locator("#P-1-i-b-B").check()
    page.locator("#P-1-i-b-note").fill("Tanpa skrip")
    page.locator("#soal-P-1-i-b").get_by_role("button", name="Simpan").click()

    expect(page.locator(".message-success")).to_contain_text("tersimpan")
    expect(page.locator("#P-1-i-b-B")).to_be_checked()
    assert page.url.endswith("#soal-P-1-i-b")
    assert stands(assessment, "P.1.i.b") == "B"


def test_a_phone_shows_every_tab_of_the_sheet_and_a_menu_of_one_line(window, assessment, sari):
    page = window(sari, f"/penilaian/{assessment.pk}/unit/area/6/", 360)

    for tab in page.locator(".area-tabs a").all():
        box = tab.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    assert page.locator(".area-tabs [aria-current]").inner_text().split() == ["Area", "6", "0/22"]
    labels = page.locator(".places li span:visible").all()
    assert labels[0].inner_text() == "Tugas"
    assert {label.bounding_box()["height"] < 20 for label in labels} == {True}
