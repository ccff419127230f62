"""Links, packs and checkpoints in a real browser: nothing for axe to say, and an assessor gets in by a link."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone

from bening.assessment.tests.factories import opened
from bening.evidence.sharing import actions
from bening.evidence.tests.test_sharing import document, kept, pdf
from bening.foundation.audit import checkpoints

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ground(house, sari, tmp_path, settings):
    settings.KEYS_DIR = tmp_path / "keys"
    now = timezone.now()
    assessment = opened(house.unit, by=sari)
    decree = document(house.unit, sari, kept(pdf(), tmp_path), "Keputusan Tim Zona Integritas 2026")
    made = actions.link_for(version=decree.latest, to="Asesor Contoh, TPN", by=sari, now=now)
    checkpoints.make(now=now)
    return {
        "/tilik/": None,
        reverse("sharing:links"): sari,
        reverse("sharing:share_document", args=[decree.latest_id]): sari,
        reverse("assessment:pack", args=[assessment.pk]): sari,
        reverse("sharing:visit", args=[made.token]): None,
        reverse("sharing:visit", args=["A" * 43]): None,
    }


def visited(chromium, live_server, address, width):
    context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=live_server.url)
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_has_nothing_to_say(ground, window, chromium, live_server, width):
    for address, person in ground.items():
        page = window(person, address, width=width) if person else visited(chromium, live_server, address, width)
        assert Axe().run(page).response["violations"] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        page.context.close()


def test_somebody_without_an_account_opens_and_downloads(ground, chromium, live_server):
    address = next(one for one in ground if one.startswith("/b/"))
    page = visited(chromium, live_server, address, 360)

    page.get_by_role("button", name="Buka").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh").click()

    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    page.context.close()
