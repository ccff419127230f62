"""How tall a row must be for its wrapped texts: not every spreadsheet program works that out by itself."""

from collections.abc import Iterable

LINE, MARGIN, TALLEST = 13.5, 3.0, 400.0


def height(texts: Iterable[tuple[str, int]]) -> float:
    """Return the height for texts in columns that hold so many letters a line."""
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return min(lines * LINE + MARGIN, TALLEST)


def _lines(text: str, width: int) -> int:
    return sum(max(1, -(-len(line) // max(width, 1))) for line in text.split("\n"))
