"""Bringing a workbook in a real Chromium: with a thumb, without a script, with a keyboard alone."""

import re

import pytest

from bening.assessment.models import Intake, Revision
from bening.assessment.tests.factories import answered, opened, sheet_of
from bening.assessment.tests.test_exchanging import edited, workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (360, 1280)


@pytest.fixture
def assessment(house, sari):
    found = opened(house.unit, by=sari)
    answered(found, "P.1.i.b", "C", by=sari, note="ditunjuk", link="https://arsip.contoh.invalid/1")
    return found


@pytest.fixture
def file(tmp_path):
    """Return a workbook with two changes, a bad cell and a fault that the audit finds."""
    data = workbook(answers={"P.1.i.a": "Ya", "P.1.i.b": "A"}, notes={"P.1.i.b": "kini lewat SOP"})
    path = tmp_path / "LKE kami.xlsx"
    path.write_bytes(edited(data, "LKE ZI", K25="Z", L12=0.5))
    return path


def bring(page, file):
    page.set_input_files("#berkas", file)
    page.get_by_role("button", name="Baca dan tampilkan pratinjau").click()
    page.wait_for_url("**/impor/*/")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_pages_are_accessible_and_fit_their_screen(window, assessment, sari, file, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = window(sari, f"/penilaian/{assessment.pk}/unit/impor/", width, color_scheme=scheme)

    for step in (lambda: None, lambda: bring(page, file)):
        step()
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.faults == []


def test_ticks_say_how_many_they_are_and_a_refusal_keeps_them(window, assessment, sari, file):
    page = window(sari, f"/penilaian/{assessment.pk}/unit/impor/")
    bring(page, file)
    take = page.locator("[data-take]")
    assert take.inner_text() == "Impor 2 soal"

    page.get_by_label("Impor P.1.i.a").uncheck()
    assert take.inner_text() == "Impor 1 soal"
    take.click()
    page.wait_for_selector("#salah")

    assert page.evaluate("document.activeElement.id") == "salah"
    assert not page.get_by_label("Impor P.1.i.a").is_checked()
    page.get_by_label("Impor baris yang benar saja").check()
    page.locator("[data-take]").click()
    page.wait_for_url("**/hasil/")

    assert {id: head["a"] for id, head in sheet_of(assessment).heads.items()} == {"P.1.i.b": "A"}
    assert "1 soal diimpor dari LKE kami.xlsx." in page.inner_text("main")


def test_a_file_that_is_too_large_is_told_before_it_is_sent(window, assessment, sari, tmp_path, settings):
    settings.LARGEST_UPLOAD = 1_000
    large = tmp_path / "besar.xlsx"
    large.write_bytes(bytes(1_001))
    page = window(sari, f"/penilaian/{assessment.pk}/unit/impor/")

    page.set_input_files("#berkas", large)
    page.get_by_role("button", name="Baca dan tampilkan pratinjau").click()

    assert "lebih besar dari" in page.locator("[data-told]").inner_text()
    assert page.url.endswith("/unit/impor/")
    assert not Intake.objects.exists()


def test_a_file_dropped_on_the_page_is_read(window, assessment, sari, file):
    page = window(sari, f"/penilaian/{assessment.pk}/unit/impor/")
    bundle = page.evaluate_handle(
        """(bytes) => {
            const bundle = new DataTransfer();
            bundle.items.add(new File([new Uint8Array(bytes)], "ditarik.xlsx"));
            return bundle;
        }""",
        list(file.read_bytes()),
    )

    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": bundle})
    page.wait_for_url("**/impor/*/")

    assert Intake.objects.get().name == "ditarik.xlsx"


def test_everything_works_without_a_script_and_by_keyboard(window, assessment, sari, file):
    page = window(sari, f"/penilaian/{assessment.pk}/unit/impor/", java_script_enabled=False)
    bring(page, file)
    page.get_by_label("Impor P.1.i.a").focus()
    page.keyboard.press("Space")
    page.get_by_label("Impor baris yang benar saja").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name=re.compile("^Impor yang dicentang")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/hasil/")

    assert [one.question for one in Revision.objects.filter(source="LKE kami.xlsx")] == ["P.1.i.b"]
