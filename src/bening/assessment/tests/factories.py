"""Assessments and answers for tests; the people come from ``tests/people.py``."""

from datetime import UTC, datetime
from decimal import Decimal

from bening.assessment import actions
from bening.assessment.actions import Typed
from bening.assessment.editions import instrument_files
from bening.assessment.models import Assessment, Sheet, Tier
from bening.domain.instrument import Choice, Index, Question
from bening.foundation.accounts.models import User
from bening.foundation.units.models import Unit

NOW = datetime(2026, 11, 20, 3, 21, 5, tzinfo=UTC)  # 10.21.05 in Jakarta


def opened(unit: Unit, *, by: User, year: int = 2026, target: str = "WBK") -> Assessment:
    """Open an assessment as the page does."""
    return actions.open_assessment(unit=unit, year=year, target=target, by=by, now=NOW)


def sheet_of(assessment: Assessment, tier: str = Tier.UNIT) -> Sheet:
    return Sheet.objects.select_related("assessment__unit__instansi").get(assessment=assessment, tier=tier)


def answered(assessment: Assessment, question_id: str, answer, *, by: User, tier: str = Tier.UNIT, **typed):
    """Answer one question on top of what stands there, and return what came of it."""
    head = sheet_of(assessment, tier).heads.get(question_id)
    seen = typed.pop("seen", head["n"] if head else 0)
    now = typed.pop("now", NOW)
    given = Typed(answer=answer, seen=seen, **typed)
    return actions.answer(assessment=assessment, tier=tier, question_id=question_id, typed=given, by=by, now=now)


def best_answer(question: Question):
    """Return an answer that earns everything."""
    match question.scale:
        case Choice(options=options):
            return options[0].letter
        case Index(top=top):
            return Decimal(top)
        case scale:  # reductions earn most when nothing is left; every other share when all is done
            counts = dict.fromkeys(scale.keys, 2)
            counts.update(dict.fromkeys(scale.denominator.keys, 2))
            if len(scale.numerator.terms) > 1:
                counts["kini"] = 0
            elif len(scale.denominator.terms) > 1:
                counts[scale.numerator.keys[0]] = 2 * len(scale.denominator.terms)
            return counts


def fill(assessment: Assessment, *, by: User, tier: str = Tier.UNIT, but: tuple[str, ...] = ()) -> Sheet:
    """Answer every question as well as can be, except those in ``but``."""
    for question in instrument_files.load(assessment.instrument).questions.values():
        if question.id not in but:
            answered(assessment, question.id, best_answer(question), by=by, tier=tier)
    return sheet_of(assessment, tier)
