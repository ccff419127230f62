"""The cells that hold the answer to one question, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _

from bening.assessment import wording
from bening.assessment.workbook.cells import CellError, Sheet, Value, address
from bening.assessment.workbook.formulas import Evaluator
from bening.domain.answers import Answer, AnswerRefused, parse
from bening.domain.instrument import Instrument, Question, Ratio


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that cannot be taken: the rule it breaks, in words, and how to mend it."""

    sheet: str
    cell: str
    rule: str
    message: str
    fix: str
    question: str
    tier: str = ""


class AnswerCells:
    """The cells of one question in one tier."""

    def __init__(
        self, sheet: Sheet, evaluator: Evaluator, instrument: Instrument, question: Question, tier: str, column: int
    ) -> None:
        self._sheet, self._evaluator, self._instrument = sheet, evaluator, instrument
        self._question, self._tier, self._column = question, tier, column
        self.problems: list[Problem] = []
        self.readable: dict[str, int | None] = {}  # the counts that can be read each by itself, blank ones too

    def answer(self, places: Mapping[str | None, int]) -> Answer | None:
        given: dict[str | None, Value | None] = {}
        for key, row in places.items():
            known = len(self.problems)
            given[key] = self._given(key, row)
            if key is not None and len(self.problems) == known:
                self._read_alone(key, given[key])
        try:
            return parse(self._question, given[None] if None in given else {str(key): v for key, v in given.items()})
        except AnswerRefused as refused:
            for one in refused.refusals:
                row = places.get(one.key) or next(iter(places.values()))
                message, fix = wording.refusal(one, self._instrument)
                self._problem(row, one.rule, message, fix)
            return None

    def _read_alone(self, key: str, value: Value | None) -> None:
        try:
            counts = parse(self._question, {key: value})
        except AnswerRefused:
            return
        self.readable[key] = counts.get(key) if isinstance(counts, Mapping) else None

    def _given(self, key: str | None, row: int) -> Value | None:
        """Return what stands in a cell; what can be no answer at all becomes a problem and counts as blank."""
        cell = self._sheet.cell(row, self._column)
        scale = self._question.scale
        is_total = isinstance(scale, Ratio) and scale.stated_total is not None and key == scale.stated_total.key
        if self._sheet.covered(row, self._column):
            message = _("Sel ini tergabung dengan sel lain, sehingga jawabannya tidak pasti.")
            self._problem(row, "merged", message, _("Pisahkan selnya (Unmerge), lalu isi satu per satu."))
            return None
        value = cell.value
        if cell.formula is not None:
            if is_total:
                return None  # a formula adds the counts up; only a typed total is somebody's own figure
            value = self._evaluator.value(self._sheet.name, row, self._column)
        if isinstance(value, CellError):
            message = _("Sel ini berisi galat %(error)s.") % {"error": value}
            self._problem(row, "error_value", message, _("Ketik jawabannya sebagai pengganti rumus atau galat."))
            return None
        if cell.is_date:
            message = _("Sel ini berisi tanggal, bukan jawaban.")
            fix = _("Ubah format selnya menjadi umum (General), lalu ketik lagi jawabannya.")
            self._problem(row, "date", message, fix)
            return None
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        return value

    def _problem(self, row: int, rule: str, message: str, fix: str) -> None:
        where = address(row, self._column)
        self.problems.append(Problem(self._sheet.name, where, rule, message, fix, self._question.id, self._tier))
