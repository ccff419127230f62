"""``bening restore DIR``: bring a house back from a backup, and verify it."""

import json
import os
from pathlib import Path

import django

from bening.assessment.verbs.arguments import Parser
from bening.config.verbs.telling import telling


def run(arguments: list[str]) -> int:
    parser = Parser(
        prog="bening restore",
        description="Pulihkan basis data, berkas, dan kunci dari sebuah cadangan, lalu periksa hasilnya."
        " Keluar dengan 0 bila semua cocok, 1 bila ada yang tidak, 2 bila cadangan tidak dapat dipakai.",
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help="folder cadangan")
    parser.add_argument("--pilih", metavar="NAMA", default="", help="cadangan yang dipulihkan; bawaannya yang terbaru")
    parser.add_argument("--ganti", action="store_true", help="ganti isi yang ada; isi itu dicadangkan dahulu")
    parser.add_argument("--json", action="store_true", help="keluaran JSON")
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    return telling(
        "restore",
        lambda: _bring(given.folder, name=given.pilih, replace=given.ganti, as_json=given.json),
        as_json=given.json,
    )


def _bring(folder: Path, *, name: str, replace: bool, as_json: bool) -> int:
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from bening.config.keeping import bringing  # noqa: PLC0415 -- tables exist only after setup

    brought = bringing.bring(folder, name=name, replace=replace, now=timezone.now())
    manifest = brought.manifest
    if as_json:
        said = {"backup": brought.generation, "files": manifest.files, "audit_entries": manifest.audit_entries}
        print(json.dumps(said | {"wrong": brought.wrong}, ensure_ascii=False, indent=1))
    else:
        print(f"{brought.generation} dipulihkan: {manifest.files} berkas, {manifest.audit_entries} entri audit.")
        print("\n".join(brought.wrong) or "Berkas, nilai, dan jejak audit cocok. Semua orang perlu masuk lagi.")
    return 1 if brought.wrong else 0
