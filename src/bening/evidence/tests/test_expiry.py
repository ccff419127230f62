from datetime import date, timedelta

import pytest
from django.utils import timezone

from bening.evidence import actions, jobs
from bening.evidence.expiry import due
from bening.evidence.tests.papers import NOW, added
from bening.foundation.accounts.models import Role
from bening.foundation.notices.models import Notice

TODAY = date(2026, 11, 20)


def told(today=TODAY):
    return sorted((one.person.username, one.document.title, one.days) for one in due(today=today))


@pytest.mark.parametrize(("days", "said"), [(31, False), (30, True), (29, False), (7, True), (1, False), (0, True)])
def test_people_are_reminded_a_month_and_a_week_before_and_on_the_day(house, sari, days, said):
    added(house.unit, by=sari, title="SK", valid_until=TODAY + timedelta(days=days))
    assert told() == ([("sari", "SK", days)] if said else [])


def test_who_keeps_the_document_is_told_and_nobody_else(house, sari, budi, fajar, gita, citra):
    house.person("lain", "PIC Area Dua", (Role.PIC, house.unit, 2))
    added(house.unit, by=sari, title="Area 1", area=1, valid_until=TODAY)
    added(house.unit, by=sari, title="Seluruh unit", valid_until=TODAY)
    added(house.unit, by=sari, title="Rahasia", area=1, classification="rahasia", valid_until=TODAY)

    assert told() == [("budi", "Area 1", 0), ("sari", "Area 1", 0), ("sari", "Rahasia", 0), ("sari", "Seluruh unit", 0)]


def test_a_withdrawn_document_reminds_nobody(house, sari):
    actions.withdraw(added(house.unit, by=sari, valid_until=TODAY), why="salah", by=sari, now=NOW)
    assert told() == []


def test_each_reminder_says_what_to_do_and_has_a_key_of_its_own(house, sari):
    added(house.unit, by=sari, title="SK", valid_until=TODAY)
    added(house.unit, by=sari, title="SOP", valid_until=TODAY + timedelta(days=7))
    reminders = list(due(today=TODAY))
    assert len({one.key for one in reminders}) == 2
    assert [one.sentence for one in reminders] == [
        "“SK” berlaku sampai hari ini. Ganti berkasnya atau perbarui masa berlakunya.",
        "“SOP” berlaku 7 hari lagi. Siapkan penggantinya.",
    ]


def test_the_job_tells_each_once_however_often_it_runs(house, sari):
    today = timezone.localdate()
    for days in (30, 7, 0, 6):
        added(house.unit, by=sari, title=f"Sisa {days}", valid_until=today + timedelta(days=days))
    for _ in range(2):
        jobs.remind()

    told = Notice.objects.filter(person=sari, key__startswith="evidence.expiry:")
    assert sorted(one.sentence.split("”")[0] for one in told) == ["“Sisa 0", "“Sisa 30", "“Sisa 7"]
    assert all(one.link.startswith("/bukti/") for one in told)
