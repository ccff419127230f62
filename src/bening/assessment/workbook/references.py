"""References inside a formula: shift them, and name a formula's shape so that alike formulas are parsed once."""

import re

from bening.assessment.workbook.cells import column_letters, column_number

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
# Strings and quoted sheet names are passed over, so that nothing inside them is taken for a reference.
PIECE = re.compile(
    r"""("(?:[^"]|"")*"|'(?:[^']|'')*')|(?<![A-Za-z0-9_.$\\])(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?![A-Za-z0-9_.(!])"""
)


def shape(formula: str, row: int, column: int) -> str:
    """Return ``formula`` with its references relative to where it stands: equal shapes mean equal formulas."""

    def relative(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        across = column_number(found[3])
        down = int(found[5])
        side = f"C{across}" if found[2] else f"c{across - column}"
        return f"\x00{side}R{down}\x00" if found[4] else f"\x00{side}r{down - row}\x00"

    return PIECE.sub(relative, formula)


def shift(formula: str, down: int, across: int) -> str:
    """Return ``formula`` as it reads when copied that far; a reference that leaves the sheet becomes ``#REF!``."""

    def moved(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        column = column_number(found[3]) + (0 if found[2] else across)
        row = int(found[5]) + (0 if found[4] else down)
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            return "#REF!"
        return f"{found[2]}{column_letters(column)}{found[4]}{row}"

    return PIECE.sub(moved, formula)
