"""Work for real worker processes in tests."""

import time
from pathlib import Path

from bening.foundation.jobs import job


@job("test.slow")
def slow(mark: str) -> None:
    """Say that it has begun, take three seconds, say that it is done."""
    Path(mark).write_text("begun")
    time.sleep(3)
    Path(mark).write_text("done")
