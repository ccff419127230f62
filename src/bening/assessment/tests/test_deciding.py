"""The pages that say what the answers add up to."""

import json
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from bening.assessment.tests.factories import answered, fill, opened


@pytest.fixture
def assessment(house, sari):
    return opened(house.unit, by=sari)


def address(name, assessment, tier="unit", **query):
    return reverse(f"assessment:{name}", args=[assessment.pk, tier], query=query)


def facts_of(assessment):
    return reverse("assessment:facts", args=[assessment.pk])


@pytest.mark.parametrize("name", ["verdict", "plan", "what_if"])
def test_a_result_page_opens_for_an_empty_sheet(name, assessment, sari, as_person):
    page = as_person(sari).get(address(name, assessment))

    assert page.status_code == 200
    assert "Balai Sertifikat" in page.text


def test_the_facts_open(assessment, sari, as_person):
    assert as_person(sari).get(facts_of(assessment)).status_code == 200
