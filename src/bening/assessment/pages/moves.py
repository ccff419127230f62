"""Two results side by side: what moved, which way, and what that means for every minimum. No Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from gettext import gettext as _

from bening.assessment.pages.explaining import Bar, Bars, Result, Tick, overview, up
from bening.domain.gates import TOLERANCE


@dataclass(frozen=True, slots=True)
class Crossing:
    """A minimum before and after: reached now, lost now, still lacking, still reached."""

    predicate: str
    before: Tick
    after: Tick

    @property
    def words(self) -> str:
        if self.after.passed:
            return _("tetap terpenuhi") if self.before.passed else _("kini terpenuhi")
        missing = {"missing": up(self.after.missing)}
        return (_("kini kurang %(missing)s") if self.before.passed else _("masih kurang %(missing)s")) % missing

    @property
    def kind(self) -> str:
        return "good" if self.after.passed else "warn"


@dataclass(frozen=True, slots=True)
class Move:
    """One figure before and after."""

    before: Bar
    after: Bar

    @property
    def name(self) -> str:
        return self.after.name

    @property
    def change(self) -> Decimal:
        """Return the difference; what only the last digit of a mean leaves behind is none."""
        difference = self.after.value - self.before.value
        return difference if abs(difference) > TOLERANCE else Decimal(0)

    @property
    def arrow(self) -> str:
        return "↑" if self.change > 0 else "↓" if self.change < 0 else "="

    @property
    def words(self) -> str:
        if not self.change:
            return _("tetap")
        amount = {"amount": up(abs(self.change))}
        return (_("naik %(amount)s") if self.change > 0 else _("turun %(amount)s")) % amount

    @property
    def crossings(self) -> Sequence[Crossing]:
        pairs = zip(self.before.ticks, self.after.ticks, strict=True)
        return [Crossing(after.predicate, before, after) for before, after in pairs]


@dataclass(frozen=True, slots=True)
class Moves:
    """All figures before and after, those that moved apart from those that did not."""

    all: tuple[Move, ...]

    @property
    def total(self) -> Move:
        return self.all[0]

    @property
    def moved(self) -> list[Move]:
        return [move for move in self.all if move.change]

    @property
    def same(self) -> list[Move]:
        return [move for move in self.all if not move.change]


def moves(before: Result, after: Result) -> Moves:
    """Return every figure that has a minimum, and Hasil, before and after."""
    old, new = Bars(before), Bars(after)
    return Moves(tuple(Move(was, new[was.id]) for was in overview(old)))
