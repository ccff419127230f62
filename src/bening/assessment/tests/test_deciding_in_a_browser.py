"""The pages of a result in a real Chromium: nothing inaccessible, nothing beside the screen, and what moves, moves."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from bening.assessment import inputs, stored
from bening.assessment.editions import instrument_files
from bening.assessment.tests.factories import opened, sheet_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text())
WIDTHS = (360, 1280)


@pytest.fixture
def assessment(house, sari):
    found = opened(house.unit, by=sari)
    sheet = sheet_of(found)
    answers = inputs.parse_all(GOLDEN[0]["answers"], instrument_files.load())
    sheet.heads = {id: {"n": 1, "id": 0, "a": stored.to_json(answer)} for id, answer in answers.items()}
    sheet.save()
    return found


@pytest.fixture
def screen(window, sari):
    """Return a function that opens an address in a window where Sari has signed in."""
    return lambda address, width=1280, **options: window(sari, address, width, **options)


def addresses(assessment):
    sheet = [assessment.pk, "unit"]
    return {
        "verdict": reverse("assessment:verdict", args=sheet),
        "plan": reverse("assessment:plan", args=sheet),
        "what_if": reverse("assessment:what_if", args=sheet, query={"H.1.b": "A", "H.1.a": "9"}),
        "facts": reverse("assessment:facts", args=[assessment.pk]),
    }


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["verdict", "plan", "what_if", "facts"])
def test_a_page_is_accessible_and_fits_the_screen(name, scheme, width, assessment, screen):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = screen(addresses(assessment)[name], width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = axe.run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.faults == []


def test_a_supposed_answer_moves_the_total_at_once_and_the_address_with_it(assessment, screen):
    page = screen(reverse("assessment:what_if", args=[assessment.pk, "unit"]))
    page.locator("details.settings summary").last.click()
    page.select_option("[id='coba-H.1.b']", "A")
    page.locator("#ringkas", has_text="66,27").wait_for()

    assert page.url.endswith("/andai/?H.1.b=A")
    assert page.locator("#ringkas").count() == 1
    assert page.locator("[id='coba-H.1.b']").is_visible()
    page.reload()
    assert "66,27" in page.inner_text("#ringkas")
    assert page.faults == []


def test_a_refused_supposition_is_told_at_once(assessment, screen):
    page = screen(reverse("assessment:what_if", args=[assessment.pk, "unit"]))
    page.locator("details.settings summary").last.click()
    page.fill("[id='coba-H.1.a']", "9")
    page.keyboard.press("Tab")

    page.get_by_role("alert").get_by_text("Indeks 9 di luar 0 sampai 4.").wait_for()
    assert "61,27 → 61,27" in page.inner_text("#ringkas")


def test_a_lock_is_one_press_away_and_the_way_goes_round_it(assessment, screen):
    page = screen(reverse("assessment:plan", args=[assessment.pk, "unit"]))
    page.locator("tr", has_text="H.1.b").get_by_role("link", name="Kunci").click()
    page.wait_for_url("**kunci=H.1.b**")

    assert "tidak dapat dicapai" in page.inner_text("#ringkas")
    assert page.locator("input[name=kunci][value='H.1.b']").is_checked()
    page.locator("input[name=kunci][value='H.1.b']").uncheck()
    page.locator("#ringkas", has_text="Naikkan 22 soal").wait_for()
    page.get_by_role("link", name="Buka kunci").click()
    page.wait_for_url("**buka=R.3.iii.a**")
    assert page.locator("#ringkas", has_text="Naikkan 16 soal").is_visible()
    page.locator("input[name=buka]").uncheck()
    page.locator("#ringkas", has_text="Naikkan 22 soal").wait_for()
    assert page.faults == []


def test_without_scripts_every_button_still_leads_somewhere(assessment, screen):
    page = screen(reverse("assessment:what_if", args=[assessment.pk, "unit"]), java_script_enabled=False)
    page.locator("details.settings summary").last.click()
    page.select_option("[id='coba-H.1.b']", "A")
    page.get_by_role("button", name="Hitung andai").click()

    assert page.url.endswith("/andai/?H.1.b=A")
    assert "66,27" in page.inner_text("#ringkas")

    plan = screen(reverse("assessment:plan", args=[assessment.pk, "unit"]), java_script_enabled=False)
    plan.get_by_label("WBBM").check()
    plan.get_by_role("button", name="Hitung jalan").click()
    assert plan.url.endswith("/jalan/?sasaran=WBBM")


def test_the_facts_are_stated_by_keyboard_alone(assessment, screen):
    page = screen(reverse("assessment:facts", args=[assessment.pk]))
    page.get_by_label("Maturitas SPIP").focus()
    page.keyboard.type("3,25")
    page.keyboard.press("Enter")
    page.get_by_text("Prasyarat tersimpan.").wait_for()

    assert page.get_by_label("Maturitas SPIP").input_value() == "3,25"
    assert "Maturitas SPIP: belum diketahui → 3,25" in page.inner_text(".history")


def test_a_threshold_stands_in_one_line_on_a_phone(assessment, screen):
    page = screen(addresses(assessment)["verdict"], 360)

    rows = page.locator(".checks tbody tr").all()
    assert len(rows) == 12
    for row in rows:
        lines = row.locator("td:visible").evaluate_all(
            "cells => cells.map((cell) => cell.getBoundingClientRect().height)"
        )
        assert max(lines) < 36, row.inner_text()


def test_paper_is_narrow_and_still_has_tables(assessment, screen):
    page = screen(addresses(assessment)["verdict"] + "?cetak=1", 640)
    page.emulate_media(media="print")

    assert page.locator(".checks thead").bounding_box()["height"] > 10
    assert page.locator(".checks td").first.evaluate("cell => getComputedStyle(cell, '::before').content") == "none"
    assert (
        page.locator(".exact table").evaluate("table => getComputedStyle(table.parentElement).breakInside") == "avoid"
    )
