"""Where things stand in the two workbooks: the annex of 2021 (``LKE ZI``) and the import of 2026 (``Jawaban``)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gettext import gettext as _

from bening.assessment.workbook.cells import Sheet, column_number
from bening.domain.instrument import Branch, Choice, CountInput, Index, Instrument, Question, Ratio, StatedTotal

ID_HEADER = "ID Bening"
HEADER_ROWS = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds, where it stands, what its heading may say (the first is what we write)."""

    field: str
    letters: str
    headings: tuple[str, ...]
    width: int = 12


@dataclass(frozen=True, slots=True)
class Layout:
    """One of the two forms of the worksheet."""

    id: str
    sheet: str
    header_row: int
    row_attribute: str
    tiers: tuple[str, ...]
    columns: tuple[Column, ...]
    totals: Mapping[str, int]  # the rows that repeat a branch as its total, below its parts

    def column(self, field: str) -> Column:
        return next(column for column in self.columns if column.field == field)

    def has(self, field: str) -> bool:
        return any(column.field == field for column in self.columns)


COMMON = (
    Column("number", "A", ("No",), 5),
    Column("label", "B", ("Penilaian",), 4),
    Column("weight", "H", ("Bobot",), 8),
    Column("criteria", "I", ("Penjelasan", "Kriteria", "Kriteria Nilai"), 46),
    Column("type", "J", ("Pilihan Jawaban", "Jenis Jawaban", "Tipe Jawaban"), 12),
)
ANNEX = Layout(
    id="lke-zi-2021",
    sheet="LKE ZI",
    header_row=2,
    row_attribute="annex_row",
    tiers=("unit",),
    columns=(
        *COMMON,
        Column("unit.answer", "K", ("Jawaban",), 12),
        Column("unit.value", "L", ("Nilai",), 11),
        Column("percent", "M", ("%",), 9),
        Column("unit.note", "O", ("Catatan/Keterangan/Penjelasan",), 40),
        Column("unit.evidence", "P", ("Bukti Dukung", "Daftar Bukti", "Data Dukung"), 40),
        Column("unit.link", "Q", ("Tautan Bukti", "Link", "Tautan", "Link Bukti"), 36),
        Column("unit.ours", "R", ("Nilai Bening",), 11),
        Column("id", "S", (ID_HEADER,), 12),
    ),
    totals={"pengungkit": 198, "H": 206},
)
JAWABAN = Layout(
    id="jawaban-2026",
    sheet="Jawaban",
    header_row=1,
    row_attribute="row",
    tiers=("unit", "tpi"),
    columns=(
        *COMMON,
        Column("unit.answer", "K", ("Jawaban Unit", "Jawaban Unit Kerja"), 12),
        Column("unit.note", "L", ("Catatan Unit", "Catatan Unit Kerja"), 40),
        Column("unit.evidence", "M", ("Bukti Dukung Unit", "Bukti Dukung"), 40),
        Column("tpi.answer", "N", ("Jawaban TPI",), 12),
        Column("unit.value", "O", ("Nilai Unit",), 11),
        Column("tpi.value", "P", ("Nilai TPI",), 11),
        Column("tpi.note", "Q", ("Catatan TPI",), 40),
        Column("unit.ours", "R", ("Nilai Bening (unit)",), 11),
        Column("tpi.ours", "S", ("Nilai Bening (TPI)",), 11),
        Column("id", "T", (ID_HEADER,), 12),
    ),
    totals={"pengungkit": 195, "H": 203},
)
LAYOUTS = {layout.id: layout for layout in (ANNEX, JAWABAN)}


@dataclass(frozen=True, slots=True)
class Item:
    """A row that means something. ``id`` is what our id column says."""

    id: str
    node: str
    row: int
    wordings: tuple[str, ...]
    kind: str  # branch, question, count, stated, total (a branch repeated), heading (over a question)
    key: str | None = None


# The worksheets put a heading with a weight over each of these two questions; the regulation has them as questions.
HEADINGS = {
    "R.5.iii.a": "Penyampaian Laporan Harta Kekayaan Pejabat Negara (LHKPN)",
    "R.5.iii.b": "Penyampaian Laporan Harta Kekayaan Aparatur Sipil Negara (LHKASN)",
}


def items(instrument: Instrument, layout: Layout) -> tuple[Item, ...]:
    """Return every row of the worksheet that means something, in its order."""
    found = [item for node in instrument.root.walk() for item in _items_of(node, layout)]
    return tuple(sorted(found, key=lambda item: item.row))


def _items_of(node: Branch | Question, layout: Layout) -> Iterator[Item]:
    row = getattr(node, layout.row_attribute)
    if row is None:
        return
    if isinstance(node, Branch):
        yield Item(node.id, node.id, row, (node.name,), "branch")
        if node.id in layout.totals:
            wording = _("TOTAL %(name)s") % {"name": node.name.upper()}
            yield Item(f"{node.id}#total", node.id, layout.totals[node.id], (wording,), "total")
        return
    yield Item(node.id, node.id, row, tuple(dict.fromkeys((node.text, node.short))), "question")
    if node.id in HEADINGS:
        yield Item(f"{node.id}#judul", node.id, row - 1, (HEADINGS[node.id],), "heading")
    if isinstance(node.scale, Ratio):
        yield from _counts_of(node, node.scale, layout)


def _counts_of(question: Question, scale: Ratio, layout: Layout) -> Iterator[Item]:
    entries: list[CountInput | StatedTotal] = [*scale.inputs]
    if scale.stated_total:
        entries.append(scale.stated_total)
    for entry in entries:
        row = getattr(entry, layout.row_attribute)
        if row is not None:
            kind = "count" if isinstance(entry, CountInput) else "stated"
            yield Item(f"{question.id}:{entry.key}", question.id, row, (entry.label,), kind, entry.key)


def type_text(question: Question) -> str:
    """Return what the type column says for a question."""
    match question.scale:
        case Choice(options=options):
            return "/".join(option.letter for option in options)
        case Index(top=top):
            return f"Nilai (0-{top})"
        case _:
            return "%"


def columns_of(layout: Layout, sheet: Sheet) -> dict[str, int]:
    """Return the number of each column in ``sheet``: where its heading stands, or else where the layout puts it.

    A column without a heading keeps its distance to the nearest one on its left that has one.
    """
    headings = _headings(layout, sheet)
    found: dict[str, int] = {}
    moved = 0
    for column in layout.columns:
        usual = column_number(column.letters)
        places = [at for wanted in column.headings for at in headings.get(fold(wanted), [])]
        if len(places) == 1:
            moved = places[0] - usual
            found[column.field] = places[0]
        elif column.field != "id":
            found[column.field] = usual + moved
    return found


def _headings(layout: Layout, sheet: Sheet) -> dict[str, list[int]]:
    wanted = {fold(heading) for column in layout.columns for heading in column.headings}
    best: dict[str, list[int]] = {}
    for row in range(1, HEADER_ROWS + 1):
        here: dict[str, list[int]] = {}
        for (at, column), cell in sheet.cells.items():
            if at == row and isinstance(cell.value, str) and fold(cell.value) in wanted:
                here.setdefault(fold(cell.value), []).append(column)
        if len(here) > len(best):
            best = here
    return best if len(best) > 1 else {}


def fold(text: str) -> str:
    return " ".join(text.casefold().split())
