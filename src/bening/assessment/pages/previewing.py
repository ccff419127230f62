"""Prepare the page on which a person decides about a workbook: what it says, what is wrong, what it would change."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from gettext import gettext as _
from typing import Any

from bening.assessment import intake as taking
from bening.assessment import queries, stored, wording
from bening.assessment.intake import Change, Fields
from bening.assessment.models import Intake, Revision, Sheet
from bening.assessment.pages import moves
from bening.assessment.pages.explaining import Verdict, digits, up, verdicts
from bening.assessment.pages.heads import name_of
from bening.assessment.pages.moves import Moves
from bening.assessment.workbook.findings import Finding
from bening.domain.gates import TOLERANCE
from bening.domain.instrument import Instrument, Question

LAYOUT_NAMES = {
    "lke-zi-2021": lambda: _("Lampiran 2021 (LKE ZI)"),
    "jawaban-2026": lambda: _("Jawaban 2026"),
}
FEW = 25  # changes that are shown at once; more are folded by page
SHARP = 6  # decimals of a figure that is compared with the workbook's own


@dataclass(frozen=True, slots=True)
class Side:
    """What stands at a question, or what would."""

    answer: str
    note: str
    link: str


@dataclass(frozen=True, slots=True)
class Row:
    """One question that taking in would change, as the page shows it."""

    change: Change
    before: Side
    after: Side
    stands: Revision | None  # by whom and when
    gain: Decimal
    ticked: bool
    newly: bool  # somebody answered it after the person saw the page

    @property
    def value(self) -> str:
        """Return what the tick sends: the question, and the revision that stood when it was shown."""
        return f"{self.change.question.id}@{self.change.seen}"

    @property
    def gained(self) -> str:
        sign = "+" if self.gain > 0 else "−"
        return f"{sign}{up(abs(self.gain))}" if self.gain else ""


@dataclass(frozen=True, slots=True)
class Group:
    """The changes on one page of the questionnaire."""

    name: str
    rows: list[Row]
    opened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Everything the page shows."""

    layout: str
    saved_by: str
    saved_at: datetime | None
    answered: int
    questions: int
    exact: Decimal
    as_written: Decimal | None
    problems: list[Mapping[str, str]]
    findings: list[Finding]
    more_findings: int
    rows: list[Row]
    moves: Moves | None
    verdicts: list[tuple[Verdict, Verdict]]
    page_names: Mapping[str, str]

    @property
    def groups(self) -> list[Group]:
        """Return the changes by page; folded when there are many, but never where a hand is needed."""
        by_page: dict[str, list[Row]] = {}
        for row in self.rows:
            by_page.setdefault(queries.page_of(row.change.question.id), []).append(row)
        return [
            Group(
                self.page_names[page], by_page[page], len(self.rows) <= FEW or any(row.newly for row in by_page[page])
            )
            for page in queries.PAGES
            if page in by_page
        ]

    @property
    def compared(self) -> str:
        """Return in words how the workbook's own total departs from the exact one."""
        if self.as_written is None:
            return _("Buku kerja ini tidak menghitung nilai totalnya sendiri.")
        gap = self.exact - self.as_written
        if abs(gap) <= TOLERANCE:
            return _("Sama dengan nilai yang dihitung buku kerja itu sendiri.")
        values = {"total": wording.number(self.as_written, SHARP), "gap": wording.number(abs(gap), SHARP)}
        if gap > 0:
            return _("Buku kerja itu sendiri menghitung %(total)s, yaitu %(gap)s terlalu rendah.") % values
        return _("Buku kerja itu sendiri menghitung %(total)s, yaitu %(gap)s terlalu tinggi.") % values

    @property
    def exact_shown(self) -> str:
        return wording.number(self.exact, SHARP)

    @property
    def exact_digits(self) -> str:
        return digits(self.exact)


def preview(intake: Intake, sheet: Sheet, *, ticked: Mapping[str, int] | None = None) -> Preview:
    """Return the page of ``intake`` against what stands in ``sheet`` now.

    ``ticked`` is what the person had accepted and seen when they were refused; None ticks everything.
    """
    kept: dict[str, Any] = intake.content
    instrument = queries.instrument_of(sheet.assessment)
    standing = queries.standing(sheet, instrument.questions)
    found = list(taking.changes(kept, {id: (one.number, _fields(one)) for id, one in standing.items()}, instrument))
    before = queries.result_of(sheet, instrument)
    heads = sheet.heads | {change.question.id: {"a": change.after[0]} for change in found}
    after = queries.result(stored.answers_of(heads, instrument), instrument)
    alone = queries.result(taking.answers_of(kept, instrument), instrument)
    gains = after.points, before.points
    return Preview(
        layout=LAYOUT_NAMES[kept["layout"]]() if kept.get("layout") in LAYOUT_NAMES else "",
        saved_by=kept.get("origin", {}).get("author", ""),
        saved_at=_moment(kept.get("origin", {}).get("modified", "")),
        answered=alone.score.answered,
        questions=alone.score.questions,
        exact=alone.points["total"],
        as_written=Decimal(kept["as_written"]) if kept.get("as_written") else None,
        problems=kept.get("problems", []),
        findings=taking.findings_of(kept),
        more_findings=kept.get("more_findings", 0),
        rows=[_row(change, standing, gains, ticked) for change in found],
        moves=moves.moves(before, after) if found else None,
        verdicts=list(zip(verdicts(before), verdicts(after), strict=True)),
        page_names={page: name_of(page, instrument) for page in queries.PAGES},
    )


def _row(
    change: Change,
    standing: Mapping[str, Revision],
    points: tuple[Mapping[str, Decimal], Mapping[str, Decimal]],
    ticked: Mapping[str, int] | None,
) -> Row:
    id = change.question.id
    gain = points[0][id] - points[1][id]
    return Row(
        change=change,
        before=_side(change.question, change.before),
        after=_side(change.question, change.after),
        stands=standing.get(id),
        gain=gain if abs(gain) > TOLERANCE else Decimal(0),
        ticked=ticked is None or id in ticked,
        newly=ticked is not None and id in ticked and ticked[id] != change.seen,
    )


def _side(question: Question, fields: Fields) -> Side:
    answer, note, link = fields
    return Side(wording.answer_text(question, stored.from_json(question, answer)), note, link)


def _fields(revision: Revision) -> Fields:
    return revision.answer, revision.note, revision.link


def skipped(problems: Collection[Mapping[str, str]], instrument: Instrument) -> int:
    """Return how many questions cannot be taken because of ``problems``."""
    return len({problem["question"] for problem in problems} & set(instrument.questions))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
