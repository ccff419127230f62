"""``bening manage``: Django's own commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from bening.assessment.verbs.arguments import Parser, asks_for_help


def run(arguments: list[str]) -> int:
    if asks_for_help(arguments):
        parser().print_help()
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    try:
        execute_from_command_line(["bening manage", *arguments])
    except ImproperlyConfigured as wrong:
        print(f"bening: {wrong}", file=sys.stderr)
        return 2
    return 0


def parser() -> Parser:
    """Return what prints the help; nothing is parsed here."""
    made = Parser(
        "bening manage",
        description="Jalankan perintah Django: migrate menyiapkan tabel, rescore menghitung ulang semua nilai.",
        epilog="Daftar perintah: bening manage help. Bantuan satu perintah: bening manage PERINTAH --help",
    )
    made.add_argument("rest", nargs="*", metavar="PERINTAH", help="perintah Django dan isiannya")
    return made
