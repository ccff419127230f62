"""How the proofs of questions stand: slot by slot, with what the checks say, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from bening.domain.instrument import Proof
from bening.evidence import queries
from bening.evidence.checks.cases import Case, Complaint, Use
from bening.evidence.checks.catalogue import complaints
from bening.evidence.models import Claim, ClaimState, Document, Reading, Version, Waiver
from bening.evidence.ports import Finding
from bening.evidence.reading import facts
from bening.foundation.accounts.models import User
from bening.foundation.units.models import Unit


class State(StrEnum):
    """How a slot, or one proof in it, stands."""

    EMPTY = "kosong"
    FILLED = "terisi"
    WAITING = "menunggu"
    STALE = "usang"
    REJECTED = "ditolak"
    COMPLAINT = "keluhan"


# A slot stands as well as the best proof in it.
BEST_FIRST = (State.FILLED, State.WAITING, State.COMPLAINT, State.STALE, State.REJECTED)
BESIDE = Proof(key="", name="")  # what is shown beside the list


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question asks for, and what was answered there: told by whoever knows instruments."""

    slots: tuple[Proof, ...] = ()
    top: bool = False
    given: tuple[Decimal, Decimal] | None = None
    register: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One proof. ``document`` is None for a person who may not see it: then nothing more is told."""

    claim: Claim
    state: State
    document: Document | None = None
    complaints: tuple[Complaint, ...] = ()
    read: bool = False
    uploaders: frozenset[int] = frozenset()

    @property
    def open_complaints(self) -> tuple[Complaint, ...]:
        return tuple(one for one in self.complaints if not one.waived)


@dataclass(frozen=True, slots=True)
class Standing:
    """One slot and what is shown in it."""

    slot: Proof
    shown: list[Shown] = field(default_factory=list)

    @property
    def state(self) -> State:
        states = {one.state for one in self.shown}
        return next((state for state in BEST_FIRST if state in states), State.EMPTY)


def claims_of(
    unit: Unit, year: int, asked: Mapping[str, Asked], *, seen_by: User, assessor: bool, today: date
) -> Mapping[str, list[Standing]]:
    """Return every question's slots in order, then what is shown beside them. Four queries, whatever there is."""
    live = list(_live(unit, year, asked, seen_by))
    seen = [one for one in live if one.visible]  # type: ignore[attr-defined]  # annotated
    uploaders, waived = _uploaders(live), _waivers(live)
    uses = _uses(seen, None if assessor else unit, seen_by)
    by_question: dict[str, list[Claim]] = defaultdict(list)
    for one in live:
        by_question[one.question].append(one)
    found = {}
    for question, ask in asked.items():
        rows = by_question[question]
        kinds = frozenset(one.document.kind for one in rows)
        standings = {slot.key: Standing(slot) for slot in ask.slots}
        for one in rows:
            standing = standings.get(one.slot) or standings.setdefault("", Standing(BESIDE))
            case = _case(one, standing.slot, ask, kinds, uses, today)
            said = tuple(complaints(case, waived=waived[one.pk], assessor=assessor))
            standing.shown.append(_shown(one, said, uploaders[one.document_id]))
        found[question] = list(standings.values())
    return found


def tally(unit: Unit, year: int) -> set[str]:
    """Return the questions for which a unit shows anything that was not refused."""
    live = Claim.objects.filter(unit=unit, year=year, document__withdrawn_at__isnull=True)
    return set(live.filter(state__in=(ClaimState.OFFERED, ClaimState.ACCEPTED)).values_list("question", flat=True))


def _live(unit: Unit, year: int, asked: Iterable[str], user: User) -> QuerySet[Claim]:
    may_see = Exists(Document.objects.filter(queries.seen_by(user), pk=OuterRef("document")))
    rows = Claim.objects.filter(unit=unit, year=year, question__in=list(asked)).exclude(state=ClaimState.RETIRED)
    joined = rows.select_related(
        "document", "version__blob__reading", "version__blob__preview", "by", "decided_by", "carried_from__version"
    )
    return joined.defer("version__blob__reading__text").annotate(visible=may_see).order_by("pk")


