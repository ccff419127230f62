"""A queue for writers.

SQLite lets a second writer sleep and try again, longer each time, so that the unlucky wait for hundreds of times what
a write takes. Here writers queue on a lock file, and the kernel wakes the next one at once. That is a courtesy on top
of SQLite's own locks, which stay what keeps the data safe.
"""

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes the lock before BEGIN IMMEDIATE and leaves it after COMMIT, ROLLBACK or the end of the connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._queue: int | None = None
        self._first = False

    def _start_transaction_under_autocommit(self) -> None:
        self._stand_in_queue()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._leave_queue()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._leave_queue()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._leave_queue()

    def _close(self) -> None:
        super()._close()  # type: ignore[misc]  # the stubs leave it out
        if self._queue is not None:
            os.close(self._queue)
        self._queue, self._first = None, False

    def _stand_in_queue(self) -> None:
        if self.is_in_memory_db():
            return
        if self._queue is None:
            self._queue = os.open(f"{self.settings_dict['NAME']}-queue", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._queue, fcntl.LOCK_EX)
        self._first = True

    def _leave_queue(self) -> None:
        if self._first and self._queue is not None:
            fcntl.flock(self._queue, fcntl.LOCK_UN)
            self._first = False
