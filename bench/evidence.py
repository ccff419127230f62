"""The evidence store: taking a file in, finding one among many, a nation's question page, the whole record."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import count

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.house import UNITS
from bench.timing import percentile, spread
from bening.assessment.models import Assessment, Revision, Tier
from bening.evidence import actions, search
from bening.evidence.models import Document
from bening.foundation.accounts.models import Assignment, Role, User
from bening.foundation.audit import chain, log
from bening.foundation.audit.models import Head, canonical
from bening.foundation.storage import receive
from bening.foundation.units.models import Unit

TWENTY_MB = 20 * 1024 * 1024
PIECE = 64 * 1024  # what a form is read in
SOUGHT = (
    "notula rapat",
    "laporan pengaduan",
    "sosialisasi gratifikasi",
    "nomor 4711",
    "survei layanan anggaran",
    "arsip",
)


def reader(unit_of: Assessment, name: str) -> User:
    """Return a team leader of an assessment's unit."""
    user = User.objects.filter(username=name).first() or User.objects.create_user(name, name=name.title())
    Assignment.objects.get_or_create(
        user=user,
        role=Role.KETUA,
        instansi_id=unit_of.unit.instansi_id,
        unit=unit_of.unit,
        since=date(2022, 1, 1),
    )
    return user


def first_full() -> Assessment:
    found = Assessment.objects.select_related("unit").filter(sheets__answered__gt=100).order_by("pk").first()
    if found is None:
        raise LookupError("house.fill() comes first")
    return found


def upload() -> dict[str, object]:
    """Take in 20 MB in pieces: hash, look inside, ask the scanner, store, keep the document, write the audit line."""
    assessment = first_full()
    user = reader(assessment, "pengunggah")
    number = count(1)
    film = film_of(TWENTY_MB)

    def taken_in() -> float:
        body = film(next(number))
        now = timezone.now()
        started = time.perf_counter()
        file = TemporaryUploadedFile("rekaman.mp4", "video/mp4", len(body), None)  # as the form's reader makes it
        for offset in range(0, len(body), PIECE):
            file.write(memoryview(body)[offset : offset + PIECE])
        file.flush()
        coming = receive.receive(file, by=user, now=now)
        described = actions.Described(
            title="Rekaman sosialisasi", proves_from=date(2026, 1, 5), proves_until=date(2026, 1, 5)
        )
        actions.add_document(unit=assessment.unit, described=described, upload=coming, by=user, now=now)
        taken = time.perf_counter() - started
        file.close()
        return taken

    def bare() -> float:
        body = film(next(number))
        with tempfile.NamedTemporaryFile(dir=settings.DATA_DIR) as file:
            started = time.perf_counter()
            hashlib.sha256(body).hexdigest()
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
            return time.perf_counter() - started

    taken_in(), bare()  # the examining process starts; the disk wakes up
    pairs = [(taken_in() * 1000, bare() * 1000) for _ in range(9)]
    ours, raw = spread([one for one, _ in pairs]), spread([one for _, one in pairs])
    return {
        "goal": ">= 50 % of the bare rate",
        "upload_ms": ours,
        "megabytes_a_second": round(20 / ours["median"] * 1000),
        "raw_limit_ms": raw,
        "raw_limit": "SHA-256 of the same 20 MB in memory, written and fsynced once",
        "share_of_raw": round(raw["median"] / ours["median"], 3),
    }


def film_of(size: int) -> Callable[[int], bytes]:
    """Return a maker of films of so many bytes, each of others, that the house takes in."""
    inside = os.urandom(size)

    def made(number: int) -> bytes:
        kind = (24).to_bytes(4, "big") + b"ftypisom" + (512).to_bytes(4, "big") + b"isomiso2"
        moov = (16).to_bytes(4, "big") + b"moov" + number.to_bytes(8, "big")
        data = inside[: size - len(kind) - len(moov) - 8]
        return kind + moov + (len(data) + 8).to_bytes(4, "big") + b"mdat" + data

    return made


def finding() -> dict[str, object]:
    """Search 100,000 documents whose words are known, among all that there are."""
    assessment = first_full()
    of_unit, of_all = reader(assessment, "pencari"), _evaluator(assessment)
    started = time.perf_counter()
    indexed = search.index_all(Document.objects.filter(latest__blob__reading__isnull=False))
    seconds = time.perf_counter() - started
    figures: dict[str, object] = {"goal": "median <= 200 ms", "documents": indexed, "index_s": round(seconds, 1)}
    for name, user in (("own_unit", of_unit), ("whole_instansi", of_all)):
        taken = []
        for words in SOUGHT * 5:
            user.__dict__.pop("_current_assignments", None)
            started = time.perf_counter()
            search.search(user, words)
            taken.append((time.perf_counter() - started) * 1000)
        figures[name] = {**spread(taken), "p95": percentile(taken, 0.95)}
    return figures


