"""A pack of a gigabyte: laid by the measuring process, streamed by one of its own, so that memory is the stream's."""

import json
import sys
import time
from datetime import date
from pathlib import Path

from django.utils import timezone

from bench.evidence import film_of
from bening.assessment import packing
from bening.assessment.models import Assessment
from bening.evidence import actions
from bening.evidence.claims import making
from bening.foundation.accounts.models import User
from bening.foundation.storage import receive

FILES, SIZE = 52, 20 * 1024 * 1024


def lay(assessment: Assessment, by: User) -> None:
    """Show 52 films of 20 MB as proofs of the unit's year."""
    film, now = film_of(SIZE), timezone.now()
    for number in range(FILES):
        blob = receive.keep(film(1_000 + number), name="rekaman.mp4", now=now)
        described = actions.Described(
            title=f"Rekaman {number}", proves_from=date(2025, 1, 5), proves_until=date(2025, 1, 5)
        )
        document = actions.add_document(
            unit=assessment.unit, described=described, blob=blob, name="rekaman.mp4", by=by, now=now
        )
        making.claim(document, unit=assessment.unit, year=assessment.year, question="P.1.i.a", slot="", by=by, now=now)


def stream(assessment: Assessment, by: User) -> dict[str, object]:
    """Put the pack together and read its stream to the end."""
    started = time.perf_counter()
    made = packing.pack(assessment=assessment, by=by, now=timezone.now()).zip()
    size = 0
    checked = time.perf_counter()
    for chunk in made:
        size += len(chunk)
    ended = time.perf_counter()
    return {
        "bytes": size,
        "streamed_mb_a_second": round(size / (ended - checked) / 1e6),
        "with_the_check_before_mb_a_second": round(size / (ended - started) / 1e6),
        "memory_mb": _peak(),
    }


def _peak() -> int:
    """Return the most memory this very process has held; `getrusage` would count its parent's as well."""
    (line,) = (one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return round(int(line.split()[1]) / 1024)


def main() -> None:
    assessment = Assessment.objects.select_related("unit__instansi").get(pk=int(sys.argv[1]))
    print(json.dumps(stream(assessment, User.objects.get(pk=int(sys.argv[2])))))
