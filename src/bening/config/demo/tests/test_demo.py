"""The demo tells believable stories, through the same doors as everybody."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bening.assessment import facts as stated
from bening.assessment import queries
from bening.assessment.models import Assessment, Revision, Sheet, Tier
from bening.assessment.permissions import Permission
from bening.config.demo import loader, stories
from bening.foundation.access import may
from bening.foundation.accounts.models import Role, User
from bening.foundation.audit import log
from bening.foundation.audit.models import Entry
from bening.foundation.units.models import Instansi, Unit

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(db):
    loader.load(password="kata-sandi-uji-1234", now=NOW, files=False)


def sheet(unit, year=2026, tier=Tier.UNIT):
    return Sheet.objects.select_related("assessment__unit__instansi").get(
        assessment__unit__short_name=unit, assessment__year=year, tier=tier
    )


def lacking(one, predicate):
    result = queries.result_of(one, queries.instrument_of(one.assessment))
    return [check.id for check in result.gates[predicate].failing]


@pytest.mark.usefixtures("demo")
def test_the_units_stand_where_their_stories_say():
    assert lacking(sheet("BLSE"), "WBK") == ["area.3", "area.5"]  # close to WBK, two areas short
    assert (sheet("FPT").passes_wbk, lacking(sheet("FPT"), "WBBM")) == (True, ["total", "H.2"])
    assert 55 <= sheet("FIK").answered <= 70  # halfway
    assert sheet("BUPK").answered == 3  # just opened
    assert sheet("BLSE").total > sheet("BLSE", 2025).total
    assert not Assessment.objects.filter(unit__short_name="FKep").exists()


@pytest.mark.usefixtures("demo")
def test_the_real_workbooks_answers_score_what_they_should():
    one = sheet("Klinik")

    total = queries.result_of(one, queries.instrument_of(one.assessment)).points["total"]

    assert abs(total - Decimal("95.709524")) < Decimal("1e-6")
    assert one.answered == 113
    assert one.heads["R.5.iii.b"]["a"]["wajib"] == 12


@pytest.mark.usefixtures("demo")
def test_the_record_is_whole_and_in_the_order_of_time():
    assert log.verify().whole
    times = list(Entry.objects.order_by("seq").values_list("at", flat=True))
    assert times[1:] == sorted(times[1:])  # the first says when the demo was loaded
    assert max(times) <= NOW


@pytest.mark.usefixtures("demo")
def test_answers_have_histories_by_several_people_and_one_text_was_set_aside():
    of_blse = Revision.objects.filter(sheet=sheet("BLSE"))

    assert len(set(of_blse.values_list("by__username", flat=True))) >= 6
    assert max(Counter(of_blse.values_list("question", flat=True)).values()) >= 3
    assert list(Revision.objects.filter(aside=True).values_list("question", "by__username")) == [("P.1.iii.b", "dimas")]
    span = [one.at for one in of_blse]
    assert max(span) - min(span) > timedelta(days=240)


@pytest.mark.usefixtures("demo")
def test_everybody_did_only_what_their_role_lets_them_do():
    for one in Revision.objects.select_related("by", "sheet__assessment__unit"):
        assessment = one.sheet.assessment
        if one.source:
            assert may(one.by, Permission.TAKE_IN, unit=assessment.unit), one
        else:
            page = queries.page_of(one.question)
            assert queries.may_answer(one.by, assessment, one.sheet.tier, page), (one.by.username, str(one))
    for assessment in Assessment.objects.select_related("opened_by", "unit"):
        assert may(assessment.opened_by, Permission.OPEN, unit=assessment.unit)


@pytest.mark.usefixtures("demo")
def test_the_facts_are_those_of_the_prerequisites():
    for assessment in Assessment.objects.exclude(facts={}).select_related("unit__instansi"):
        read = stated.read(assessment.facts, kind=assessment.unit.instansi.side)
        assert stated.write(read) == assessment.facts


@pytest.mark.usefixtures("demo")
def test_every_role_is_there_and_everybody_can_sign_in():
    told = list(loader.sign_ins())

    assert set(User.objects.values_list("username", flat=True)) == {one.username for one in told}
    assert set(User.objects.values_list("assignments__role", flat=True)) == set(Role.values)
    assert all(user.check_password("kata-sandi-uji-1234") for user in User.objects.all()[:2])
    assert {one.place for one in told} >= {"BLSE", "FPT", "FIK", "BKDN", "Unlentera"}
    assert Unit.objects.filter(parent__isnull=False).count() >= 6


def test_nothing_points_outside_this_machine():
    for story in stories.stories().values():
        for row in story["answers"]:
            hosts = re.findall(r"https?://([^/\s]+)", row.get("link", "") + row.get("note", ""))
            assert all(host.endswith(".invalid") for host in hosts)


def test_a_clock_that_is_behind_moves_the_stories_and_not_the_order():
    told = stories.stories()
    early = datetime(2026, 3, 1, tzinfo=UTC)

    now, then = stories.steps(told, until=NOW), stories.steps(told, until=early)

    assert then[-1].at <= early < then[-1].at + timedelta(days=1)
    assert {later.at - earlier.at for later, earlier in zip(now, then, strict=True)} == {now[-1].at - then[-1].at}


def test_the_demo_is_never_mixed_with_other_data(sari):
    with pytest.raises(loader.NotEmpty):
        loader.load(password="kata-sandi-uji-1234", now=NOW)

    assert list(User.objects.all()) == [sari]
    assert not loader.is_loaded()


def test_a_demo_that_cannot_be_told_to_the_end_leaves_nothing(monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("halfway")

    monkeypatch.setattr("bening.assessment.actions.state_facts", broken)
    with pytest.raises(RuntimeError, match="halfway"):
        loader.load(password="kata-sandi-uji-1234", now=NOW)

    assert not Instansi.objects.exists()
    assert not Entry.objects.exists()


def test_passwords_are_drawn_each_time():
    drawn = {loader.new_password() for _try in range(20)}

    assert len(drawn) > 15
    assert all(re.fullmatch(r"[a-z]+-[a-z]+-[a-z]+-\d{4}", word) for word in drawn)
