"""The line of values that each answer of a sheet has had."""

from datetime import datetime

from django.db.models import QuerySet

from bening.assessment.intake import Fields
from bening.assessment.models import Revision, Sheet
from bening.foundation.accounts.models import User


def current(sheet: Sheet) -> QuerySet[Revision]:
    """Return the revision that stands at each answered question."""
    return Revision.objects.filter(pk__in=[head["id"] for head in sheet.heads.values()]).select_related("by")


def fields_of(revision: Revision) -> Fields:
    return revision.answer, revision.note, revision.link


def new_revision(
    sheet: Sheet,
    question_id: str,
    fields: Fields,
    *,
    by: User,
    now: datetime,
    source: str = "",
    number: int | None = None,
) -> Revision:
    """Return an unsaved revision, with the question's next number unless one is given."""
    value, note, link = fields
    return Revision(
        sheet=sheet,
        question=question_id,
        number=_next_number(sheet, question_id) if number is None else number,
        answer=value,
        note=note,
        link=link,
        source=source,
        at=now,
        by=by,
    )


def _next_number(sheet: Sheet, question_id: str) -> int:
    """Return the number of a question's next revision; texts kept aside have theirs in the same line."""
    head = sheet.heads.get(question_id)
    return head["top"] + 1 if head else 1


def put_on_top(sheet: Sheet, revision: Revision) -> None:
    number = revision.number
    sheet.heads[revision.question] = {"n": number, "id": revision.pk, "a": revision.answer, "top": number}
