"""Which proof a document seems to be, from its title and kind. A proposal; people decide."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bening.domain.instrument import Proof, Question

NEEDED = 2  # words in common, or one and the kind
COMMON = frozenset("atau dan yang dengan tiap dari untuk pada di ke tahun bukti unit kerja sebelum sesudah".split())  # noqa: SIM905 -- reads as words


@dataclass(frozen=True, slots=True)
class Spot:
    """One slot of one question, and the value by which a form names it."""

    question: Question
    slot: Proof

    @property
    def value(self) -> str:
        return f"{self.question.id}/{self.slot.key}"

    @property
    def words(self) -> frozenset[str]:
        return words_of(f"{self.question.short} {self.slot.name}")


def words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{2,}", text.lower())) - COMMON


def best(title: str, kind: str, spots: Iterable[Spot]) -> str:
    """Return the value of the spot that fits best, or nothing when none fits well enough."""
    words = words_of(title)
    found, most = "", NEEDED - 1
    for spot in spots:
        common = len(words & spot.words)
        fit = common + (1 if kind in spot.slot.kinds else 0) if common else 0
        if fit > most:
            found, most = spot.value, fit
    return found
