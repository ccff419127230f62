"""The main job as one story: a team brings its workbook, mends an answer, and learns what it takes to reach WBK."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bening.assessment.editions.instrument_files import load
from bening.assessment.verbs import score as score_verb
from bening.assessment.workbook import writing
from bening.assessment.workbook.contents import Contents
from bening.domain.answers import parse
from bening.domain.instrument import Choice, Index
from bening.foundation.audit import log

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def good_answers():
    """Answer everything with the second option, so that WBK is near but not reached."""
    given = {}
    for question in load().questions.values():
        match question.scale:
            case Choice(options=options):
                given[question.id] = options[0 if question.id.startswith("R") else 1].letter
            case Index():
                given[question.id] = "3.60"
            case scale:
                given[question.id] = {**dict.fromkeys(scale.keys, 4), scale.numerator.keys[0]: 4}
    given["R.3.iii.a"] = {"lalu": 4, "kini": 1, "sanksi": 1}
    return {id: parse(load().questions[id], value) for id, value in given.items()}


@pytest.fixture(autouse=True)
def _passwords_are_enough(settings):
    """Leave second factors to the story in `test_second_factors`."""
    settings.MFA_REQUIRED = False


@pytest.fixture
def workbook(tmp_path):
    contents = Contents(answers={"unit": good_answers()}, notes={}, evidence={})
    path = tmp_path / "LKE balai.xlsx"
    path.write_bytes(writing.filled(load(), "lke-zi-2021", contents, at=datetime(2026, 3, 1, tzinfo=UTC)))
    return path


def figure(text):
    """Return the first number of an Indonesian text, exactly."""
    return Decimal(re.search(r"\d+(,\d+)?", text).group().replace(",", "."))


@pytest.mark.parametrize("width", [360, 1280])
def test_a_team_brings_its_workbook_and_learns_the_way_to_wbk(
    chromium, live_server, house, sari, workbook, tmp_path, capsys, width
):
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, base_url=live_server.url, accept_downloads=True, locale="id-ID"
    )
    page = context.new_page()
    strangers, faults = [], []
    page.on("request", lambda request: strangers.append(request.url) if live_server.url not in request.url else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(10_000)

    # she signs in and opens this year's assessment
    page.goto("/")
    page.fill("input[name=login]", "sari")
    page.fill("input[name=password]", "sandi sari rahasia")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pekerjaan/")
    page.goto(f"/unit/{house.unit.pk}/")
    page.get_by_label("Tahun").fill("2026")
    page.get_by_role("button", name=re.compile("Buka penilaian")).click()
    page.wait_for_url("**/penilaian/*/")
    address = page.url

    # she brings the workbook, looks, and takes it in
    page.goto(f"{address}unit/impor/")
    page.set_input_files("#berkas", workbook)
    page.get_by_role("button", name="Baca dan tampilkan pratinjau").click()
    page.wait_for_url("**/impor/*/")
    previewed = figure(page.locator(".figure").first.inner_text())
    page.locator("[data-take]").click()
    page.wait_for_url("**/hasil/")
    assert figure(page.locator(".figure").first.inner_text()) == round(previewed, 2)

    # she mends an answer, which saves itself
    page.goto(f"{address}unit/area/1/")
    page.get_by_role("radio", name=re.compile("^Ya")).first.check()
    page.get_by_text(re.compile(r"Tersimpan pukul \d\d\.\d\d\.\d\d")).first.wait_for()

    # the verdict has moved, and the way names what is still to be done
    page.goto(f"{address}unit/hasil/")
    after = figure(page.locator(".figure").first.inner_text())
    assert after == round(previewed + Decimal("0.25"), 2)
    page.goto(f"{address}unit/jalan/")
    assert "Semua 12 ambang nilai terpenuhi" in page.inner_text("main")

    # the workbook she takes away scores the same on the command line
    with page.expect_download() as download:
        page.evaluate("location.assign(arguments)".replace("arguments", f"'{address}unit/unduh/jawaban-2026/'"))
    taken = Path(tmp_path / "unduhan.xlsx")
    download.value.save_as(taken)
    capsys.readouterr()
    assert score_verb.run([str(taken), "--json"]) == 0
    assert round(Decimal(json.loads(capsys.readouterr().out)["scores"]["total"]), 2) == after

    assert strangers == []
    assert faults == []
    assert log.verify().whole
    context.close()
