"""Separation of duty: who may not do what, because of what they did or are elsewhere.

Each rule is a function of plain facts and returns a `Clash` or None, so that an action refuses with it and a page
shows it before anybody runs into it. The rules carry the numbers S01 to S22 of the house's catalogue of duties;
where no regulation fixes a figure it is a setting, marked *bukan ketentuan* (the 24 months of S02).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _

COOLING_OFF_MONTHS = 24  # bukan ketentuan: S1 forbids judging one's own unit and names no span


@dataclass(frozen=True, slots=True)
class Clash:
    """The rule that stands in the way, and the sentence that says so to the person."""

    rule: str
    sentence: str


class Separated(Exception):
    """Somebody tries what a rule of separation keeps from them."""

    def __init__(self, clash: Clash) -> None:
        super().__init__(clash.sentence)
        self.clash = clash

    @property
    def rule(self) -> str:
        return self.clash.rule


def refuse(clash: Clash | None) -> None:
    """Raise `Separated` when a rule stands in the way."""
    if clash is not None:
        raise Separated(clash)


@dataclass(frozen=True, slots=True)
class Served:
    """A span in which somebody worked for a unit: from ``since`` until before ``until``."""

    unit: int
    since: date
    until: date | None


def uploader_accepts(*, uploaders: Collection[int], accepters: Collection[int]) -> Clash | None:
    """S01: who uploaded any version of a document does not accept it. Persons acted for count as well (S12)."""
    if set(uploaders) & set(accepters):
        return Clash(
            "S01", _("Anda (atau pejabat yang Anda wakili) mengunggah bukti ini, jadi orang lain yang menerimanya.")
        )
    return None


def months_before(day: date, months: int) -> date:
    """Return the same day ``months`` earlier, or the last day of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)  # every month has 28 days


def evaluates_own_unit(
    *, unit: int, served: Collection[Served], day: date, months: int = COOLING_OFF_MONTHS
) -> Clash | None:
    """S02: nobody evaluates a unit they work for, nor one they left less than ``months`` ago."""
    edge = months_before(day, months)
    for one in served:
        if one.unit == unit and one.since <= day and (one.until is None or one.until > edge):
            return Clash(
                "S02",
                _(
                    "Anda bekerja di unit ini, atau meninggalkannya kurang dari %(months)d bulan yang lalu,"
                    " jadi penilai lain yang menilainya."
                )
                % {"months": months},
            )
    return None
