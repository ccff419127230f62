"""Work is done once, tried again, parked, taken over, and asked for once a span."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from bening.foundation.audit.models import Entry
from bening.foundation.jobs import declaring, enqueue, every, job, messages, queueing
from bening.foundation.jobs.models import Job, Rhythm, State
from bening.foundation.jobs.performing import perform, progress
from bening.foundation.jobs.working import run_jobs

NOW = timezone.now()
done: list[str] = []


class Wrong(Exception):
    pass


@pytest.fixture(autouse=True)
def _alone(db, monkeypatch):
    """Let each test announce work of its own."""
    done.clear()
    monkeypatch.setitem(vars(declaring.declared), "_things", {})
    monkeypatch.setitem(vars(declaring.periodic), "_things", {})


@pytest.fixture
def write():
    @job("test.write")
    def write(word):
        done.append(word)

    return write


@pytest.fixture
def fail():
    @job("test.fail", tries=3)
    def fail():
        done.append("tried")
        raise Wrong("sengaja")

    return fail


def late(minutes=120):
    """Let the clock of what waits run ahead."""
    messages.DBTaskResult.objects.update(run_after=NOW - timedelta(minutes=minutes))
    Job.objects.update(run_after=NOW - timedelta(minutes=minutes))


def test_what_is_asked_for_is_done_once(write):
    asked = enqueue(write, word="halo")
    run_jobs()

    assert done == ["halo"]
    asked.refresh_from_db()
    assert asked.state == State.DONE


def test_one_of_a_key_waits_at_a_time(write):
    assert enqueue(write, key="k", word="a") == enqueue(write, key="k", word="a")
    run_jobs()
    enqueue(write, key="k", word="b")  # the first has gone: what changed since is done again
    run_jobs()

    assert done == ["a", "b"]


def test_work_lives_or_dies_with_the_write_that_asked_for_it(write):
    def ask_and_fail():
        with transaction.atomic():
            enqueue(write, word="tidak")
            raise Wrong

    with pytest.raises(Wrong):
        ask_and_fail()
    run_jobs()

    assert done == []


def test_a_message_that_comes_a_hundred_times_and_out_of_order_has_one_effect(write):
    jobs = [enqueue(write, word=f"{n}") for n in range(5)]
    for _ in range(100):
        for one in reversed(jobs):
            perform(one.pk)

    assert sorted(done) == ["0", "1", "2", "3", "4"]


def test_work_that_fails_waits_longer_each_time_then_is_parked_with_an_alarm_while_the_queue_goes_on(write, fail):
    asked = enqueue(fail)
    waits = []
    for _ in range(3):
        late()
        run_jobs(rounds=1)
        asked.refresh_from_db()
        waits.append(asked.run_after - timezone.now())
    enqueue(write, word="terus")
    run_jobs()

    assert asked.state == State.PARKED
    assert done == ["tried", "tried", "tried", "terus"]
    assert waits[0] < waits[1]
    assert "sengaja" in asked.wrong
    assert Entry.objects.filter(act="jobs.parked").count() == 1


def test_parked_work_can_be_asked_for_again_or_given_up(fail, eko):
    asked = enqueue(fail)
    Job.objects.update(state=State.PARKED)

    assert queueing.again(asked, by=eko, now=NOW).state == State.WAITING
    run_jobs(rounds=1)
    assert queueing.cancel(asked, by=eko, now=NOW).state == State.CANCELLED
    late()
    run_jobs()
    assert done == ["tried"]


def test_the_work_of_a_worker_that_is_gone_is_taken_over(write):
    asked = enqueue(write, word="warisan")
    Job.objects.update(state=State.RUNNING, worker="mati", seen_at=NOW - timedelta(minutes=1))

    assert [one.pk for one in queueing.take_over(now=NOW)] == [asked.pk]
    late()
    run_jobs()

    assert done == ["warisan"]


def test_the_work_of_a_worker_that_is_alive_is_left_to_it(write):
    enqueue(write, word="milik orang")
    Job.objects.update(state=State.RUNNING, worker="hidup", seen_at=NOW - timedelta(seconds=9))

    assert queueing.take_over(now=NOW) == []


def test_a_message_that_was_lost_with_its_worker_is_sent_again(write):
    enqueue(write, word="hilang")
    messages.DBTaskResult.objects.update(status="RUNNING")
    Job.objects.update(run_after=NOW - timedelta(minutes=5))

    assert len(queueing.take_over(now=NOW)) == 1
    run_jobs()

    assert done == ["hilang"]


def test_work_that_kills_its_worker_is_parked_in_the_end(write):
    asked = enqueue(write, word="maut")
    for _ in range(10):
        Job.objects.filter(state=State.WAITING).update(state=State.RUNNING, seen_at=NOW - timedelta(hours=1))
        queueing.take_over(now=NOW)

    asked.refresh_from_db()
    assert asked.state == State.PARKED


def test_periodic_work_is_asked_for_once_a_span_and_once_after_a_long_silence():
    @every(name="test.rhythm", hours=1)
    def tick():
        done.append("tick")

    assert queueing.ask_periodic(now=NOW) == ["test.rhythm"]
    assert queueing.ask_periodic(now=NOW) == []  # the second scheduler
    run_jobs()
    Rhythm.objects.update(last_at=NOW - timedelta(hours=60))
    assert queueing.ask_periodic(now=NOW) == ["test.rhythm"]
    assert queueing.ask_periodic(now=NOW) == []
    run_jobs()

    assert done == ["tick", "tick"]


def test_a_job_says_how_far_it_is():
    @job("test.far")
    def far():
        progress(3, 10)

    asked = enqueue(far)
    run_jobs()

    asked.refresh_from_db()
    assert (asked.done, asked.of) == (3, 10)


def test_nothing_is_called_that_nobody_announces(write):
    asked = enqueue(write, word="x")
    Job.objects.filter(pk=asked.pk).update(name="os.system")
    run_jobs()

    asked.refresh_from_db()
    assert asked.state == State.PARKED
    assert done == []


def test_what_ended_long_ago_is_forgotten(write):
    enqueue(write, word="lama")
    run_jobs()
    queueing.tidy(now=timezone.now() + timedelta(days=30))

    assert not Job.objects.exists()
    assert not messages.DBTaskResult.objects.exists()
