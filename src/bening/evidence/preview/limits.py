"""Run a program that may use so much and no more: ``python -I limits.py SECONDS MEGABYTES PROGRAM …``.

A script of its own, which imports nothing of the house: it limits itself and then becomes the program.
"""

import os
import resource
import sys

LARGEST_FILE = 256 * 1024 * 1024
OPEN_FILES = 256


def limit(seconds: int, megabytes: int) -> None:
    """Limit this process and whatever it becomes."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    limit(int(sys.argv[1]), int(sys.argv[2]))
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606 -- no shell, the caller names the program
