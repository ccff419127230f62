"""Tables leave the house through one door: whoever writes a spreadsheet alone would have to think of formulas again."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "bening"
DOORS = (
    "foundation/sheets.py",
    "assessment/workbook/",
    "assessment/report.py",  # the command line's CSV, which works without Django; it makes cells inert itself
)


def writers(tree):
    """Yield each call that opens a writer of tables, however it was imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in {"csv", "xlsxwriter", "openpyxl"}:
            yield from (one.name for one in node.names if one.name in {"writer", "DictWriter", "Workbook"})
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
            if name in {"csv.writer", "csv.DictWriter", "xlsxwriter.Workbook", "openpyxl.Workbook"}:
                yield name


def found():
    """Return the files of the house, not its tests, that write tables."""
    files = (file for file in SOURCE.rglob("*.py") if "tests" not in file.parts)
    return {str(file.relative_to(SOURCE)) for file in files if any(writers(ast.parse(file.read_text("utf-8"))))}


def test_nobody_writes_tables_beside_the_one_door():
    assert sorted(name for name in found() if not name.startswith(DOORS)) == []


def test_the_doors_are_still_where_the_list_says():
    assert [door for door in DOORS if not any(name.startswith(door) for name in found())] == []
