"""``bening setup``: the launcher has already laid the environment when this runs."""

from bening.assessment.verbs.arguments import Parser


def run(arguments: list[str]) -> int:
    Parser("bening setup", description="Siapkan lingkungan pengembang (semua alat uji).").parse_args(arguments)
    print("Lingkungan siap.")
    return 0
