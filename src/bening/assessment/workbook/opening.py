"""The one guarded place where a workbook from an unknown hand is opened."""

from gettext import gettext as _
from pathlib import Path

from bening.assessment.system_errors import why
from bening.assessment.workbook import parts
from bening.assessment.workbook.cells import Book, Origin, Sheet
from bening.assessment.workbook.package import LARGEST_FILE, Package, read_xml
from bening.assessment.workbook.refusals import WorkbookRefused, broken, not_xlsx
from bening.assessment.workbook.sheet_xml import Budget, SheetReader

__all__ = ["WorkbookRefused", "check_name", "open_book", "open_file"]

MOST_SHEETS = 100
SUFFIX = ".xlsx"


def open_file(path: Path) -> Book:
    """Open the workbook at ``path``; raises WorkbookRefused, also when the file itself cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        message = _("Berkas “%(name)s” tidak dapat dibaca: %(why)s.") % {"name": path.name, "why": why(error)}
        raise WorkbookRefused("unreadable", message, _("Periksa nama dan izin berkasnya.")) from None
    return open_book(data)


def open_book(data: bytes) -> Book:
    """Return the cells of the workbook in ``data``; raises WorkbookRefused when it is not safe or not an .xlsx."""
    package = Package(data)
    main = _only(package.relations(""), "officeDocument")
    if not main or not package.has(main):
        raise not_xlsx()
    relations = package.relations(main)
    strings_part, styles_part = _only(relations, "sharedStrings"), _only(relations, "styles")
    strings = parts.shared_strings(package, strings_part) if package.has(strings_part) else []
    dates = parts.date_styles(package, styles_part) if package.has(styles_part) else set()
    sheets: dict[str, Sheet] = {}
    budget = Budget()
    for name, id, hidden in _sheet_list(package, main):
        kind, target, outside = relations.get(id, ("", "", False))
        if kind != "worksheet":  # a chart sheet holds no answers
            continue
        if outside or not package.has(target) or name in sheets:
            raise broken()
        reader = SheetReader(name, strings, dates, package.relations(target), budget)
        read_xml(package.chunks(target), start=reader.start, end=reader.end, text=reader.text)
        reader.sheet.hidden = hidden
        sheets[name] = reader.sheet
    core = _only(package.relations(""), "core-properties")
    return Book(sheets, parts.origin(package, core) if package.has(core) else Origin())


def check_name(name: str) -> None:
    """Refuse a file that calls itself something else than .xlsx: its maker meant something else, too."""
    suffix = Path(name).suffix
    if suffix.casefold() != SUFFIX:
        what = _("Nama berkas ini berakhiran %(suffix)s, bukan .xlsx.") % {"suffix": suffix}
        raise not_xlsx(what if suffix else _("Nama berkas ini tidak berakhiran .xlsx."))


def _only(relations: dict[str, tuple[str, str, bool]], kind: str) -> str:
    return next((target for found, target, outside in relations.values() if found == kind and not outside), "")


def _sheet_list(package: Package, main: str) -> list[tuple[str, str, bool]]:
    found: list[tuple[str, str, bool]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            id = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            found.append((parts.unescape(attributes.get("name", "")), id, hidden))

    read_xml(package.chunks(main), start=start)
    if len(found) > MOST_SHEETS:
        raise WorkbookRefused(
            "too_many_sheets",
            _("Buku kerja ini berisi lebih dari 100 lembar."),
            _("Salin lembar LKE ke buku kerja baru, lalu pakai yang baru."),
        )
    return found
