"""``bening pack``: write the evidence pack of a unit's year to a file."""

import os
import sys
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from bening.assessment.verbs.arguments import Parser


class NotPacked(Exception):
    """Why there is no pack, in a sentence."""


def run(arguments: list[str]) -> int:
    given = parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    try:
        django.setup()
        count, size = _write(given.unit, given.year, given.o, force=given.force)
    except (NotPacked, ImproperlyConfigured) as wrong:
        print(f"bening: {wrong}", file=sys.stderr)
        return 2
    except DatabaseError as wrong:
        print(f"bening: basis data tidak dapat dibaca ({wrong}). Jalankan: ./bening manage migrate", file=sys.stderr)
        return 2
    print(f"{given.o}: {count} berkas bukti, {size} bita.")
    return 0


def parser() -> Parser:
    made = Parser(
        "bening pack",
        description="Tulis paket bukti satu unit dan tahun: bukti berklasifikasi publik dan internal, buku kerja LKE, "
        "dan bukti keasliannya. Terbatas dan rahasia hanya lewat halaman, oleh yang berwenang.",
    )
    made.add_argument("unit", metavar="UNIT", help="nama pendek atau nomor unit")
    made.add_argument("year", metavar="TAHUN", type=int, help="tahun penilaian")
    made.add_argument("-o", metavar="BERKAS", type=Path, required=True, help="berkas .zip yang ditulis")
    made.add_argument("--force", action="store_true", help="timpa bila berkasnya sudah ada")
    return made


def _write(unit: str, year: int, target: Path, *, force: bool) -> tuple[int, int]:
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from bening.assessment import packing  # noqa: PLC0415 -- tables exist only after setup
    from bening.assessment.models import Assessment  # noqa: PLC0415 -- as above
    from bening.evidence.packs.contents import NotWhole  # noqa: PLC0415 -- as above
    from bening.foundation.audit.chain import Broken  # noqa: PLC0415 -- as above

    if target.suffix != ".zip":
        raise NotPacked(f"{target}: nama berkas harus berakhir .zip.")
    if target.exists() and not force:
        raise NotPacked(f"{target} sudah ada. Pakai nama lain, atau --force.")
    named = {"unit_id": int(unit)} if unit.isascii() and unit.isdigit() else {"unit__short_name": unit}
    found = list(Assessment.objects.filter(year=year, **named).select_related("unit__instansi")[:2])
    if len(found) != 1:
        why = "lebih dari satu; sebut nomornya" if found else "tidak ada"
        raise NotPacked(f"penilaian {year} untuk unit “{unit}” {why}.")
    try:
        bag = packing.pack(assessment=found[0], by=None, now=timezone.now())
    except NotWhole as wrong:
        raise NotPacked(f"paket tidak ditulis. {wrong}") from wrong
    except Broken as wrong:
        raise NotPacked(f"paket tidak ditulis, jejak audit tidak utuh. {wrong}") from wrong
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            for piece in bag.zip():
                file.write(piece)
        beside.replace(target)
    except OSError as wrong:
        raise NotPacked(f"{target} tidak dapat ditulis ({wrong.strerror}).") from wrong
    finally:
        beside.unlink(missing_ok=True)
    return len(bag.payload) - 2, target.stat().st_size
