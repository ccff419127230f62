"""``bening backup DIR``: take the house away whole, while it runs."""

import json
import os
from pathlib import Path

import django

from bening.assessment.verbs.arguments import Parser
from bening.config.verbs.telling import telling


def run(arguments: list[str]) -> int:
    parser = Parser(
        prog="bening backup",
        description="Cadangkan basis data, berkas, dan kunci ke sebuah folder, lalu periksa tiap bagiannya."
        " Server boleh tetap berjalan. Simpan folder itu di mesin lain: di dalamnya ada kunci.",
    )
    parser.add_argument(
        "folder", metavar="DIR", type=Path, help="folder cadangan; berkas yang sudah ada tidak disalin lagi"
    )
    parser.add_argument("--simpan", metavar="N", type=int, default=7, help="banyaknya cadangan yang disimpan (7)")
    parser.add_argument("--json", action="store_true", help="keluaran JSON")
    given = parser.parse_args(arguments)
    if given.simpan < 1:
        parser.error("--simpan harus 1 atau lebih.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    return telling("backup", lambda: _take(given.folder, keep=given.simpan, as_json=given.json), as_json=given.json)


def _take(folder: Path, *, keep: int, as_json: bool) -> int:
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from bening.config.keeping import taking  # noqa: PLC0415 -- tables exist only after setup

    whole, manifest = taking.take(folder, now=timezone.now(), keep=keep)
    if as_json:
        said = {"backup": str(whole), "files": manifest.files, "bytes": manifest.bytes}
        print(json.dumps(said | {"audit_entries": manifest.audit_entries}, ensure_ascii=False, indent=1))
    else:
        print(f"{whole}: {manifest.files} berkas ({manifest.bytes} bita), {manifest.audit_entries} entri audit.")
        print("Setiap bagian sudah dibaca ulang dan cocok.")
    return 0
