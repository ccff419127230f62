"""The cells that people fill in: open, with the list or the limits of what they take."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from gettext import gettext as _
from typing import Any, TypeAlias

from bening.assessment.workbook.cells import column_number
from bening.assessment.workbook.contents import Contents, Evidence
from bening.assessment.workbook.layouts import Layout
from bening.assessment.workbook.styles import Styles
from bening.domain.answers import LARGEST_COUNT, Answer
from bening.domain.instrument import Choice, Index, Question

Sheet: TypeAlias = Any  # xlsxwriter has no types
NO_CHARACTER = re.compile("[\ufffe\uffff\ud800-\udfff]")  # XML holds none of these in any form
LONGEST_TITLE, LONGEST_HINT = 32, 255


class Entries:
    """Writes the entries of one worksheet."""

    def __init__(
        self, sheet: Sheet, styles: Styles, layout: Layout, contents: Contents, tiers: Mapping[str, str]
    ) -> None:
        self._sheet, self._styles, self._layout = sheet, styles, layout
        self._contents, self._tiers = contents, tiers

    def answer(self, row: int, field: str, question: Question, answer: Answer | None) -> None:
        """Write the answer to a question that has a letter or an index."""
        style = self._styles.entry(align="center", bold=True)
        at = column_number(self._layout.column(field).letters) - 1
        if isinstance(answer, Decimal):
            self._sheet.write_number(row - 1, at, float(answer), style)
        elif isinstance(answer, str):
            self._sheet.write_string(row - 1, at, answer, style)
        else:
            self._sheet.write_blank(row - 1, at, None, style)
        hint = "\n".join(f"{letter}: {meaning}" for letter, meaning in question.criteria)
        rule: dict[str, object] = {
            "input_title": question.short[:LONGEST_TITLE],
            "input_message": hint[:LONGEST_HINT],
            "error_title": _("Jawaban belum sesuai"),
        }
        match question.scale:
            case Choice(options=options):
                letters = [option.letter for option in options]
                rule |= {"validate": "list", "source": letters}
                rule["error_message"] = _("Pilih salah satu dari %(letters)s.") % {"letters": "/".join(letters)}
            case Index(top=top):
                rule |= {
                    "validate": "decimal",
                    "criteria": "between",
                    "minimum": 0,
                    "maximum": float(top) if top % 1 else int(top),
                }
                rule["error_message"] = _("Isi indeks antara 0 dan %(top)s.") % {"top": top}
        self._sheet.data_validation(row - 1, at, row - 1, at, rule)

    def count(self, row: int, field: str, count: int | None, label: str) -> None:
        style = self._styles.entry(align="center", num_format="0")
        at = column_number(self._layout.column(field).letters) - 1
        if count is None:
            self._sheet.write_blank(row - 1, at, None, style)
        else:
            self._sheet.write_number(row - 1, at, count, style)
        rule = {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": LARGEST_COUNT,
            "input_title": _("Jumlah"),
            "input_message": label[:LONGEST_HINT],
            "error_title": _("Jumlah belum sesuai"),
            "error_message": _("Isi bilangan bulat nol atau lebih, tanpa satuan."),
        }
        self._sheet.data_validation(row - 1, at, row - 1, at, rule)

    def remarks(self, row: int, question: str) -> None:
        """Write note, evidence and links of a question, for each tier that has a column for them."""
        style = self._styles.entry(text_wrap=True)
        for field, text in self.texts(question):
            at = column_number(self._layout.column(field).letters) - 1
            if text:
                self._sheet.write_string(row - 1, at, NO_CHARACTER.sub("\ufffd", text), style)
            else:
                self._sheet.write_blank(row - 1, at, None, style)

    def texts(self, question: str) -> Iterator[tuple[str, str]]:
        """Yield what stands beside an answer, by the field of its column."""
        for column, tier in self._tiers.items():
            yield f"{column}.note", self._contents.notes.get(tier, {}).get(question, "")
            proof = self._contents.evidence.get(tier, {}).get(question, Evidence())
            if self._layout.has(f"{column}.link"):
                yield f"{column}.evidence", proof.text
                yield f"{column}.link", "\n".join(proof.links)
            elif self._layout.has(f"{column}.evidence"):
                yield f"{column}.evidence", str(proof)
