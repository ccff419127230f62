"""Conflicts of interest: declared by the person or an admin, they hold at once; another admin lifts them (S21)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bening.domain.duties import lifts_own_conflict, refuse
from bening.foundation.accounts.models import Conflict, User
from bening.foundation.accounts.queries import persons_of
from bening.foundation.audit import log
from bening.foundation.people.proposals import Refused
from bening.foundation.units.models import Unit


@transaction.atomic
def declare(person: User, *, unit: Unit, reason: str, by: User, now: datetime) -> Conflict:
    """Shut ``person`` out of judging ``unit`` from this moment on."""
    if not reason.strip():
        raise Refused(_("Tulis secara singkat apa benturannya."))
    try:
        with transaction.atomic():
            made = Conflict.objects.create(
                user=person, unit=unit, reason=reason.strip(), declared_at=now, declared_by=by
            )
    except IntegrityError as wrong:
        raise Refused(_("Benturan dengan unit ini sudah dinyatakan dan masih berlaku.")) from wrong
    log.record("people.conflict", on=made, by=by, at=now, unit=unit, data={"user": person.pk})
    return made


@transaction.atomic
def lift(conflict: Conflict, *, why: str, by: User, now: datetime) -> Conflict:
    """Let the person in again. Raises Separated for whoever declared it or is meant by it."""
    refuse(lifts_own_conflict(declarers={conflict.declared_by_id}, subjects={conflict.user_id}, lifters=persons_of(by)))
    if not why.strip():
        raise Refused(_("Tulis alasan pencabutan."))
    conflict = Conflict.objects.select_for_update().get(pk=conflict.pk)
    if conflict.lifted_at is None:
        conflict.lifted_at, conflict.lifted_by, conflict.lifted_why = now, by, why.strip()
        conflict.save()
        log.record("people.lift", on=conflict, by=by, at=now, unit=conflict.unit, data={"why": conflict.lifted_why})
    return conflict
