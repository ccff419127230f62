"""How the proofs of questions look on a page. No reading, no writing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.assessment.proofs.rights import Rights
from bening.evidence.claims import Shown, Standing, State, clash_of
from bening.evidence.models import Claim, ClaimState

STATES = {
    State.EMPTY: (gettext_lazy("belum ada"), ""),
    State.FILLED: (gettext_lazy("terisi"), "badge-good"),
    State.WAITING: (gettext_lazy("menunggu pemeriksaan"), "badge-accent"),
    State.STALE: (gettext_lazy("usang"), "badge-warn"),
    State.REJECTED: (gettext_lazy("ditolak"), "badge-bad"),
    State.COMPLAINT: (gettext_lazy("ada catatan"), "badge-warn"),
}
PERIODS = {
    "sekali": gettext_lazy("berlaku terus"),
    "tahun": gettext_lazy("setiap tahun"),
    "semester": gettext_lazy("setiap semester"),
    "triwulan": gettext_lazy("setiap triwulan"),
    "bulan": gettext_lazy("setiap bulan"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One proof: what it is, what is wrong with it, and what this person may do about it."""

    shown: Shown
    may_keep: bool
    may_judge: bool
    may_explain: bool
    clash: str  # why this person does not accept it, shown before the button

    @property
    def claim(self) -> Claim:
        return self.shown.claim

    @property
    def title(self) -> str:
        return self.shown.document.title if self.shown.document else _("Dokumen yang tidak dapat Anda lihat")

    @property
    def words(self) -> str:
        return str(STATES[self.shown.state][0])

    @property
    def badge(self) -> str:
        return STATES[self.shown.state][1]

    @property
    def newer(self) -> bool:
        """Say whether a version stands that is newer than the one that was accepted."""
        document = self.shown.document
        return document is not None and document.latest_id != self.claim.version_id

    @property
    def since_last_year(self) -> str:
        """Return how a carried proof differs from last year's."""
        before = self.claim.carried_from
        if before is None:
            return ""
        same = before.version.sha256 == self.claim.version.sha256
        words = _("sama dengan tahun %(year)d") if same else _("berbeda dari tahun %(year)d")
        return words % {"year": before.year}

    @property
    def rejected(self) -> bool:
        return self.claim.state == ClaimState.REJECTED

    @property
    def accepted(self) -> bool:
        return self.claim.state == ClaimState.ACCEPTED and not self.newer

    @property
    def decided(self) -> str:
        """Return who judged it."""
        by = self.claim.decided_by
        if by is None:
            return ""
        words = _("Ditolak oleh %(name)s") if self.rejected else _("Diterima oleh %(name)s")
        return words % {"name": by.name}


@dataclass(frozen=True, slots=True)
class Place:
    """One slot of a question."""

    standing: Standing
    lines: tuple[Line, ...]

    @property
    def key(self) -> str:
        return self.standing.slot.key

    @property
    def name(self) -> str:
        return self.standing.slot.name or _("Di luar daftar")

    @property
    def words(self) -> str:
        return str(STATES[self.standing.state][0])

    @property
    def badge(self) -> str:
        return STATES[self.standing.state][1]

    @property
    def empty(self) -> bool:
        return not self.lines

    @property
    def wanted(self) -> str:
        """Return what is asked of it: how often, and whether signed."""
        if not self.key:
            return ""
        words = [str(PERIODS[self.standing.slot.every])]
        if self.standing.slot.signed:
            words.append(_("bertanda tangan"))
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Panel:
    """The proofs of one question."""

    question: str
    places: tuple[Place, ...]
    may_keep: bool
    may_judge: bool
    address: str

    @property
    def slots(self) -> int:
        return sum(1 for one in self.places if one.key)

    @property
    def filled(self) -> int:
        return sum(1 for one in self.places if one.key and one.standing.state == State.FILLED)

    @property
    def shown(self) -> int:
        """Return how many slots hold something that was not refused, whatever the checks say of it."""
        without = {State.EMPTY, State.REJECTED}
        return sum(1 for one in self.places if one.key and one.standing.state not in without)

    @property
    def lines(self) -> list[Line]:
        return [line for place in self.places for line in place.lines]

    @property
    def complaints(self) -> int:
        return sum(len(line.shown.open_complaints) for line in self.lines)

    @property
    def counted(self) -> str:
        return _("%(shown)d dari %(slots)d bukti ada") % {"shown": self.shown, "slots": self.slots}


def panel(question: str, standings: list[Standing], rights: Rights, address: str) -> Panel:
    keep, judge = rights.may_keep(question), rights.may_judge(question)
    explain = keep or judge
    places = tuple(
        Place(one, tuple(_line(shown, rights, keep=keep, judge=judge, explain=explain) for shown in one.shown))
        for one in standings
    )
    return Panel(question, places, keep, judge, address)


def _line(shown: Shown, rights: Rights, *, keep: bool, judge: bool, explain: bool) -> Line:
    if shown.document is None:
        return Line(shown, may_keep=False, may_judge=False, may_explain=False, clash="")
    open_to_unit = shown.claim.state == ClaimState.OFFERED or shown.claim.version_id != shown.document.latest_id
    clash = clash_of(rights.user, shown.uploaders) if judge else None
    return Line(
        shown,
        may_keep=keep and shown.claim.cited_at is None,
        may_judge=judge and (rights.evaluates or open_to_unit) and shown.document.withdrawn_at is None,
        may_explain=explain,
        clash=clash.sentence if clash else "",
    )


def counted(panels: Mapping[str, Panel]) -> str:
    """Return how many of a page's proofs are there."""
    slots = sum(one.slots for one in panels.values())
    shown = sum(one.shown for one in panels.values())
    accepted = sum(one.filled for one in panels.values())
    words = _("%(shown)d dari %(slots)d bukti ada, %(accepted)d diterima")
    return words % {"shown": shown, "slots": slots, "accepted": accepted}
