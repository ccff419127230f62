"""What the checks need to know of a file's inside: plain values, as they stand in a reading."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was found. ``years`` maps each year that the words name to the page where it stands first."""

    pages: int | None = None
    blank_pages: tuple[int, ...] = ()
    text_pages: int = 0
    years: Mapping[int, int] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    signatures: int = 0
    signed_words: bool = False
    encrypted: bool = False
    active: bool = False
    ocr: str = ""  # "dipakai", or "tidak ada" when pictures of text could not be read
    unreadable: str = ""

    @property
    def signed(self) -> bool:
        """Say whether anything of a signature was found."""
        return bool(self.signatures) or self.signed_words

    @property
    def worded(self) -> bool:
        """Say whether there were words to look at: of a mere picture nothing can be said."""
        return self.text_pages > 0

    @property
    def blank(self) -> bool:
        return bool(self.pages) and len(self.blank_pages) == self.pages


def to_json(facts: Facts) -> dict[str, Any]:
    return {**asdict(facts), "years": {str(year): page for year, page in facts.years.items()}}


def from_json(told: Mapping[str, Any]) -> Facts:
    """Return facts from what a reading keeps; what an older reading did not know is left at its default."""
    known = {name: told[name] for name in Facts.__dataclass_fields__ if name in told}
    for name in ("blank_pages", "dates"):
        known[name] = tuple(known.get(name, ()))
    known["years"] = {int(year): page for year, page in known.get("years", {}).items()}
    return Facts(**known)
