"""``bening audit``: say whether the audit record is still what was written, and sign what it is now."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from bening.assessment.inputs import Fault
from bening.assessment.verbs.arguments import Parser, tell_errors


class NotACheckpoint(Exception):
    """A file that was named holds no checkpoint."""


def run(arguments: list[str]) -> int:
    given = parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    try:
        django.setup()
        if given.verb == "checkpoint":
            return _checkpoint(as_json=given.json)
        return _verify(given.checkpoint, as_json=given.json)
    except NotACheckpoint as wrong:
        fault = Fault("checkpoint", str(wrong), "Simpan teks titik periksa seperti pada surel atau halaman Tilik.")
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
    verbs = made.add_subparsers(metavar="PERINTAH", required=True, dest="verb")
    verify = verbs.add_parser(
        "verify",
        help="periksa setiap entri dari yang pertama, dan yang dicatatnya",
        description="Periksa setiap entri dari yang pertama, titik periksa, dan baris yang dicatatnya."
        " Keluar dengan 0 bila utuh, 1 bila tidak.",
    )
    verify.add_argument(
        "--checkpoint", metavar="BERKAS", type=Path, action="append", default=[], help="titik periksa yang Anda simpan"
    )
    verify.add_argument("--json", action="store_true", help="keluaran JSON")
    sign = verbs.add_parser(
        "checkpoint",
        help="tanda tangani keadaan jejak sekarang",
        description="Tanda tangani keadaan jejak sekarang. Keluar dengan 1 bila jejak tidak utuh.",
    )
    sign.add_argument("--json", action="store_true", help="keluaran JSON")
    return made


def _verify(files: Sequence[Path], *, as_json: bool) -> int:
    from bening.foundation.audit import verifying  # noqa: PLC0415 -- tables exist only after setup

    outcome = verifying.verify({str(file): _read(file) for file in files})
    if as_json:
        print(json.dumps({"whole": outcome.whole, **asdict(outcome)}, ensure_ascii=False, indent=1))
    elif outcome.whole:
        print(f"Jejak audit utuh: {outcome.entries} entri diperiksa.")
        print(f"{outcome.rows} baris dan {outcome.checkpoints} titik periksa cocok dengannya.")
    elif outcome.row:
        print(f"Jejak audit utuh, tetapi isi basis data tidak cocok dengannya. {outcome.why}")
    else:
        print(f"Jejak audit TIDAK utuh mulai entri {outcome.broken_at}. {outcome.why}")
        print(f"{outcome.entries} entri sebelumnya utuh.")
    return 0 if outcome.whole else 1


def _checkpoint(*, as_json: bool) -> int:
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from bening.foundation.audit import checkpoints  # noqa: PLC0415 -- tables exist only after setup
    from bening.foundation.audit.chain import Broken  # noqa: PLC0415 -- as above

    try:
        made = checkpoints.make(now=timezone.now())
    except Broken as broken:
        said = {"made": False, "broken_at": broken.at, "why": broken.why}
        sentence = f"Jejak audit TIDAK utuh mulai entri {broken.at}, jadi tidak ditandatangani. {broken.why}"
        print(json.dumps(said, ensure_ascii=False, indent=1) if as_json else sentence)
        return 1
    if as_json:
        print(json.dumps({"made": bool(made), "text": made.text if made else ""}, ensure_ascii=False, indent=1))
    else:
        print(made.text if made else "Tidak ada entri baru sejak titik periksa terakhir.", end="" if made else "\n")
    return 0


def _read(file: Path) -> str:
    from bening.foundation.audit import notes  # noqa: PLC0415 -- after setup

    try:
        text = file.read_text(encoding="utf-8")
        notes.read(text.replace("\r\n", "\n").partition("\n\n")[0] + "\n")
    except (OSError, ValueError) as wrong:
        raise NotACheckpoint(f"{file} bukan titik periksa yang dapat dibaca.") from wrong
    return text
