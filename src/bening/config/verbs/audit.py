"""``bening audit verify``: say whether the audit record is still what was written."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError


def run(arguments: list[str]) -> int:
    if arguments != ["verify"]:
        print("Pakai: ./bening audit verify", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    try:
        django.setup()
        return _verify()
    except ImproperlyConfigured as wrong:
        print(f"bening: {wrong}", file=sys.stderr)
    except DatabaseError as wrong:
        print(f"bening: basis data tidak dapat dibaca ({wrong}). Jalankan: ./bening manage migrate", file=sys.stderr)
    return 2


def _verify() -> int:
    from bening.foundation.audit import log  # noqa: PLC0415 -- tables exist only after setup

    verdict = log.verify()
    if verdict.whole:
        print(f"Jejak audit utuh: {verdict.entries} entri diperiksa.")
        return 0
    print(f"Jejak audit TIDAK utuh mulai entri {verdict.broken_at}. {verdict.why}")
    print(f"{verdict.entries} entri sebelumnya utuh.")
    return 1
