"""An instansi's own list of proofs for a question, over what the instrument lists; and the way back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bening.domain.instrument import PERIODS, Proof
from bening.evidence.actions import Refused
from bening.evidence.models import DocumentKind, SlotRule
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.audit.models import Entry
from bening.foundation.units.models import Instansi
from bening.foundation.wall.actor import as_system

MOST, LONGEST_NAME, LAST = 8, 80, 20


def rules_of(instansi: int, instrument: str) -> Mapping[str, tuple[Proof, ...]]:
    """Return the lists that an instansi made for itself, by question. One query."""
    rows = SlotRule.objects.filter(instansi=instansi, instrument=instrument)
    return {row.question: tuple(map(_proof, row.slots)) for row in rows}


@transaction.atomic
def change(
    *, instansi: Instansi, instrument: str, question: str, slots: Iterable[Proof], by: User, now: datetime
) -> SlotRule:
    """Let an instansi ask for these proofs. What is shown already stays, beside the list if its slot is gone."""
    wanted = _checked(tuple(slots))
    place: dict[str, Any] = {"instansi": instansi, "instrument": instrument, "question": question}
    before = SlotRule.objects.select_for_update().filter(**place).first()
    told = [_plain(one) for one in wanted]
    if before is not None and before.slots == told:
        return before
    rule, _made = SlotRule.objects.update_or_create(**place, defaults={"slots": told, "at": now, "by": by})
    _record(rule, before.slots if before else None, told, by=by, now=now)
    return rule


@transaction.atomic
def back_to_file(*, instansi: Instansi, instrument: str, question: str, by: User, now: datetime) -> None:
    """Ask for what the instrument lists again."""
    rule = SlotRule.objects.filter(instansi=instansi, instrument=instrument, question=question).first()
    if rule is None:
        return
    rule.delete()
    _record(rule, rule.slots, None, by=by, now=now)


def history(instansi: int, instrument: str) -> list[Entry]:
    """Return the last changes of these lists, newest first. They belong to no unit, so the system reads them."""
    label, key = SlotRule._meta.label_lower, f"{instansi}:{instrument}"
    with as_system("evidence.slots"):
        return list(Entry.objects.filter(subject=label, subject_id=key).order_by("-seq")[:LAST])


def _record(rule: SlotRule, before: object, after: object, *, by: User, now: datetime) -> None:
    subject = (SlotRule._meta.label_lower, f"{rule.instansi_id}:{rule.instrument}")
    data = {"question": rule.question, "before": before, "after": after}
    log.record("evidence.ask", on=subject, by=by, at=now, data=data)


def _plain(slot: Proof) -> dict[str, object]:
    return {**asdict(slot), "kinds": list(slot.kinds)}


def _proof(row: Mapping[str, object]) -> Proof:
    known = {name: value for name, value in row.items() if name in Proof.__dataclass_fields__}
    return Proof(**{**known, "kinds": tuple(row.get("kinds", ()))})  # type: ignore[arg-type]  # as `_plain` wrote it


def _checked(slots: tuple[Proof, ...]) -> tuple[Proof, ...]:
    if not slots:
        raise Refused(_("Sebutkan sekurangnya satu bukti, atau kembalikan ke daftar bawaan."))
    if len(slots) > MOST:
        raise Refused(_("Paling banyak %(most)d bukti untuk satu pertanyaan.") % {"most": MOST})
    if len({one.key for one in slots}) < len(slots):
        raise Refused(_("Ada dua bukti yang sama namanya."))
    for one in slots:
        if not one.name.strip() or len(one.name) > LONGEST_NAME:
            raise Refused(_("Nama bukti wajib diisi, paling panjang %(most)d huruf.") % {"most": LONGEST_NAME})
        if one.every not in PERIODS or not set(one.kinds) <= set(DocumentKind.values):
            raise Refused(_("Jenis atau kekerapan bukti tidak dikenal."))
    return slots
