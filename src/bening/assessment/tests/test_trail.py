"""What the audit record says of assessments, and to whom."""

import pytest

from bening.assessment import actions, trail
from bening.assessment.models import Tier
from bening.assessment.tests.factories import NOW, answered, opened
from bening.foundation.accounts.models import Role
from bening.foundation.audit import queries
from bening.foundation.audit.models import Entry
from tests.people import SINCE


@pytest.fixture
def assessment(house, sari):
    return opened(house.unit, by=sari)


@pytest.fixture
def drafted(assessment, sari, dewi):
    """Return an assessment with a line of the unit and two of the evaluator, one of them a workbook."""
    answered(assessment, "P.1.i.a", "Ya", by=sari, note='catatan "tier":"tpi"')
    answered(assessment, "P.1.i.b", "A", by=dewi, tier=Tier.TPI)
    actions.preview_intake(
        assessment=assessment,
        tier=Tier.TPI,
        name='berkas "tier":"unit".xlsx',
        sha256="0" * 64,
        content={"rows": {}, "problems": []},
        by=dewi,
        now=NOW,
    )
    return assessment


def acts(user):
    return list(queries.visible_to(user).order_by("seq").values_list("act", "by__username"))


def test_a_team_leader_does_not_see_what_evaluators_do(drafted, sari):
    assert acts(sari) == [("assessment.open", "sari"), ("assessment.answer", "sari")]


def test_the_admin_sees_every_line(drafted, eko):
    assert [by for _, by in acts(eko)] == ["sari", "sari", "dewi", "dewi"]


def test_a_leader_who_also_evaluates_sees_no_draft_about_their_own_unit(drafted, sari, house):
    sari.assignments.create(role=Role.TPI, instansi=house.instansi, since=SINCE)

    assert len(acts(sari)) == 2


def test_a_file_whose_name_looks_like_a_tier_hides_nothing_and_shows_nothing(assessment, sari):
    for tier in (Tier.UNIT, Tier.TPI):
        actions.preview_intake(
            assessment=assessment,
            tier=tier,
            name='"tier":"tpi", "tier":"unit".xlsx',
            sha256="0" * 64,
            content={"rows": {}, "problems": []},
            by=sari,
            now=NOW,
        )

    assert [entry.data.get("tier") for entry in queries.visible_to(sari)] == ["unit", None]


def test_an_entry_says_unit_year_and_question_and_leads_there(drafted, sari, as_person):
    page = as_person(sari).get("/jejak/").content.decode()

    address = f"/penilaian/{drafted.pk}/unit/soal/P.1.i.a/riwayat/"
    assert f'<a href="{address}">Balai Sertifikat 2026: P.1.i.a ' in page
    assert as_person(sari).get(address).status_code == 200
    assert "<strong>Jawaban disimpan</strong>" in page
    assert "assessment.answer</strong>" not in page


def test_an_admin_reads_of_a_draft_but_is_not_led_where_they_may_not_go(drafted, eko, as_person):
    page = as_person(eko).get("/jejak/").content.decode()

    assert "Balai Sertifikat 2026, lembar TPI: P.1.i.b" in page
    assert "/tpi/" not in page


def test_the_words_cost_the_same_for_few_and_many(assessment, sari, as_person, django_assert_max_num_queries):
    browser = as_person(sari)
    for answer in ("A", "B", "C", "A"):
        answered(assessment, "P.1.i.b", answer, by=sari)
        with django_assert_max_num_queries(7):
            assert browser.get("/jejak/").status_code == 200


def test_every_act_in_the_words_is_one_that_is_recorded(assessment):
    assert Entry.objects.get().what == str(trail.ACTS["assessment.open"])
