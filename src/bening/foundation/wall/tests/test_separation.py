"""Who runs into a rule of separation reads its number and its sentence, on a page and on a part of one."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from bening.domain.duties import RULES, refuse, uploader_accepts
from bening.foundation.access import signed_in


@signed_in(because="a view of this test, which refuses everybody")
def refusing(request: HttpRequest) -> HttpResponse:
    refuse(uploader_accepts(uploaders={1}, accepters={1}))
    return HttpResponse("diterima")


urlpatterns = [path("terima/", refusing), path("", include("bening.config.urls"))]


@pytest.fixture
def browser(as_person, sari):
    with override_settings(ROOT_URLCONF=__name__):
        yield as_person(sari)


def test_a_page_says_the_rule_and_its_sentence(browser):
    response = browser.post("/terima/")

    assert response.status_code == 403
    assert response.headers["Bening-Rule"] == "S01"
    text = response.content.decode()
    assert "mengunggah bukti ini, jadi orang lain yang menerimanya." in text
    assert 'href="/aturan/pemisahan-tugas/#S01"' in text


def test_a_part_of_a_page_gets_the_sentence_alone(browser):
    response = browser.post("/terima/", headers={"HX-Request": "true"})

    assert (response.status_code, response.headers["Content-Type"]) == (403, "text/plain; charset=utf-8")
    assert response.content.decode().endswith("jadi orang lain yang menerimanya. (S01)")


def test_another_fault_is_not_taken_for_a_rule(browser, monkeypatch):
    def broken(**_facts: object) -> None:
        raise KeyError("lain")

    monkeypatch.setattr(f"{__name__}.uploader_accepts", broken)

    with pytest.raises(KeyError, match="lain"):
        browser.post("/terima/")


def test_the_help_page_lists_every_rule(as_person, sari):
    text = as_person(sari).get("/aturan/pemisahan-tugas/").content.decode()

    for id, rule in RULES.items():
        assert f'id="{id}"' in text
        assert rule.sentence in text
