"""The worker: takes messages from the queue one by one, is heard of while it works, and minds the others' leavings."""

import signal
import threading
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as Queue

from bening.foundation.jobs import messages, queueing
from bening.foundation.jobs.models import Job, State, Worker
from bening.foundation.jobs.performing import name_of_process
from bening.foundation.wall.actor import as_system

PAUSE = 1.0  # seconds between looks at an empty queue
HEARD = 5.0  # seconds between signs of life
MIND = timedelta(seconds=15)  # between looks at periodic work and at what dead workers left


class Loop:
    """One worker process."""

    def __init__(self) -> None:
        self._end = threading.Event()
        self._name = name_of_process()

    def end(self, *_signal: object) -> None:
        """Stop after the job that is being done."""
        self._end.set()

    def run(self) -> None:
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self.end)
        heart = threading.Thread(target=self._beat, daemon=True)
        heart.start()
        minded = timezone.now() - MIND
        while not self._end.is_set():
            try:
                with as_system("worker"):
                    now = timezone.now()
                    if now - minded >= MIND:
                        mind(now=now)
                        minded = now
                    drain(most=20)
            except DatabaseError:  # it will be back; the work waits in it
                close_old_connections()
                self._end.wait(5)
            self._end.wait(PAUSE)
        with as_system("worker"):
            Worker.objects.filter(name=self._name).delete()

    def _beat(self) -> None:
        began = timezone.now()
        while not self._end.is_set():
            try:
                with as_system("worker"):
                    beat(self._name, began=began)
            except DatabaseError:
                close_old_connections()
            self._end.wait(HEARD)
        connection.close()


def beat(name: str, *, began: datetime) -> None:
    """Give a sign of life for the worker and for the job it is doing."""
    now = timezone.now()
    Worker.objects.update_or_create(name=name, defaults={"seen_at": now, "began_at": began})
    Job.objects.filter(worker=name, state=State.RUNNING).update(seen_at=now)


def mind(*, now: datetime) -> None:
    """Ask for what is due, take over what was left, forget what is old."""
    queueing.take_over(now=now)
    queueing.ask_periodic(now=now)
    queueing.tidy(now=now)


def drain(*, most: int) -> None:
    """Take up to ``most`` messages that are due."""
    _queue(most).run()


def run_jobs(*, rounds: int = 5) -> None:
    """Do all that waits, in this process and on its connection: for tests, and for verbs that want their work done."""
    queue = _queue(most=None)
    for _ in range(rounds):
        for message in list(messages.DBTaskResult.objects.ready()):
            message.claim(queue.worker_id)
            queue.run_task(message)


def _queue(most: int | None) -> Queue:
    return Queue(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=most,
        worker_id=name_of_process(),
        excluded_queue_names=[],
    )
