"""Every read of assessments, beginning with what a person may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, OuterRef, QuerySet, Subquery

from bening.assessment import stored
from bening.assessment.editions import instrument_files
from bening.assessment.models import Assessment, Intake, Presence, Revision, Sheet, Tier
from bening.assessment.permissions import Permission
from bening.domain.answers import Answers
from bening.domain.gates import Gate, gates
from bening.domain.instrument import Branch, Instrument
from bening.domain.scoring import Blank, Score, score
from bening.foundation.access import Scope, may, scope_of
from bening.foundation.accounts.models import Assignment, Role, User
from bening.foundation.accounts.queries import valid_on
from bening.foundation.prepared import Prepared
from bening.foundation.units.models import Unit

PRESENT_FOR = timedelta(seconds=60)
LAST, MOST_ASIDES, MOST_PARTS = 8, 20, 200
RESULTS = "hasil"  # the page of the Hasil component, beside the six areas


@dataclass(frozen=True, slots=True)
class Result:
    """One tier's answers, what they score and which gates they pass: computed, never stored."""

    instrument: Instrument
    answers: Answers
    score: Score
    gates: Mapping[str, Gate]

    @property
    def points(self) -> dict[str, Decimal]:
        return self.score.points()


def visible_to(user: User | AnonymousUser) -> QuerySet[Assessment]:
    """Return the assessments that ``user`` may open: their unit's, or their whole instansi's."""
    reached = scope_of(user, Permission.VIEW).q("unit")
    return Assessment.objects.filter(reached).select_related("unit", "unit__instansi")


def tier_of(user: User, assessment: Assessment) -> str:
    """Return whose sheet a person works on: an internal evaluator's own, everybody else's the unit's."""
    return Tier.TPI if may(user, Permission.ASSESS, unit=assessment.unit) else Tier.UNIT


def may_answer(user: User, assessment: Assessment, tier: str, page: str) -> bool:
    """Say whether ``user`` may write on a page of ``tier``'s sheet; ``page`` is an area number or ``hasil``."""
    permission = Permission.ASSESS if tier == Tier.TPI else Permission.ANSWER
    if page == RESULTS:  # nobody owns Hasil as an area, so it takes somebody who may answer every area
        return len(scope_of(user, permission).areas_of(assessment.unit)) == len(PAGES) - 1
    return may(user, permission, unit=assessment.unit, area=int(page))


PAGES = ("1", "2", "3", "4", "5", "6", RESULTS)


def branches_of(page: str, instrument: Instrument) -> tuple[Branch, ...]:
    """Return the branches that a page asks about: an area in Pemenuhan and in Reform, or the two of Hasil."""
    ids = ("H.1", "H.2") if page == RESULTS else (f"P.{page}", f"R.{page}")
    return tuple(instrument.branches[id] for id in ids)


def page_of(question_id: str) -> str:
    """Return the page on which a question is asked."""
    part, area = question_id.split(".")[:2]
    return RESULTS if part == "H" else area


def result_of(sheet: Sheet, instrument: Instrument, blank: Blank = Blank.ZERO) -> Result:
    """Return the score and gates of a sheet as they are now."""
    return result(stored.answers_of(sheet.heads, instrument), instrument, blank)


def result(answers: Answers, instrument: Instrument, blank: Blank = Blank.ZERO) -> Result:
    scored = score(instrument.root, answers, blank)
    return Result(instrument, answers, scored, gates(instrument.thresholds, scored))


def instrument_of(assessment: Assessment) -> Instrument:
    return instrument_files.load(assessment.instrument)


def standing(sheet: Sheet, question_ids: Mapping[str, object] | list[str]) -> dict[str, Revision]:
    """Return the revision that stands at each of these questions, in one query."""
    ids = [head["id"] for id, head in sheet.heads.items() if id in question_ids]
    return {found.question: found for found in Revision.objects.filter(pk__in=ids).select_related("by")}


def history(sheet: Sheet, question_id: str) -> QuerySet[Revision]:
    """Return every value a question had, newest first, texts kept aside included."""
    return sheet.revisions.filter(question=question_id).select_related("by").order_by("-number")


def present(sheet: Sheet, *, but: User, now: datetime) -> QuerySet[Presence]:
    """Return who else is at a question of this sheet."""
    seen = Presence.objects.filter(sheet=sheet, at__gte=now - PRESENT_FOR).exclude(by=but)
    return seen.select_related("by")


def intakes(assessment: Assessment) -> QuerySet[Intake]:
    """Return the workbooks that were brought to an assessment, newest first, without their content."""
    return assessment.intakes.select_related("by").defer("content")


_sheets = Prepared(Sheet, "assessment_id = %s AND tier = %s")
_assessments = Prepared(Assessment, "id = %s")
_units = Prepared(Unit, "id = %s")


