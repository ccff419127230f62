"""Read what people put into a workbook, and list everything that cannot be taken, each with its cell and its fix."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from gettext import gettext as _

from bening.assessment.workbook.answer_cells import AnswerCells, Problem
from bening.assessment.workbook.cells import Book, Origin, Sheet, address
from bening.assessment.workbook.contents import Contents, Evidence
from bening.assessment.workbook.finding_sheets import find
from bening.assessment.workbook.formulas import Evaluator
from bening.assessment.workbook.layouts import Layout, items
from bening.assessment.workbook.locating import Located
from bening.assessment.workbook.opening import check_name, open_book
from bening.assessment.workbook.remarks import evidence_of, note_of
from bening.domain.answers import Answer
from bening.domain.instrument import Instrument, Question, Ratio

__all__ = ["Problem", "Reading", "read", "read_book"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A workbook as it was read. Answers that break a rule are among ``problems``, not among the answers."""

    name: str
    layout: str
    sheet: str
    contents: Contents
    problems: tuple[Problem, ...]
    rows: Mapping[str, int]  # by question
    counts: Mapping[tuple[str, str], int]  # by question and key of the count
    located: Mapping[str, int]  # by id of every row that was found, branches and totals too
    columns: Mapping[str, int]
    ours: bool
    book: Book = field(repr=False)
    readable: Mapping[tuple[str, str], Mapping[str, int | None]]  # by tier and question: counts of a refused answer

    @property
    def answers(self) -> Mapping[str, Mapping[str, Answer]]:
        return self.contents.answers

    @property
    def notes(self) -> Mapping[str, Mapping[str, str]]:
        return self.contents.notes

    @property
    def evidence(self) -> Mapping[str, Mapping[str, Evidence]]:
        return self.contents.evidence

    @property
    def origin(self) -> Origin:
        return self.book.origin

    def cell(self, field: str, question: str, key: str | None = None) -> str:
        """Return the address where something of a question stands, empty when its row was not found."""
        row = self.counts.get((question, key)) if key else self.rows.get(question)
        return address(row, self.columns[field]) if row and field in self.columns else ""


def read(data: bytes, instrument: Instrument, *, name: str) -> Reading:
    """Read the workbook in ``data``; raises WorkbookRefused when it cannot be used at all."""
    return read_book(open_book(data), instrument, name=name)


def read_book(book: Book, instrument: Instrument, *, name: str) -> Reading:
    check_name(name)
    found = find(book, instrument)
    located = found.located
    return _Reader(found.layout, found.sheet, found.columns, located, instrument, book, Evaluator(book)).reading(name)


