from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bening.assessment import actions, queries
from bening.assessment.actions import AlreadyOpen, Overtaken, Saved, TextTooLong, Typed
from bening.assessment.models import Assessment, Presence, Revision, Sheet, Tier
from bening.assessment.tests.factories import NOW, answered, fill, opened, sheet_of
from bening.domain.answers import AnswerRefused
from bening.foundation.audit import log
from bening.foundation.audit.models import Entry

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def assessment(house, sari) -> Assessment:
    return opened(house.unit, by=sari)


def head(assessment, question_id):
    return sheet_of(assessment).heads[question_id]


def acts():
    return list(Entry.objects.order_by("seq").values_list("act", flat=True))


def test_opening_lays_an_empty_sheet_for_each_tier(assessment, sari):
    assert set(assessment.sheets.values_list("tier", "answered", "total")) == {("unit", 0, 0), ("tpi", 0, 0)}
    assert acts() == ["assessment.open"]


def test_a_year_is_opened_once_a_unit(assessment, house, sari):
    with pytest.raises(AlreadyOpen, match="Penilaian 2026 unit ini sudah dibuka"):
        opened(house.unit, by=sari)

    assert opened(house.unit, by=sari, year=2027).year == 2027
    assert acts() == ["assessment.open", "assessment.open"]


def test_a_saved_answer_has_its_history_its_figures_and_its_line_in_the_record(assessment, sari):
    outcome = answered(assessment, "P.1.i.a", "ya", by=sari, note="SK 12/2026")

    sheet = sheet_of(assessment)
    revision = Revision.objects.get()
    assert isinstance(outcome, Saved)
    assert (revision.answer, revision.note, revision.number, revision.by) == ("Ya", "SK 12/2026", 1, sari)
    assert sheet.heads == {"P.1.i.a": {"n": 1, "id": revision.pk, "a": "Ya", "top": 1}}
    assert (sheet.answered, sheet.total) == (1, Decimal("0.25"))
    said = Entry.objects.latest("seq").data
    assert list(said.pop("bound")["assessment.revision"]) == [str(revision.pk)]
    assert said == {"question": "P.1.i.a", "tier": "unit", "number": 1, "answer": "Ya"}


def test_every_earlier_value_stays(assessment, sari, budi):
    answered(assessment, "P.1.i.b", "C", by=sari)
    answered(assessment, "P.1.i.b", "A", by=budi, now=LATER)

    found = queries.history(sheet_of(assessment), "P.1.i.b")
    assert [(one.number, one.answer, one.by) for one in found] == [(2, "A", budi), (1, "C", sari)]


def test_saving_the_same_again_adds_nothing(assessment, sari):
    answered(assessment, "P.1.i.a", "Ya", by=sari, note="SK")
    answered(assessment, "P.1.i.a", "Ya", by=sari, note="SK")
    answered(assessment, "P.1.i.b", None, by=sari)

    assert Revision.objects.count() == 1
    assert acts() == ["assessment.open", "assessment.answer"]


def test_an_answer_can_be_taken_back_to_blank(assessment, sari):
    answered(assessment, "P.1.i.a", "Ya", by=sari)
    answered(assessment, "P.1.i.a", "", by=sari)

    assert head(assessment, "P.1.i.a")["a"] is None
    assert sheet_of(assessment).answered == 0


@pytest.mark.parametrize(
    ("question_id", "given"), [("P.1.i.a", "A"), ("H.1.a", "4,1"), ("R.1.i.a", {"agen": "-1"}), ("R.1.i.a", "tiga")]
)
def test_a_refused_answer_stores_nothing(assessment, sari, question_id, given):
    with pytest.raises(AnswerRefused):
        answered(assessment, question_id, given, by=sari)

    assert not Revision.objects.exists()
    assert sheet_of(assessment).heads == {}


def test_a_text_that_is_too_long_stores_nothing(assessment, sari):
    with pytest.raises(TextTooLong):
        answered(assessment, "P.1.i.a", "Ya", by=sari, note="x" * (actions.LONGEST_TEXT + 1))

    assert not Revision.objects.exists()


def test_two_people_who_change_one_field_lose_nothing(assessment, sari, budi):
    answered(assessment, "P.1.i.b", "C", by=sari)
    answered(assessment, "P.1.i.b", "A", by=budi, seen=1)

    outcome = answered(assessment, "P.1.i.b", "B", by=sari, seen=1, note="Menurut saya B", now=LATER)

    assert isinstance(outcome, Overtaken)
    assert (outcome.newest.answer, outcome.newest.by) == ("A", budi)
    assert (outcome.aside.answer, outcome.aside.note, outcome.aside.by) == ("B", "Menurut saya B", sari)
    assert head(assessment, "P.1.i.b")["a"] == "A"
    assert [(one.number, one.aside) for one in Revision.objects.order_by("number")] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    assert acts()[-1] == "assessment.set_aside"


def test_the_same_text_is_set_aside_once(assessment, sari, budi):
    answered(assessment, "P.1.i.b", "A", by=budi)

    first = answered(assessment, "P.1.i.b", "B", by=sari, seen=0)
    second = answered(assessment, "P.1.i.b", "B", by=sari, seen=0)

    assert first.aside == second.aside
    assert Revision.objects.filter(aside=True).count() == 1


