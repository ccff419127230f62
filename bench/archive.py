"""A full archive to measure in: the nation's answers and documents, laid by SQL alone because there are millions."""

from django.db import connection, transaction
from django.utils import timezone

from bench import house
from bening.assessment.editions.instrument_files import load
from bening.assessment.models import Assessment, Revision, Sheet, Tier
from bening.evidence.models import Claim, Document, Reading, Version
from bening.foundation.accounts.models import User
from bening.foundation.storage.models import Blob

DOCUMENTS = 1_500_000
READ = 100_000  # of these the words are known: the search is over them
TOPICS = [
    "notula",
    "rapat",
    "laporan",
    "sosialisasi",
    "pelatihan",
    "survei",
    "pengaduan",
    "gratifikasi",
    "anggaran",
    "layanan",
    "disposisi",
    "arsip",
]


def fill(documents: int = DOCUMENTS) -> None:
    """Give the units of `house.fill` every answer's revision, and three documents a question, each shown as proof."""
    by = User.objects.get(username="pemuat")
    questions = list(load().questions)
    first = Assessment.objects.order_by("pk").values_list("pk", "unit_id")[0]
    with transaction.atomic(), connection.cursor() as cursor:
        _revisions(cursor, questions, by.pk)
        _documents(cursor, documents, questions, first_unit=first[1], by=by.pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _row(model: type, **values: object) -> tuple[str, str]:
    """Return the columns of ``model`` and what stands in each: an expression in SQL, or the field's own default."""
    columns, given = [], []
    for field in model._meta.concrete_fields:
        columns.append(field.column)
        if field.column in values:
            given.append(str(values[field.column]))
        elif field.null:
            given.append("NULL")
        else:
            default = field.get_default()
            plain = field.get_db_prep_save(default, connection)
            given.append("''" if plain is None else f"'{plain!s}'" if isinstance(plain, str) else str(int(plain)))
    return ", ".join(columns), ", ".join(given)


def _numbers(count: int) -> str:
    return f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"


def _insert(cursor, model: type, source: str, **values: object) -> None:
    columns, given = _row(model, **values)
    cursor.execute(f"INSERT INTO {model._meta.db_table} ({columns}) {source.replace('*', given, 1)}")


def _revisions(cursor, questions: list[str], by: int) -> None:
    """Give every sheet of a unit a revision a question, and let its heads know which."""
    now = f"'{timezone.now():%Y-%m-%d %H:%M:%S}'"
    last = Revision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    kept = ", ".join(f"({number}, '{id}')" for number, id in enumerate(questions))
    cursor.execute(f"CREATE TEMPORARY TABLE asked AS WITH q(i, id) AS (VALUES {kept}) SELECT * FROM q")
    cursor.execute(
        f"CREATE TEMPORARY TABLE bare AS SELECT id FROM {Sheet._meta.db_table} WHERE tier = '{Tier.UNIT}'"
        f" AND id NOT IN (SELECT sheet_id FROM {Revision._meta.db_table})"
    )
    _insert(
        cursor,
        Revision,
        "SELECT * FROM bare s CROSS JOIN asked q",
        id=f"{last} + row_number() OVER ()",
        sheet_id="s.id",
        question="q.id",
        number=1,
        answer="'\"A\"'",
        note="'Catatan atas jawaban ini, sepanjang yang biasa ditulis orang di kolom keterangan.'",
        aside=0,
        at=now,
        by_id=by,
    )


def _documents(cursor, count: int, questions: list[str], *, first_unit: int, by: int) -> None:
    now = f"'{timezone.now():%Y-%m-%d %H:%M:%S}'"
    words = " || ' ' || ".join(
        f"CASE (i / {step}) % {len(TOPICS)} "
        + " ".join(f"WHEN {n} THEN '{word}'" for n, word in enumerate(TOPICS))
        + " END"
        for step in (1, 7, 53)
    )
    unit = f"{first_unit} + i % {house.UNITS}"
    _insert(
        cursor,
        Blob,
        f"{_numbers(count)} SELECT * FROM n",
        sha256="printf('%064x', i)",
        size="20000 + i",
        kind="'pdf'",
        scan="'bersih'",
        stored_at=now,
    )
    _insert(
        cursor,
        Document,
        f"{_numbers(count)} SELECT * FROM n",
        id="i",
        unit_id=unit,
        title=words,
        kind="'laporan'",
        proves_from="'2025-01-01'",
        proves_until="'2025-12-31'",
        tags="'[]'",
        versions_count=1,
        created_at=now,
        created_by_id=by,
        changed_at=now,
    )
    _insert(
        cursor,
        Version,
        f"{_numbers(count)} SELECT * FROM n",
        id="i",
        document_id="i",
        number=1,
        blob_id="printf('%064x', i)",
        name="'berkas-' || i || '.pdf'",
        at=now,
        by_id=by,
    )
    cursor.execute(f"UPDATE {Document._meta.db_table} SET latest_id = id WHERE latest_id IS NULL")
    kept = " ".join(f"WHEN {number} THEN '{id}'" for number, id in enumerate(questions))
    _insert(
        cursor,
        Claim,
        f"{_numbers(count)} SELECT * FROM n",
        id="i",
        document_id="i",
        unit_id=unit,
        year=2025,
        version_id="i",
        at=now,
        by_id=by,
        question=f"CASE (i / {house.UNITS}) % {len(questions)} {kept} END",
    )
    _insert(
        cursor,
        Reading,
        f"{_numbers(READ)} SELECT * FROM n",
        blob_id="printf('%064x', i)",
        text=f"{words} || ' nomor ' || i",
        pages=3,
        facts="'{}'",
        at=now,
    )
