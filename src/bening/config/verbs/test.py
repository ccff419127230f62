"""``bening test``: the whole suite, in parallel; what follows goes to pytest."""

import subprocess
import sys


def run(arguments: list[str]) -> int:
    parallel = [] if any(a.startswith("-n") for a in arguments) else ["-n", "2"]
    return subprocess.call([sys.executable, "-m", "pytest", *parallel, *arguments])  # noqa: S603 -- our own interpreter
