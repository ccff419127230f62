"""``bening doctor``: say what is wrong with this installation, and what to do."""

import json
import os
from dataclasses import asdict

import django

from bening.assessment.verbs.arguments import Parser
from bening.config.verbs.telling import telling


def run(arguments: list[str]) -> int:
    parser = Parser(
        prog="bening doctor",
        description="Periksa pemasangan ini: setelan, folder, basis data, penyimpanan, pekerja, cadangan, surel."
        " Keluar dengan 0 bila tidak ada yang harus diperbaiki, 1 bila ada.",
    )
    parser.add_argument("--json", action="store_true", help="keluaran JSON")
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    return telling("doctor", lambda: _examine(as_json=given.json), as_json=given.json)


def _examine(*, as_json: bool) -> int:
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from bening.config.keeping.examining import examine  # noqa: PLC0415 -- tables exist only after setup

    found = examine(now=timezone.now())
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            sign = "baik " if one.well else "SALAH" if one.grave else "ingat"
            print(f"{sign}  {one.look}: {one.says} {one.fix}".rstrip())
    return 1 if any(one.grave and not one.well for one in found) else 0
