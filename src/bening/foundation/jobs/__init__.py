"""Work that need not be done while somebody waits: declared beside what it does, kept in the database, done once."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from bening.foundation.jobs.declaring import Declared, every, job

if TYPE_CHECKING:
    from bening.foundation.jobs.models import Job

__all__ = ["Declared", "enqueue", "every", "job"]


def enqueue(wanted: Declared, *, key: str = "", not_before: datetime | None = None, **arguments: Any) -> "Job":
    """Ask for ``wanted`` inside the caller's transaction; while one of the same key waits, that one is the answer."""
    from bening.foundation.jobs import queueing  # noqa: PLC0415 -- tables stand only once the packages are loaded

    return queueing.enqueue(wanted, key=key, not_before=not_before, **arguments)
