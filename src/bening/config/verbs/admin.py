"""``bening admin``: make the first two admins of the platform, and print their way in."""

import json
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from bening.assessment.verbs.arguments import Parser

HOURS = 72


def run(arguments: list[str]) -> int:
    given = parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    try:
        django.setup()
        from django.utils import timezone  # noqa: PLC0415 -- after setup

        from bening.domain.duties import Separated  # noqa: PLC0415 -- as above
        from bening.foundation.people import founding  # noqa: PLC0415 -- as above
        from bening.foundation.people.proposals import Refused  # noqa: PLC0415 -- as above

        try:
            person, link = founding.found(
                username=given.username, name=given.nama, email=given.surel, decree=given.sk, now=timezone.now()
            )
        except (Refused, Separated) as refusal:
            return _refused(str(refusal), as_json=given.json)
    except ImproperlyConfigured as wrong:
        return _refused(str(wrong), as_json=given.json)
    except DatabaseError as wrong:
        told = f"basis data tidak dapat ditulis ({wrong}). Jalankan: ./bening manage migrate"
        return _refused(told, as_json=given.json)
    if given.json:
        print(json.dumps({"username": person.username, "link": link, "hours": HOURS}))
    else:
        print(f"Admin platform {person.name} ({person.username}) dibuat.")
        print(
            f"Buka alamat ini dalam {HOURS} jam untuk memilih kata sandi; hanya sekali, dan juga dikirim lewat surel:"
        )
        print(link)
        print("Buat dua admin platform: peran diusulkan oleh satu orang dan disetujui oleh yang lain.")
    return 0


def parser() -> Parser:
    made = Parser(
        "bening admin",
        description="Buat admin platform di pemasangan baru: yang pertama dan yang kedua. Sesudah itu peran diusulkan "
        "dan disetujui di halaman Orang dan peran.",
    )
    made.add_argument("username", metavar="NAMA_PENGGUNA", help="huruf, angka, dan . _ - @ +")
    made.add_argument("--nama", required=True, help="nama lengkap")
    made.add_argument("--surel", required=True, help="alamat surel, tujuan undangan")
    made.add_argument("--sk", default="Pemasangan awal", help="nomor SK atau surat tugas")
    made.add_argument("--json", action="store_true", help="cetak hasil sebagai JSON")
    return made


def _refused(sentence: str, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"errors": [sentence]}, ensure_ascii=False))
    else:
        print(f"bening admin: {sentence}", file=sys.stderr)
    return 2
