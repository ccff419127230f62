"""Do a job: once, heard of while it lasts, and told of when it goes wrong."""

import logging
import os
import socket
import traceback
from contextvars import ContextVar

from django.utils import timezone

from bening.foundation.jobs import messages, queueing
from bening.foundation.jobs.declaring import declared
from bening.foundation.jobs.models import Job, State
from bening.foundation.wall.actor import as_system

logger = logging.getLogger(__name__)
_doing: ContextVar[int | None] = ContextVar("job", default=None)


def name_of_process() -> str:
    return f"{socket.gethostname()[:40]}-{os.getpid()}"


@messages.performs
def perform(key: int) -> None:
    """Do the job unless somebody does or did it."""
    now = timezone.now()
    with as_system("jobs"):
        claimed = Job.objects.filter(pk=key, state=State.WAITING, run_after__lte=now).update(
            state=State.RUNNING, worker=name_of_process(), seen_at=now, done=0, of=0
        )
        if not claimed:
            return
        job = Job.objects.get(pk=key)
        token = _doing.set(job.pk)
        try:
            with as_system(job.name):
                declared[job.name](**job.arguments)
        except Exception:
            logger.exception("job %s", job.name)
            queueing.failed(job, wrong=traceback.format_exc(), now=timezone.now())
        else:
            Job.objects.filter(pk=key, state=State.RUNNING).update(state=State.DONE, ended_at=timezone.now(), wrong="")
        finally:
            _doing.reset(token)


def progress(done: int, of: int) -> None:
    """Say how far the job is that is being done; outside one nothing happens."""
    key = _doing.get()
    if key is not None:
        Job.objects.filter(pk=key).update(done=done, of=of, seen_at=timezone.now())
