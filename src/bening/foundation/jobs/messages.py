"""The one place that speaks to django-tasks: a message says which job to perform, and nothing else.

What stands in the queue is a number. Names, arguments and results are in our own table, so nobody who can write into
the queue can have anything called that is not announced.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from bening.foundation.jobs.models import Job

__all__ = ["DBTaskResult", "perform", "send", "tidy", "waits"]


_performers: list[Callable[[int], None]] = []


def performs(work: Callable[[int], None]) -> Callable[[int], None]:
    """Say which function does a job by its number."""
    _performers[:] = [work]
    return work


@task()
def perform(job: int) -> None:
    """Do one job; a message that comes twice, late or out of order does nothing more."""
    _performers[0](job)


def send(job: Job) -> None:
    """Put a message for ``job`` into the queue, within the caller's transaction."""
    later: Any = job.run_after if job.run_after > timezone.now() else None
    sent = perform.using(run_after=later).enqueue(job.pk)
    job.message = sent.id
    job.save(update_fields=["message"])


def waits(job: Job) -> bool:
    """Say whether the job's message is still in the queue."""
    if job.message is None:
        return False
    return DBTaskResult.objects.filter(pk=job.message, status=TaskResultStatus.READY).exists()


def tidy(*, before: datetime) -> None:
    ended = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)
    DBTaskResult.objects.filter(status__in=ended, finished_at__lt=before).delete()
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=before).delete()
