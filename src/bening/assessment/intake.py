"""What a workbook says, as the JSON that an intake keeps, and what taking it in would change. No reading of files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from gettext import gettext as _
from typing import Any

from bening.assessment import stored
from bening.assessment.workbook.audit import Audit
from bening.assessment.workbook.contents import Contents, Evidence, evidence
from bening.assessment.workbook.findings import Finding
from bening.assessment.workbook.reading import Problem, Reading
from bening.domain.answers import AnswerRefused, Answers, parse
from bening.domain.instrument import Instrument, Question, Ratio

LONGEST_TEXT = 10_000  # of a note or of a link, as on the page
MOST_FINDINGS = 300
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Fields = tuple[Any, str, str]  # answer, note, link
NEVER: Fields = (None, "", "")


def content(reading: Reading, audit: Audit, instrument: Instrument, *, tier: str) -> dict[str, Any]:
    """Return everything of one tier that an intake keeps of a workbook."""
    texts = _Texts(reading, tier)
    rows = {id: row for id in instrument.questions if (row := _row(reading, texts, instrument, id, tier))}
    problems = [problem for problem in reading.problems if problem.tier in {"", tier}]
    return {
        "layout": reading.layout,
        "sheet": reading.sheet,
        "origin": {"author": reading.origin.modified_by or reading.origin.author, "modified": reading.origin.modified},
        "rows": rows,
        "problems": [_problem(problem) for problem in (*problems, *texts.problems)],
        "findings": [_finding(finding) for finding in audit.findings[:MOST_FINDINGS]],
        "more_findings": max(0, len(audit.findings) - MOST_FINDINGS) + audit.more,
        "as_written": None if audit.as_written is None else f"{audit.as_written:f}",
    }


def _row(reading: Reading, texts: "_Texts", instrument: Instrument, id: str, tier: str) -> dict[str, Any] | None:
    answer = stored.to_json(reading.answers.get(tier, {}).get(id))
    proof = reading.evidence.get(tier, {}).get(id)
    note, link = texts.clean(id, "note", reading.notes.get(tier, {}).get(id, "")), texts.clean(id, "evidence", proof)
    if answer is None and not note and not link:
        return None
    scale = instrument.questions[id].scale
    first = scale.keys[0] if isinstance(scale, Ratio) else None
    return {"answer": answer, "note": note, "link": link, "cell": reading.cell(f"{tier}.answer", id, first)}


class _Texts:
    """Cleans notes and links, and gathers those that are too long to keep."""

    def __init__(self, reading: Reading, tier: str) -> None:
        self._reading, self._tier = reading, tier
        self.problems: list[Problem] = []

    def clean(self, id: str, field: str, said: str | Evidence | None) -> str:
        text = same_text(str(said or ""))
        if len(text) <= LONGEST_TEXT:
            return text
        cell = self._reading.cell(f"{self._tier}.{field}", id)
        message = _("Teks soal %(id)s lebih panjang dari 10.000 huruf.") % {"id": id}
        fix = _("Ringkas teksnya, atau simpan sebagai berkas dan tulis tautannya.")
        self.problems.append(Problem(self._reading.sheet, cell, "text_too_long", message, fix, id, self._tier))
        return ""


def same_text(text: str) -> str:
    """Return the form in which two texts are compared and kept: line ends alike, no unseen characters, no margins."""
    lines = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _same_link(text: str) -> str:
    return same_text(str(evidence(text) or ""))


def _problem(problem: Problem) -> dict[str, Any]:
    names = ("sheet", "cell", "rule", "message", "fix", "question")
    return {name: UNSEEN.sub("", getattr(problem, name)) for name in names}


def _finding(finding: Finding) -> dict[str, Any]:
    found = {name: UNSEEN.sub("", getattr(finding, name)) for name in ("sheet", "cell", "kind", "problem", "fix")}
    return {**found, "effect": None if finding.effect is None else f"{finding.effect:f}"}


def findings_of(kept: Mapping[str, Any]) -> list[Finding]:
    """Return the findings of the audit as they were when the workbook was read."""
    return [
        Finding(**{**row, "effect": None if row["effect"] is None else Decimal(row["effect"])})
        for row in kept["findings"]
    ]


def answers_of(kept: Mapping[str, Any], instrument: Instrument) -> Answers:
    """Return the workbook's own answers, as if nothing else stood anywhere."""
    heads = {id: {"a": row["answer"]} for id, row in kept["rows"].items()}
    return stored.answers_of(heads, instrument)


def good_rows(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rows that may be taken in: of a question with a wrong cell nothing is, its note and link neither."""
    wrong = {problem["question"] for problem in kept.get("problems", ())}
    return {id: row for id, row in kept["rows"].items() if id not in wrong}


def after_import(before: Fields, row: Mapping[str, Any], question: Question) -> Fields:
    """Return what stands at a question once ``row`` is taken in: a blank in the workbook changes nothing."""
    answer, note, link = before
    return (
        _answer_after(answer, row["answer"], question),
        note if same_text(row["note"]) in {"", same_text(note)} else row["note"],
        link if _same_link(row["link"]) in {"", _same_link(link)} else row["link"],
    )


def _answer_after(before: Any, given: Any, question: Question) -> Any:  # noqa: ANN401 -- JSON values
    """Join counts that the workbook leaves blank with those that stand; all counts given are given as a whole."""
    if given is None or not isinstance(question.scale, Ratio) or not isinstance(before, Mapping):
        return before if given is None else given
    if all(key in given for key in question.scale.keys):
        return given
    joined = {**before, **given}
    try:
        parse(question, joined)
    except AnswerRefused:  # the two do not fit together, so what stands stays
        return before
    return joined


@dataclass(frozen=True, slots=True)
class Change:
    """One question that taking in would change. ``seen`` is the number of the revision that stands, 0 for none."""

    question: Question
    seen: int
    before: Fields
    after: Fields
    cell: str

    @property
    def answer_changes(self) -> bool:
        return bool(self.before[0] != self.after[0])

    @property
    def note_changes(self) -> bool:
        return self.before[1] != self.after[1]

    @property
    def link_changes(self) -> bool:
        return self.before[2] != self.after[2]


def changes(
    kept: Mapping[str, Any], standing: Mapping[str, tuple[int, Fields]], instrument: Instrument
) -> Iterator[Change]:
    """Yield what would change, in the order of the sheet; ``standing`` gives revision number and fields by question."""
    rows = good_rows(kept)
    for id, question in instrument.questions.items():
        row = rows.get(id)
        if row is None:
            continue
        seen, before = standing.get(id, (0, NEVER))
        after = after_import(before, row, question)
        if after != before:
            yield Change(question, seen, before, after, row.get("cell", ""))


def exported(standing: Mapping[str, Mapping[str, Fields]], instrument: Instrument) -> Contents:
    """Return what stands, by tier and question, in the form that is written into a workbook."""
    questions = instrument.questions
    return Contents(
        answers={
            tier: {
                id: answer
                for id, (value, _note, _link) in rows.items()
                if (answer := stored.from_json(questions[id], value)) is not None
            }
            for tier, rows in standing.items()
        },
        notes={tier: {id: note for id, (_a, note, _l) in rows.items() if note} for tier, rows in standing.items()},
        evidence={
            tier: {id: proof for id, (_a, _n, link) in rows.items() if (proof := evidence(link))}
            for tier, rows in standing.items()
        },
    )
