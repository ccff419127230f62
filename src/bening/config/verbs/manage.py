"""``bening manage``: Django's own commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def run(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    try:
        execute_from_command_line(["bening manage", *arguments])
    except ImproperlyConfigured as wrong:
        print(f"bening: {wrong}", file=sys.stderr)
        return 2
    return 0