def test_numbers_go_on_after_a_text_kept_aside(assessment, sari, budi):
    answered(assessment, "P.1.i.b", "A", by=budi)
    answered(assessment, "P.1.i.b", "B", by=sari, seen=0)

    outcome = answered(assessment, "P.1.i.b", "C", by=budi)

    assert outcome.revision.number == 3
    assert head(assessment, "P.1.i.b") == {"n": 3, "id": outcome.revision.pk, "a": "C", "top": 3}


def test_changes_of_different_fields_are_joined(assessment, sari, budi):
    answered(assessment, "P.1.i.b", "C", by=sari, note="Draf")
    answered(assessment, "P.1.i.b", "A", by=budi, note="Draf", seen=1)

    outcome = answered(assessment, "P.1.i.b", "C", by=sari, note="Notula 3 Maret", seen=1)

    assert (outcome.revision.answer, outcome.revision.note, outcome.merged) == ("A", "Notula 3 Maret", True)


def test_a_late_page_with_nothing_new_gets_what_stands(assessment, sari, budi):
    answered(assessment, "P.1.i.b", "C", by=sari)
    answered(assessment, "P.1.i.b", "A", by=budi, seen=1)

    outcome = answered(assessment, "P.1.i.b", "C", by=sari, seen=1)

    assert (outcome.revision.answer, outcome.merged) == ("A", True)
    assert Revision.objects.count() == 2


def test_a_person_who_was_shown_the_other_text_may_replace_it(assessment, sari, budi):
    answered(assessment, "P.1.i.b", "C", by=sari)
    answered(assessment, "P.1.i.b", "A", by=budi, note="Catatan Budi", seen=1)

    outcome = answered(assessment, "P.1.i.b", "B", by=sari, seen=1, over=2)

    assert (outcome.revision.answer, outcome.revision.note) == ("B", "Catatan Budi")


def test_replacing_a_text_that_was_not_shown_is_not_possible(assessment, sari, budi):
    answered(assessment, "P.1.i.b", "C", by=sari)
    answered(assessment, "P.1.i.b", "A", by=budi, seen=1)
    answered(assessment, "P.1.i.b", "C", by=budi, seen=2)

    outcome = answered(assessment, "P.1.i.b", "B", by=sari, seen=0, over=2)

    assert isinstance(outcome, Overtaken)


def test_the_tiers_stand_side_by_side(assessment, sari, dewi):
    answered(assessment, "P.1.i.b", "A", by=sari)
    answered(assessment, "P.1.i.b", "C", by=dewi, tier=Tier.TPI)

    assert {sheet.tier: sheet.heads["P.1.i.b"]["a"] for sheet in Sheet.objects.all()} == {"unit": "A", "tpi": "C"}


def test_a_full_sheet_passes_both_gates(assessment, sari):
    sheet = fill(assessment, by=sari)

    assert (sheet.answered, sheet.total, sheet.passes_wbk, sheet.passes_wbbm) == (113, 100, True, True)
    assert log.verify().whole


def test_being_somewhere_is_remembered_once_a_person(assessment, sari, budi):
    sheet = sheet_of(assessment)
    actions.be_at(sheet=sheet, question_id="P.1.i.a", by=budi, now=NOW)
    actions.be_at(sheet=sheet, question_id="P.1.i.b", by=budi, now=LATER)
    actions.be_at(sheet=sheet, question_id="P.1.i.b", by=sari, now=LATER)

    assert list(Presence.objects.order_by("by_id").values_list("question", flat=True)) == ["P.1.i.b", "P.1.i.b"]
    assert [one.by for one in queries.present(sheet, but=sari, now=LATER)] == [budi]
    assert not queries.present(sheet, but=sari, now=LATER + timedelta(minutes=2))


def test_a_save_costs_six_statements_under_its_lock(assessment, sari):
    sheet = sheet_of(assessment)
    answered(assessment, "P.1.i.a", "Tidak", by=sari)

    with CaptureQueriesContext(connection) as ran:
        actions.answer(
            assessment=sheet.assessment,
            tier=Tier.UNIT,
            question_id="P.1.i.a",
            typed=Typed(answer="Ya", seen=1),
            by=sari,
            now=LATER,
        )

    statements = [one["sql"].split()[0] for one in ran if one["sql"].split()[0] in {"SELECT", "INSERT", "UPDATE"}]
    # the sheet, then under the lock: its answers, the revision, the sheet, and the three of the audit record
    assert statements == ["SELECT", "SELECT", "INSERT", "UPDATE", "SELECT", "INSERT", "UPDATE"]


def test_rescoring_mends_figures_that_no_longer_say_what_the_answers_say(assessment, sari):
    answered(assessment, "P.1.i.a", "Ya", by=sari)
    sheet = Sheet.objects.get(assessment=assessment, tier="unit")
    Sheet.objects.filter(pk=sheet.pk).update(total=99, passes_wbk=True, answered=7)

    assert actions.rescore(now=NOW) == 1

    mended = Sheet.objects.get(pk=sheet.pk)
    assert (mended.total, mended.answered, mended.passes_wbk) == (sheet.total, 1, False)
    assert mended.changed_at == sheet.changed_at
    assert actions.rescore(now=NOW) == 0
    assert log.verify().whole
