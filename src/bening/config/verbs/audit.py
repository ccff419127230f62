"""``bening audit verify``: say whether the audit record is still what was written."""

import json
import os
import sys
from dataclasses import asdict

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from bening.assessment.inputs import Fault
from bening.assessment.verbs.arguments import Parser, tell_errors


def run(arguments: list[str]) -> int:
    given = parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    try:
        django.setup()
        return _verify(as_json=given.json)
    except ImproperlyConfigured as wrong:
        fault = Fault("settings", str(wrong), "")
    except DatabaseError as wrong:
        message = f"basis data tidak dapat dibaca ({wrong})."
        fault = Fault("database", message, "Jalankan: ./bening manage migrate")
    if given.json:
        return tell_errors("Jejak audit", [fault], as_json=True)
    print(f"bening: {fault.message} {fault.fix}".rstrip(), file=sys.stderr)
    return 2


def parser() -> Parser:
    made = Parser("bening audit", description="Periksa keutuhan jejak audit.")
    verbs = made.add_subparsers(metavar="PERINTAH", required=True)
    verify = verbs.add_parser(
        "verify",
        help="periksa setiap entri dari yang pertama",
        description="Periksa setiap entri dari yang pertama. Keluar dengan 0 bila utuh, 1 bila tidak.",
    )
    verify.add_argument("--json", action="store_true", help="keluaran JSON")
    return made


def _verify(*, as_json: bool) -> int:
    from bening.foundation.audit import log  # noqa: PLC0415 -- tables exist only after setup

    verdict = log.verify()
    if as_json:
        print(json.dumps({"whole": verdict.whole, **asdict(verdict)}, ensure_ascii=False, indent=1))
    elif verdict.whole:
        print(f"Jejak audit utuh: {verdict.entries} entri diperiksa.")
    else:
        print(f"Jejak audit TIDAK utuh mulai entri {verdict.broken_at}. {verdict.why}")
        print(f"{verdict.entries} entri sebelumnya utuh.")
    return 0 if verdict.whole else 1
