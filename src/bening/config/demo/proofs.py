"""Evidence for the demo: what three assessments show, most of it in order, some of it not, as it is in life."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bening.assessment import queries
from bening.assessment.editions.instrument_files import load as instrument_of
from bening.assessment.models import Assessment
from bening.assessment.proofs.rights import area_of
from bening.config.demo import paper
from bening.domain.instrument import Proof, Question
from bening.evidence import actions, claims
from bening.evidence.actions import Described
from bening.evidence.models import Claim, Document
from bening.evidence.reading import keeping
from bening.foundation.accounts.models import Assignment, Role, User
from bening.foundation.storage import receive
from bening.foundation.storage.models import Blob

# How many questions of each assessment have proof, from the first area on.
WANTED = (("BLSE", 2025, 14), ("BLSE", 2026, 30), ("FPT", 2026, 16))
REFUSED = ("Halaman kedua terpotong; pindai ulang.", "Belum memuat uraian tugas per area.")
# What is wrong with some of BLSE's files of 2026, by their number.
FLAWS: Mapping[int, str] = {0: "unsigned", 3: "year", 7: "blank", 11: "older", 19: "expired"}
EVERY_REFUSED, EVERY_WAITING = 9, 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """One proof to be made: for which slot, by whom, and what is wrong with it."""

    number: int
    assessment: Assessment
    question: Question
    slot: Proof
    by: User
    head: User
    flaw: str

    @property
    def kind(self) -> str:
        return self.slot.kinds[0] if self.slot.kinds else "lain"

    @property
    def title(self) -> str:
        return f"{self.slot.name} {self.assessment.year}"

    @property
    def period(self) -> tuple[date, date]:
        year = self.assessment.year - (self.flaw == "older")
        return date(year, 1, 1), date(year, 12, 31)


def show(*, now: datetime) -> int:
    """Make the files and show them as proofs; returns how many there are."""
    wanted = list(_wanted())
    for place, one in enumerate(wanted):
        _make(one, now - timedelta(minutes=len(wanted) - place))
    return len(wanted)


def _wanted() -> Iterator[Wanted]:
    for unit, year, most in WANTED:
        assessment = Assessment.objects.select_related("unit__instansi").get(unit__short_name=unit, year=year)
        people = {
            (one.role, one.area): one.user
            for one in Assignment.objects.filter(unit=assessment.unit).select_related("user").order_by("-pk")
        }
        head = people[Role.KETUA, None]
        sheet = assessment.sheets.get(tier="unit")
        questions = instrument_of(assessment.instrument).questions
        answered = [questions[id] for id in questions if id in sheet.heads and queries.page_of(id) != queries.RESULTS]
        spread = answered[:: max(1, len(answered) // most)][:most]
        for number, question in enumerate(spread):
            by = people.get((Role.PIC, area_of(question.id)), head)
            flaw = FLAWS.get(number, "") if (unit, year) == ("BLSE", 2026) else ""
            yield Wanted(number, assessment, question, question.proofs[0], by, head, flaw)


def _make(one: Wanted, now: datetime) -> None:
    document = _document(one, now)
    claim = claims.claim(
        document,
        unit=one.assessment.unit,
        year=one.assessment.year,
        question=one.question.id,
        slot=one.slot.key,
        by=one.by,
        now=now,
    )
    if not one.flaw and one.by != one.head:
        _judge(one, claim, now)


def _judge(one: Wanted, claim: Claim, now: datetime) -> None:
    if one.number % EVERY_REFUSED == EVERY_REFUSED - 1:
        claims.reject(claim, why=REFUSED[one.number % 2], by=one.head, now=now)
    elif one.number % EVERY_WAITING:
        claims.accept(claim, by=one.head, now=now)


def _document(one: Wanted, now: datetime) -> Document:
    content, suffix = _file(one)
    blob: Blob = receive.keep(content, name=f"{one.slot.key}.{suffix}", now=now)
    keeping.read(blob, now=now)
    begins, ends = one.period
    described = Described(
        title=one.title,
        kind=one.kind,
        proves_from=begins,
        proves_until=ends,
        valid_until=date(one.assessment.year, 6, 30) if one.flaw == "expired" else None,
        area=area_of(one.question.id),
    )
    return actions.add_document(
        unit=one.assessment.unit,
        described=described,
        blob=blob,
        name=f"{one.title}.{suffix}",
        by=one.by,
        now=now,
    )


def _file(one: Wanted) -> tuple[bytes, str]:
    year = one.assessment.year - (2 if one.flaw == "year" else 0)
    unit = one.assessment.unit.name
    if one.kind == "foto" and not one.flaw:
        return paper.jpg(f"{one.title} - {unit}"), "jpg"
    if one.kind == "data" and not one.flaw:
        rows = [["No", "Kegiatan", "Tahun", "Keadaan"]]
        rows += [[str(n), f"{one.question.short} {n}", str(year), "Selesai"] for n in range(1, 9)]
        return paper.xlsx(rows), "xlsx"
    lines = [
        one.title if year == one.assessment.year else f"{one.slot.name} {year}",
        unit,
        f"Nomor {10 + one.number}/ZI/{year}",
        "",
        f"Dokumen contoh untuk soal {one.question.id}: {one.question.short}.",
        f"Ditetapkan pada {1 + one.number % 28} Februari {year}.",
    ]
    if one.slot.signed and one.flaw != "unsigned":
        lines += ["", "Dokumen ini telah ditandatangani secara elektronik."]
    pages = [lines, []] if one.flaw == "blank" else [lines]
    return paper.pdf(pages), "pdf"