def sheet_for(user: User, *, pk: int, tier: str) -> Sheet:
    """Return a sheet that ``user`` may read, with its assessment; raises Sheet.DoesNotExist as if it were missing.

    An internal evaluator's sheet is a draft that only evaluators see, until the evaluation itself shows it.
    """
    sheet = _sheets.one(pk, tier)
    sheet.assessment = _assessments.one(pk)
    sheet.assessment.unit = _units.one(sheet.assessment.unit_id)
    asked = Permission.READ_DRAFTS if sheet.tier == Tier.TPI else Permission.VIEW
    if not may(user, asked, unit=sheet.assessment.unit):
        raise Sheet.DoesNotExist
    return sheet


def listed(user: User | AnonymousUser) -> QuerySet[Sheet]:
    """Return the unit's own sheet of every assessment that ``user`` may see, for lists: without its answers."""
    reached = scope_of(user, Permission.VIEW).q("assessment__unit")
    sheets = Sheet.objects.filter(reached, tier=Tier.UNIT).defer("heads", "assessment__facts")
    return sheets.select_related("assessment__unit__instansi")


def years(user: User | AnonymousUser) -> list[int]:
    """Return the years of which ``user`` may see an assessment, newest first."""
    reached = scope_of(user, Permission.VIEW).q("unit")
    return list(Assessment.objects.filter(reached).order_by("-year").values_list("year", flat=True).distinct())


def parts_of_instansi(user: User | AnonymousUser) -> list[tuple[int, str]]:
    """Return the units with units below them among those that ``user`` reaches as a whole instansi."""
    wide = scope_of(user, Permission.VIEW).instansi
    if not wide:
        return []
    above = Unit.objects.filter(instansi_id__in=sorted(wide), children__isnull=False).distinct().order_by("name")
    return list(above.values_list("pk", "name")[:MOST_PARTS])


def in_units(user: User) -> QuerySet[Assessment]:
    """Return the assessments of the units where ``user`` works, newest first."""
    scope = scope_of(user, Permission.VIEW)
    near = Scope(units=scope.units, areas=scope.areas)
    return Assessment.objects.filter(near.q("unit")).select_related("unit__instansi").order_by("-year", "unit__name")


def unit_sheets(assessments: Iterable[Assessment]) -> QuerySet[Sheet]:
    """Return the units' own sheets of these assessments."""
    return Sheet.objects.filter(assessment__in=list(assessments), tier=Tier.UNIT)


def changed_by_others(sheets: list[Sheet], user: User) -> QuerySet[Revision]:
    """Return the last answers that other people gave on these sheets."""
    found = Revision.objects.filter(sheet__in=sheets, aside=False).exclude(by=user)
    return found.select_related("by", "sheet__assessment")[:LAST]


def set_aside_of(sheets: list[Sheet], user: User) -> list[Revision]:
    """Return the texts of ``user`` that met a newer one, until something newer was saved over it."""
    found = Revision.objects.filter(sheet__in=sheets, aside=True, by=user).select_related("by", "sheet__assessment")
    return [one for one in found[:MOST_ASIDES] if one.sheet.heads[one.question]["n"] < one.number]


def last_changes(sheet: Sheet) -> QuerySet[Revision]:
    """Return the last answers on a sheet, whoever gave them."""
    return Revision.objects.filter(sheet=sheet, aside=False).select_related("by", "sheet__assessment")[:LAST]


def to_assess(user: User) -> QuerySet[Sheet]:
    """Return the evaluator's sheets that are not finished, the unit's fullest first, with ``unit_answered``."""
    own = Sheet.objects.filter(scope_of(user, Permission.ASSESS).q("assessment__unit"), tier=Tier.TPI)
    theirs = Sheet.objects.filter(assessment=OuterRef("assessment"), tier=Tier.UNIT).values("answered")
    sheets = own.defer("heads", "assessment__facts").select_related("assessment__unit__instansi")
    unfinished = sheets.annotate(unit_answered=Subquery(theirs)).filter(answered__lt=F("unit_answered"))
    return unfinished.order_by("-unit_answered", "assessment__unit__name")


def opened_in(user: User, *, year: int) -> dict[str, int]:
    """Return how many of the units that ``user`` may open assessments for have one of ``year``, and how many not."""
    scope = scope_of(user, Permission.OPEN)
    every = Unit.objects.filter(scope.q("")).count()
    opened = Assessment.objects.filter(scope.q("unit"), year=year).count()
    return {"opened": opened, "units": every, "waiting": every - opened}


def team(unit: Unit, *, on: date) -> list[Assignment]:
    """Return who works on a unit's assessment on a day, the leader first."""
    order = {Role.KETUA: 0, Role.PIC: 1, Role.PIMPINAN: 2}
    found = valid_on(on).filter(unit=unit, role__in=list(order)).select_related("user")
    return sorted(found, key=lambda one: (order[Role(one.role)], one.area or 0, one.user.name))