@dataclass(frozen=True, slots=True)
class _Reader:
    layout: Layout
    sheet: Sheet
    columns: Mapping[str, int]
    located: Located
    instrument: Instrument
    book: Book
    evaluator: Evaluator

    def reading(self, name: str) -> Reading:
        rows, counts = self._rows()
        problems = list(self._not_found(rows, counts))
        answers: dict[str, dict[str, Answer]] = {tier: {} for tier in self.layout.tiers}
        readable: dict[tuple[str, str], Mapping[str, int | None]] = {}
        for tier in self.layout.tiers:
            column = self.columns[f"{tier}.answer"]
            for question in self.instrument.questions.values():
                places = _places(question, rows, counts)
                if places is None:
                    continue
                one = AnswerCells(self.sheet, self.evaluator, self.instrument, question, tier, column)
                answer = one.answer(places)
                problems.extend(one.problems)
                if answer is not None and not one.problems:
                    answers[tier][question.id] = answer
                if one.problems:
                    readable[tier, question.id] = one.readable
        spoken = {tier: dict(self._spoken(tier, rows, counts)) for tier in self.layout.tiers}
        contents = Contents(
            answers=answers,
            notes={tier: {id: note for id, (note, _proof) in said.items() if note} for tier, said in spoken.items()},
            evidence={
                tier: {id: proof for id, (_note, proof) in said.items() if proof} for tier, said in spoken.items()
            },
        )
        return Reading(
            name=name,
            layout=self.layout.id,
            sheet=self.sheet.name,
            contents=contents,
            problems=tuple(problems),
            rows=rows,
            counts=counts,
            located=self.located.rows,
            columns=self.columns,
            ours="id" in self.columns,
            book=self.book,
            readable=readable,
        )

    def _rows(self) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
        rows: dict[str, int] = {}
        counts: dict[tuple[str, str], int] = {}
        for item in items(self.instrument, self.layout):
            if item.id not in self.located.rows:
                continue
            if item.kind == "question":
                rows[item.node] = self.located.rows[item.id]
            elif item.key:
                counts[item.node, item.key] = self.located.rows[item.id]
        return rows, counts

    def _not_found(self, rows: Mapping[str, int], counts: Mapping[tuple[str, str], int]) -> Iterator[Problem]:
        for question in self.instrument.questions.values():
            wanted = {"id": question.id, "text": question.short, "sheet": self.sheet.name}
            if isinstance(question.scale, Ratio):
                for entry in question.scale.inputs:
                    if (question.id, entry.key) not in counts:
                        message = _("Baris jumlah “%(label)s” (soal %(id)s) tidak ditemukan di lembar %(sheet)s.")
                        yield self._row_problem("count_not_found", message % {**wanted, "label": entry.label}, question)
            elif question.id not in rows:
                message = _("Soal %(id)s (%(text)s) tidak ditemukan di lembar %(sheet)s.")
                yield self._row_problem("question_not_found", message % wanted, question)
        for id, again in self.located.repeated.items():
            question_id = id.partition(":")[0]
            if question_id in self.instrument.questions:
                message = _("Soal %(id)s ada lebih dari sekali; yang dibaca hanya baris %(row)s.")
                values = {"id": id, "row": self.located.rows[id]}
                yield Problem(
                    self.sheet.name,
                    address(again[0], self.columns["unit.answer"]),
                    "question_twice",
                    message % values,
                    _("Hapus baris %(rows)s.") % {"rows": ", ".join(map(str, again))},
                    question_id,
                )

    def _row_problem(self, rule: str, message: str, question: Question) -> Problem:
        fix = _("Kembalikan barisnya dengan bunyi soal yang semula, atau pakai buku kerja kosong dari Bening.")
        return Problem(self.sheet.name, "", rule, message, fix, question.id)

    def _spoken(
        self, tier: str, rows: Mapping[str, int], counts: Mapping[tuple[str, str], int]
    ) -> Iterator[tuple[str, tuple[str, Evidence | None]]]:
        """Yield note and evidence of each question; what stands beside its counts belongs to the question."""
        below: dict[str, list[int]] = {}
        for (id, _key), row in counts.items():
            below.setdefault(id, []).append(row)
        for id in self.instrument.questions:
            at = [row for row in (rows.get(id), *sorted(below.get(id, ()))) if row]
            note = note_of(self.sheet, self.evaluator, at, self.columns.get(f"{tier}.note"))
            proof = evidence_of(
                self.sheet, self.evaluator, at, self.columns.get(f"{tier}.evidence"), self.columns.get(f"{tier}.link")
            )
            if note or proof:
                yield id, (note, proof)


def _places(
    question: Question, rows: Mapping[str, int], counts: Mapping[tuple[str, str], int]
) -> dict[str | None, int] | None:
    """Return the rows of the cells that hold the answer, by the key of the count; None when one is missing."""
    if not isinstance(question.scale, Ratio):
        return {None: rows[question.id]} if question.id in rows else None
    places: dict[str | None, int] = {}
    for key in question.scale.keys:
        if (question.id, key) not in counts:
            return None
        places[key] = counts[question.id, key]
    stated = question.scale.stated_total
    if stated and (question.id, stated.key) in counts:
        places[stated.key] = counts[question.id, stated.key]
    return places
