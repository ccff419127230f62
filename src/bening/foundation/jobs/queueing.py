"""Ask for work, inside the transaction of the write that needs it: both stand, or neither."""

import json
import random
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.jobs import messages
from bening.foundation.jobs.declaring import Declared, declared, periodic
from bening.foundation.jobs.models import Job, Rhythm, State, Worker

LEASE = timedelta(seconds=30)  # a worker that has not been heard of for so long is gone
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
KEPT = timedelta(days=14)  # so long one can look up what was done


class Unknown(Exception):
    """Nobody announces this work."""


@transaction.atomic
def enqueue(wanted: Declared, *, key: str = "", not_before: datetime | None = None, **arguments: Any) -> Job:
    """Ask for ``wanted``; while one of the same key waits, that one is the answer."""
    if wanted.name not in declared:
        raise Unknown(wanted.name)
    now = timezone.now()
    named = key or f"{wanted.name}:{json.dumps(arguments, sort_keys=True)}"
    job, made = Job.objects.get_or_create(
        key=named[:200],
        state=State.WAITING,
        defaults={"name": wanted.name, "arguments": arguments, "run_after": not_before or now, "queued_at": now},
    )
    if made:
        messages.send(job)
    return job


@transaction.atomic
def again(job: Job, *, by: User, now: datetime) -> Job:
    """Let parked work wait anew, at a person's word."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state != State.PARKED:
        return job
    waiting = Job.objects.filter(key=job.key, state=State.WAITING).first()
    if waiting:
        return waiting
    job.state, job.tries, job.run_after, job.ended_at = State.WAITING, 0, now, None
    job.save()
    messages.send(job)
    log.record("jobs.again", on=job, by=by, at=now, data={"name": job.name})
    return job


@transaction.atomic
def cancel(job: Job, *, by: User, now: datetime) -> Job:
    """Give up work that waits or is parked."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state in {State.WAITING, State.PARKED}:
        job.state, job.ended_at = State.CANCELLED, now
        job.save()
        log.record("jobs.cancel", on=job, by=by, at=now, data={"name": job.name})
    return job


def failed(job: Job, *, wrong: str, now: datetime) -> Job:
    """Let work wait longer after each failure; after the last it is parked, and the queue goes on."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.state != State.RUNNING:
            return job
        job.tries += 1
        job.wrong = wrong[-4_000:]
        most = declared[job.name].tries if job.name in declared else 1
        newer = Job.objects.filter(key=job.key, state=State.WAITING).exists()
        if newer:  # it has been asked for again meanwhile: that one does it
            job.state, job.ended_at = State.CANCELLED, now
        elif job.tries >= most:
            job.state, job.ended_at = State.PARKED, now
            log.record("jobs.parked", on=job, by=None, at=now, data={"name": job.name, "tries": job.tries})
        else:
            job.state, job.run_after = State.WAITING, now + wait_after(job.tries)
        job.save()
        if job.state == State.WAITING:
            messages.send(job)
    return job


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many failures: doubling, with chance, so that many do not come at once."""
    longest = min(FIRST_WAIT.total_seconds() * 4.0 ** (tries - 1), LONGEST_WAIT.total_seconds())
    return timedelta(seconds=longest * (0.5 + random.random() / 2))  # noqa: S311 -- not a secret


def ask_periodic(*, now: datetime) -> list[str]:
    """Ask for the periodic work that is due: once a span however many ask, and once after a long silence."""
    asked = []
    for one in periodic:
        name = one.declared.name
        with transaction.atomic():
            Rhythm.objects.get_or_create(name=name, defaults={"last_at": now - one.every})
            due = Rhythm.objects.filter(name=name, last_at__lte=now - one.every)
            if due.update(last_at=now):
                enqueue(one.declared, key=name)
                asked.append(name)
    return asked


def take_over(*, now: datetime) -> list[Job]:
    """Let the work of workers that are gone wait anew, and send a message again that was lost with one."""
    left = Job.objects.filter(state=State.RUNNING, seen_at__lt=now - LEASE)
    taken = [failed(job, wrong=f"worker {job.worker} is gone", now=now) for job in left]
    for job in Job.objects.filter(state=State.WAITING, run_after__lt=now - LEASE):
        if not messages.waits(job):
            with transaction.atomic():
                still = Job.objects.select_for_update().filter(pk=job.pk, state=State.WAITING).first()
                if still and not messages.waits(still):
                    messages.send(still)
                    taken.append(still)
    return taken


def tidy(*, now: datetime) -> None:
    """Forget what ended long ago, and workers that are gone."""
    Job.objects.filter(state__in=(State.DONE, State.CANCELLED), ended_at__lt=now - KEPT).delete()
    Worker.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    messages.tidy(before=now - timedelta(days=1))
