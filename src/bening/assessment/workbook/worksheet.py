"""The worksheet itself: every row of the LKE, what people filled in, and the formulas that score it."""

from collections.abc import Mapping
from decimal import Decimal
from gettext import gettext as _
from typing import Any

import xlsxwriter

from bening.assessment.workbook import official
from bening.assessment.workbook.cells import address, column_number
from bening.assessment.workbook.contents import Contents
from bening.assessment.workbook.entries import Entries
from bening.assessment.workbook.heights import height
from bening.assessment.workbook.layouts import Item, Layout, items, type_text
from bening.assessment.workbook.row_labels import LABEL_WIDTH, RowLabels
from bening.assessment.workbook.styles import Styles
from bening.domain.instrument import Branch, Choice, Index, Instrument, Question, Ratio
from bening.domain.scoring import Score, score, share_of

UNFILLED = "Blm Diisi"


class Worksheet:
    """Writes one worksheet. ``tiers`` maps the columns of the layout to the tiers whose contents they get."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        styles: Styles,
        instrument: Instrument,
        layout: Layout,
        contents: Contents,
        tiers: Mapping[str, str],
    ) -> None:
        self._book, self._styles, self._instrument, self._layout = book, styles, instrument, layout
        self._contents, self._tiers = contents, tiers
        self._sheet: Any = book.add_worksheet(layout.sheet)
        self._items = items(instrument, layout)
        self._row = {item.id: item.row for item in self._items}
        self._labels = RowLabels(self._sheet, styles, instrument)
        self._depth = self._labels.depth
        self._answers = {column: contents.answers.get(tier, {}) for column, tier in tiers.items()}
        self._points: dict[str, dict[str, Decimal]] = {
            column: _points(score(instrument.root, answers)) for column, answers in self._answers.items()
        }
        self._entries = Entries(self._sheet, styles, layout, contents, tiers)

    def write(self) -> None:
        self._lay_out()
        for item in self._items:
            self._labels.write(item)
            match item.kind:
                case "question":
                    self._question(item)
                case "count" | "stated":
                    self._count(item)
                case _:
                    self._branch(item)
            self._text(item.row, "id", item.id, self._styles.text())
            self._sheet.set_row(item.row - 1, self._height(item))

    # The frame

    def _lay_out(self) -> None:
        layout, sheet = self._layout, self._sheet
        for column in layout.columns:
            at = column_number(column.letters) - 1
            sheet.set_column(at, at, column.width, None, {"hidden": column.field == "id"})
            style = self._styles.header(wraps=column.field != "label")
            sheet.write_string(layout.header_row - 1, at, column.headings[0], style)
        for at in range(2, 7):  # the steps of the labels, C to G
            sheet.set_column(at, at, LABEL_WIDTH if at == 6 else 4)  # noqa: PLR2004 -- G holds the wording
            sheet.write_blank(layout.header_row - 1, at, None, self._styles.header())
        if layout.header_row > 1:
            sheet.write_string(0, 1, self._instrument.title.upper(), self._styles.title())
            sheet.write_blank(0, 0, None, self._styles.title())
        sheet.set_row(layout.header_row - 1, 32)
        sheet.freeze_panes(layout.header_row, 0)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3: nineteen columns cannot be read on less
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(layout.header_row - 1)
        sheet.set_footer(_('&L&"Calibri,Regular"&8Dibuat dengan Bening&R&8Halaman &P dari &N'))
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})

    def _height(self, item: Item) -> float:
        node = self._node(item)
        if item.kind != "question" or not isinstance(node, Question):
            return height([("", 1)])
        widths = {column.field: column.width for column in self._layout.columns}
        said = self._entries.texts(node.id)
        label = self._labels.of(item)[1]
        return height([(label, LABEL_WIDTH), (criteria(node), widths["criteria"]), *((t, widths[f]) for f, t in said)])

    # Rows that hold others

    def _branch(self, item: Item) -> None:
        node = self._node(item)
        depth = 0 if item.kind == "total" else self._depth[item.node]
        style = self._styles.branch(depth)
        for column in self._layout.columns[2:]:
            self._sheet.write_blank(item.row - 1, column_number(column.letters) - 1, None, style)
        if item.kind != "total" and depth:
            weight = node.weight if isinstance(node, Branch) else self._instrument.weight_of(node)
            self._number(item.row, "weight", weight or Decimal(0), self._styles.branch(depth, num_format="0.00"))
        for tier in self._tiers:
            value, figures = self._column(f"{tier}.value"), self._styles.branch(depth, num_format="0.00")
            points = self._points[tier][item.node]
            self._formula(item.row, f"{tier}.value", self._combined(item, node, value), points, figures)
            self._number(item.row, f"{tier}.ours", points, figures)
        if self._layout.has("percent") and depth and item.kind != "total":
            share = f"{self._at('unit.value', item.row)}/{self._at('weight', item.row)}"
            part = self._points["unit"][item.node] / self._weight(node)
            self._formula(item.row, "percent", share, part, self._styles.branch(depth, num_format="0.00%"))

    def _combined(self, item: Item, node: Branch | Question, column: int) -> str:
        weight = self._at("weight", item.row)
        if isinstance(node, Question):
            return f"SUM({address(self._row[node.id], column)})*{weight}"
        rows = [self._row[part.id] for part in node.parts]
        return official.mean_blank_is_zero(rows, column, weight) if node.shared else official.total(rows, column)

    # Rows that people answer

    def _question(self, item: Item) -> None:
        question = self._instrument.questions[item.node]
        if question.weight is not None:
            self._number(item.row, "weight", question.weight, self._styles.figure())
        else:
            self._text(item.row, "weight", "", self._styles.text())
        self._text(item.row, "criteria", criteria(question), self._styles.text())
        self._text(item.row, "type", type_text(question), self._styles.text())
        for column in self._tiers:
            answer = self._answers[column].get(question.id)
            share, _why = share_of(question, answer)
            cell = self._at(f"{column}.answer", item.row)
            if isinstance(question.scale, Ratio):
                percent = self._styles.of(bg_color="#F5F6F6", num_format="0.00%", align="center")
                self._formula(item.row, f"{column}.answer", self._ratio(question, column), share, percent)
            else:
                self._entries.answer(item.row, f"{column}.answer", question, answer)
            formula, value = self._value(question, item.row, cell), share
            if share is not None and question.weight is not None:
                value = share * question.weight
            self._formula(item.row, f"{column}.value", formula, value, self._styles.figure())
            self._number(item.row, f"{column}.ours", self._points[column][question.id], self._styles.figure())
        if self._layout.has("percent"):
            self._text(item.row, "percent", "", self._styles.text())
        self._entries.remarks(item.row, question.id)

    def _value(self, question: Question, row: int, answer: str) -> str:
        weight = self._at("weight", row)
        match question.scale:
            case Choice() as scale:
                return official.option(answer, scale, weight if question.weight is not None else None)
            case Index() as scale:
                return official.index(answer, scale, weight)
            case _:
                return official.share(answer)

    def _ratio(self, question: Question, column: str) -> str:
        if not isinstance(question.scale, Ratio):
            raise TypeError(question.id)
        return official.ratio(question.scale, self._count_cells(question, question.scale, column))

    def _count_cells(self, question: Question, scale: Ratio, column: str) -> dict[str, str]:
        keys = [*scale.keys, *([scale.stated_total.key] if scale.stated_total else [])]
        rows = {key: self._row[id] for key in keys if (id := f"{question.id}:{key}") in self._row}
        return {key: self._at(f"{column}.answer", row) for key, row in rows.items()}

    def _count(self, item: Item) -> None:
        question = self._instrument.questions[item.node]
        if not isinstance(question.scale, Ratio) or item.key is None:
            raise TypeError(item.id)
        scale = question.scale
        for column in self._layout.columns[2:]:
            self._text(item.row, column.field, "", self._styles.text())
        self._text(item.row, "type", _("Jumlah"), self._styles.text())
        for column_name in self._tiers:
            answer = self._answers[column_name].get(question.id)
            count = answer.get(item.key) if isinstance(answer, Mapping) else None
            field = f"{column_name}.answer"
            if item.kind == "stated" and count is None:
                cells = self._count_cells(question, scale, column_name)
                known = answer if isinstance(answer, Mapping) else {}
                complete = all(key in known for key in scale.denominator.keys)
                total = Decimal(scale.denominator.of(known)) if complete else None
                self._formula(
                    item.row,
                    field,
                    official.stated(scale, cells),
                    total,
                    self._styles.of(bg_color="#F5F6F6", align="center"),
                )
            else:
                self._entries.count(item.row, field, count, item.wordings[0])

    # Cells

    def _node(self, item: Item) -> Branch | Question:
        return self._instrument.branches.get(item.node) or self._instrument.questions[item.node]

    def _weight(self, node: Branch | Question) -> Decimal:
        return node.weight if isinstance(node, Branch) else self._instrument.weight_of(node)

    def _column(self, field: str) -> int:
        return column_number(self._layout.column(field).letters)

    def _at(self, field: str, row: int) -> str:
        return address(row, self._column(field))

    def _text(self, row: int, field: str, text: str, style: object) -> None:
        if text:
            self._sheet.write_string(row - 1, self._column(field) - 1, text, style)
        else:
            self._sheet.write_blank(row - 1, self._column(field) - 1, None, style)

    def _number(self, row: int, field: str, value: Decimal, style: object) -> None:
        self._sheet.write_number(row - 1, self._column(field) - 1, float(value), style)

    def _formula(self, row: int, field: str, formula: str, value: Decimal | None, style: object) -> None:
        shown = UNFILLED if value is None else float(value)
        self._sheet.write_formula(row - 1, self._column(field) - 1, f"={formula}", style, shown)


def criteria(question: Question) -> str:
    return "\n".join(f"{letter}: {meaning}" for letter, meaning in question.criteria)


def _points(scored: Score) -> dict[str, Decimal]:
    return scored.points()