def _uploaders(claims: Iterable[Claim]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Version.objects.filter(document__in={one.document_id for one in claims}).values_list("document", "by")
    for document, person in rows.order_by().distinct():
        found[document].add(person)
    return found


def _waivers(claims: list[Claim]) -> Mapping[int, dict[str, tuple[str, str]]]:
    """Return the reasons by claim and check; a reason is about one version."""
    found: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    versions = {one.pk: one.version_id for one in claims}
    for one in Waiver.objects.filter(claim__in=claims).select_related("by"):
        if one.version_id == versions[one.claim_id]:
            found[one.claim_id][one.check_name] = (one.why, one.by.name)
    return found


def _uses(claims: list[Claim], within: Unit | None, user: User) -> Mapping[str, list[tuple[int, Use]]]:
    """Return where else each content is shown: in the own unit, or for an assessor wherever they may look."""
    found: dict[str, list[tuple[int, Use]]] = defaultdict(list)
    blobs = {one.version.blob_id for one in claims if one.version.blob_id}
    where = Q(unit=within) if within is not None else Q()
    visible = Exists(Document.objects.filter(queries.seen_by(user), pk=OuterRef("document")))
    rows = Claim.objects.filter(where, visible, version__blob__in=blobs).exclude(state=ClaimState.RETIRED)
    for one in rows.select_related("unit", "version").order_by("year", "question", "pk"):
        use = Use(unit=one.unit_id, unit_name=one.unit.short_name, year=one.year, question=one.question, slot=one.slot)
        found[str(one.version.blob_id)].append((one.pk, use))
    return found


def _case(
    claim: Claim,
    slot: Proof,
    ask: Asked,
    kinds: frozenset[str],
    uses: Mapping[str, list[tuple[int, Use]]],
    today: date,
) -> Case:
    document, blob = claim.document, claim.version.blob if claim.version.blob_id else None
    reading: Reading | None = getattr(blob, "reading", None)
    return Case(
        unit=claim.unit_id,
        year=claim.year,
        question=claim.question,
        slot=slot if slot.key else None,
        kind=document.kind,
        proves_from=document.proves_from,
        proves_until=document.proves_until,
        valid_until=document.valid_until,
        withdrawn_why=document.withdrawn_why if document.withdrawn_at else None,
        file_here=blob is not None and blob.damaged_at is None,
        facts=facts.from_json({**reading.facts, "unreadable": reading.unreadable}) if reading else None,
        uses=tuple(use for pk, use in uses.get(claim.version.blob_id or "", ()) if pk != claim.pk),
        top=ask.top,
        kinds_beside=kinds,
        given=ask.given,
        register=ask.register,
        today=today,
    )


def _shown(claim: Claim, said: tuple[Complaint, ...], uploaders: set[int]) -> Shown:
    state = _state(claim, [one for one in said if not one.waived])
    if not claim.visible:  # type: ignore[attr-defined]  # annotated
        return Shown(claim=claim, state=state)
    return Shown(
        claim=claim,
        state=state,
        document=claim.document,
        complaints=said,
        read=getattr(claim.version.blob, "reading", None) is not None if claim.version.blob_id else True,
        uploaders=frozenset(uploaders),
    )


def _state(claim: Claim, said: list[Complaint]) -> State:
    """Return how one proof stands. Who accepted it saw what the checks said; only what lasts outweighs that."""
    if claim.state == ClaimState.REJECTED:
        return State.REJECTED
    accepted = claim.state == ClaimState.ACCEPTED
    weighing = [one for one in said if one.check.lasting or not accepted]
    if weighing:
        return State.STALE if any(one.check.stale for one in weighing) else State.COMPLAINT
    return State.FILLED if accepted and claim.version_id == claim.document.latest_id else State.WAITING
