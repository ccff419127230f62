"""``bening test``: the whole suite, in parallel; what follows goes to pytest."""

import subprocess
import sys

from bening.assessment.verbs.arguments import Parser, asks_for_help


def run(arguments: list[str]) -> int:
    if asks_for_help(arguments):
        parser().print_help()
        return 0
    parallel = [] if any(a.startswith("-n") for a in arguments) else ["-n", "2"]
    return subprocess.call([sys.executable, "-m", "pytest", *parallel, *arguments])  # noqa: S603 -- our own interpreter


def parser() -> Parser:
    """Return what prints the help; nothing is parsed here."""
    made = Parser(
        "bening test",
        description="Jalankan seluruh pengujian, dua sekaligus. BENING_TEST_ENGINE=postgres memakai PostgreSQL.",
        epilog="Semua pilihan pytest: .venv/bin/python -m pytest --help",
    )
    made.add_argument("rest", nargs="*", metavar="ISIAN", help="diteruskan ke pytest, misalnya -k buku -x atau -n 0")
    return made
