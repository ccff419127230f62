"""Put together the evidence pack of one assessment: answers, proofs, and what an outsider needs to verify them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bening.assessment import actions, intake, queries, stored, wording
from bening.assessment.intake import Fields
from bening.assessment.models import Assessment, Sheet, Tier
from bening.assessment.workbook import writing
from bening.domain.instrument import Question
from bening.evidence.models import Claim
from bening.evidence.packs import contents, proving
from bening.evidence.packs.bags import Bag, sha256
from bening.evidence.packs.contents import Contents
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.audit.models import Entry

WORKBOOK, INDEX, LAYOUT = "lke.xlsx", "index.html", "lke-zi-2021"
README = """Paket bukti {unit} {year}

Buka data/index.html untuk membaca. Berkas bukti ada di data/bukti, buku kerja LKE di data/lke.xlsx.
Untuk memeriksa keaslian paket ini tanpa Bening:

  python3 bening_verify.py pack FOLDER_INI --key KUNCI

KUNCI ada pada halaman Tilik instansi Anda, di alamat /tilik/.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One question on the index page: what was answered, and what was shown for it."""

    id: str
    short: str
    text: str
    answer: str
    note: str
    claims: list[tuple[Claim, str]]  # with the path of the file, from the index page


@dataclass(frozen=True, slots=True)
class Chapter:
    name: str
    lines: list[Line]


def pack(*, assessment: Assessment, by: User | None, now: datetime) -> Bag:
    """Return the pack of what ``by`` may see; without a person, of what is public or internal.

    Raises contents.NotWhole before anything is written or sent when a file is damaged, missing or not scanned.
    """
    found = contents.contents(assessment.unit, assessment.year, seen=contents.seen_by(by))
    contents.ensure_whole(found.versions)
    told = proving.entries_of(found.versions)
    name = f"{slugify(assessment.unit.short_name) or 'unit'}-{assessment.year}"
    info = {
        "Source-Organization": assessment.unit.instansi.name,
        "External-Description": f"Bukti dukung {assessment.unit.name} {assessment.year}",
        "External-Identifier": name,
    }
    bag = Bag(f"paket-{name}", now, info)
    bag.payload[INDEX] = _index(assessment, found, by=by, now=now).encode()
    bag.payload[WORKBOOK] = _workbook(assessment, by=by, now=now)
    ours = {f"data/{path}": sha256(bag.payload[path]) for path in (INDEX, WORKBOOK)}  # type: ignore[arg-type]  # both were made here
    entry = _record(assessment, ours, found, by=by, now=now)
    files: dict[str, Entry] = dict.fromkeys(ours, entry)
    for version in found.versions:
        files[f"data/{found.paths[version.pk]}"] = told[version.pk]
    bag.payload |= found.kept()
    bag.tags["proofs.json"] = proving.proofs(files, now=now)
    bag.tags[proving.VERIFIER.name] = proving.VERIFIER.read_bytes()
    bag.tags["BACA.txt"] = README.format(unit=assessment.unit.name, year=assessment.year).encode()
    return bag


@transaction.atomic
def _record(
    assessment: Assessment, ours: Mapping[str, str], found: Contents, *, by: User | None, now: datetime
) -> Entry:
    data = {"files": dict(ours), "proofs": len(found.versions), "withheld": found.withheld, "tier": Tier.UNIT}
    return log.record("assessment.pack", on=assessment, by=by, at=now, unit=assessment.unit, data=data)


def _workbook(assessment: Assessment, *, by: User | None, now: datetime) -> bytes:
    sheet = Sheet.objects.get(assessment=assessment, tier=Tier.UNIT)
    standing: dict[str, dict[str, Fields]] = {
        Tier.UNIT: {one.question: (one.answer, one.note, one.link) for one in actions.current(sheet)}
    }
    instrument = queries.instrument_of(assessment)
    exported = intake.exported(standing, instrument)
    return writing.filled(instrument, LAYOUT, exported, at=now, by=by.name if by else "", tier=Tier.UNIT)


def _index(assessment: Assessment, found: Contents, *, by: User | None, now: datetime) -> str:
    sheet = Sheet.objects.get(assessment=assessment, tier=Tier.UNIT)
    chapters = list(_chapters(assessment, sheet, found))
    result = queries.result_of(sheet, queries.instrument_of(assessment))
    shown: dict[str, Any] = {
        "assessment": assessment,
        "chapters": chapters,
        "found": found,
        "proven": sum(bool(line.claims) for chapter in chapters for line in chapter.lines),
        "questions": sum(len(chapter.lines) for chapter in chapters),
        "total": wording.number(result.points["total"]),
        "by": by.name if by else _("perintah server"),
        "now": now,
        "workbook": WORKBOOK,
    }
    return render_to_string("assessment/pack_index.html", shown)


def _chapters(assessment: Assessment, sheet: Sheet, found: Contents) -> Iterator[Chapter]:
    instrument = queries.instrument_of(assessment)
    claims, standing = contents.by_question(found.claims), {one.question: one for one in actions.current(sheet)}
    answers = stored.answers_of(sheet.heads, instrument)
    for page in queries.PAGES:
        for branch in queries.branches_of(page, instrument):
            lines = [
                Line(
                    one.id,
                    one.short,
                    one.text,
                    wording.answer_text(one, answers.get(one.id)),
                    standing[one.id].note if one.id in standing else "",
                    [(claim, found.paths[claim.version_id]) for claim in claims.get(one.id, [])],
                )
                for one in branch.walk()
                if isinstance(one, Question)
            ]
            yield Chapter(branch.name, lines)