def _evaluator(assessment: Assessment) -> User:
    user = User.objects.create_user("penilai", name="Penilai")
    Assignment.objects.create(user=user, role=Role.TPI, instansi_id=assessment.unit.instansi_id, since=date(2022, 1, 1))
    return user


def question_page() -> dict[str, object]:
    """Open questionnaire pages of random units of a nation whose every question has three documents."""
    opened = list(Assessment.objects.select_related("unit").filter(sheets__tier=Tier.UNIT).order_by("pk")[:UNITS])
    taken, asked = [], []
    for number in range(60):
        assessment = opened[(number * 67) % len(opened)]
        client = Client(SERVER_NAME="localhost")
        client.force_login(reader(assessment, f"pembaca{number}"), backend=settings.AUTHENTICATION_BACKENDS[0])
        address = reverse("assessment:area", args=[assessment.pk, Tier.UNIT, str(number % 6 + 1)])
        with CaptureQueriesContext(connection) as queries:
            started = time.perf_counter()
            answer = client.get(address)
            taken.append((time.perf_counter() - started) * 1000)
        asked.append(len(queries))
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
    return {
        "goal": "median <= 100 ms, p95 <= 300 ms, queries constant",
        **_sizes(),
        "server_ms": spread(taken),
        "p95_ms": percentile(taken, 0.95),
        "queries": {"least": min(asked), "most": max(asked)},
    }


def _sizes() -> dict[str, int]:
    return {"units": Unit.objects.count(), "answers": Revision.objects.count(), "documents": Document.objects.count()}


def pack() -> dict[str, object]:
    """Stream the evidence pack of a unit with a gigabyte of proofs, in a process of its own for its memory's sake."""
    from bench import packing  # noqa: PLC0415 -- it makes its films here

    assessment = first_full()
    by = reader(assessment, "pemaket")
    packing.lay(assessment, by)
    code = "import django; django.setup(); from bench import packing; packing.main()"
    told = subprocess.run(
        [sys.executable, "-c", code, str(assessment.pk), str(by.pk)], check=True, stdout=subprocess.PIPE, text=True
    )
    return {"goal": ">= 200 MB/s, <= 100 MB of memory", **json.loads(told.stdout.splitlines()[-1])}


def record() -> dict[str, object]:
    """Verify a record of two million entries, each hash, each link and the tree."""
    entries = 2_000_000
    _entries(entries)
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        verdict = chain.verify()
        taken.append(time.perf_counter() - started)
        if not verdict.whole:
            raise RuntimeError(verdict.why)
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash, previous, data, act, subject_id FROM audit_entry ORDER BY seq")
        held = hashlib.sha256
        for row in cursor:
            held("".join(row).encode()).digest()
    raw = time.perf_counter() - started
    rates = spread([round(verdict.entries / one) for one in taken])
    return {
        "goal": ">= 500,000 rows a second",
        "entries": verdict.entries,
        "rows_a_second": rates,
        "raw_limit_rows_a_second": round(verdict.entries / raw),
        "raw_limit": "reading the rows in one process and hashing each once, checking nothing",
    }


def _entries(wanted: int) -> None:
    """Append entries with true hashes, past `log.record`, which is measured with every saved answer."""
    head = Head.objects.first()
    last, previous = (head.seq, head.hash) if head else (0, log.GENESIS)
    by, now = User.objects.order_by("pk").first(), timezone.now()
    moment = connection.ops.adapt_datetimefield_value(now)
    if by is None:
        raise LookupError("house.fill() comes first")
    rows = []
    for seq in range(last + 1, last + 1 + wanted):
        data = canonical({"question": "P.1.i.a", "tier": "unit", "number": seq, "answer": "Ya"})
        named = (by.pk, by.name, "assessment.answer", "assessment.assessment", str(seq % 4042), None)
        hashed = chain.hash_of(seq, now, *named, data, previous)
        rows.append((seq, moment, *named, data, previous, hashed))
        previous = hashed
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(log.INSERT, rows)
        Head.objects.update_or_create(pk=1, defaults={"seq": last + wanted, "hash": previous})
