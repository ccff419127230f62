"""``bening scrub [--semua] [--json]``: read stored files again and compare each with its hash."""

import json
import os

import django

from bening.assessment.verbs.arguments import Parser
from bening.config.keeping.layout import Unusable
from bening.config.verbs.telling import telling


def run(arguments: list[str]) -> int:
    parser = Parser(prog="bening scrub", description="Baca ulang berkas tersimpan dan bandingkan dengan hash-nya.")
    parser.add_argument("--semua", action="store_true", help="semua berkas, bukan hanya yang tiba gilirannya")
    parser.add_argument("--json", action="store_true", help="cetak hasil sebagai JSON")
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    return telling("scrub", lambda: _scrub(whole=given.semua, as_json=given.json), as_json=given.json)


def _scrub(*, whole: bool, as_json: bool) -> int:
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from bening.foundation.storage.failures import StoreTrouble  # noqa: PLC0415 -- as above
    from bening.foundation.storage.models import Blob  # noqa: PLC0415 -- as above
    from bening.foundation.storage.scrub import scrub  # noqa: PLC0415 -- as above

    try:
        found = scrub(now=timezone.now(), blobs=Blob.objects.all() if whole else None)
    except StoreTrouble as wrong:
        raise Unusable(str(wrong)) from wrong
    if as_json:
        print(json.dumps({"read": found.read, "bytes": found.bytes, "damaged": found.damaged, "mended": found.mended}))
    else:
        print(_told(found.read, found.bytes))
        for sha256 in found.damaged:
            print(f"Rusak: {sha256}. Pulihkan dari cadangan dengan ./bening restore, atau unggah ulang berkasnya.")
    return 1 if found.damaged else 0


def _told(read: int, size: int) -> str:
    megabytes = f"{size / 1024**2:.1f}".replace(".", ",")
    return f"{read} berkas dibaca ({megabytes} MB)."
