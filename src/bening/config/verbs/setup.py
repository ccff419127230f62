"""``bening setup``: the launcher has already laid the environment when this runs."""

import sys

from bening.assessment.verbs.arguments import Parser


def run(arguments: list[str]) -> int:
    Parser("bening setup", description="Siapkan lingkungan pengembang (semua alat uji).").parse_args(arguments)
    print("Lingkungan siap.", file=sys.stderr)  # `make bench` prints JSON and nothing else
    return 0
