"""What the audit record says of assessments: the words of each act, what an entry is about, who may not read it."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bening.assessment import derived, queries
from bening.assessment.models import Assessment, Intake, Revision, Tier
from bening.assessment.permissions import Permission
from bening.foundation.access import may, scope_of
from bening.foundation.accounts.models import User
from bening.foundation.audit import bound, log, rows
from bening.foundation.audit.models import Entry
from bening.foundation.audit.telling import Thing, tellers, veils

ACTS = {
    "assessment.open": gettext_lazy("Penilaian dibuka"),
    "assessment.answer": gettext_lazy("Jawaban disimpan"),
    "assessment.set_aside": gettext_lazy("Jawaban disisihkan"),
    "assessment.preview_intake": gettext_lazy("Buku kerja dibaca"),
    "assessment.take_in": gettext_lazy("Buku kerja diimpor"),
    "assessment.drop_intake": gettext_lazy("Impor dibatalkan"),
    "assessment.state_facts": gettext_lazy("Prasyarat diisi"),
    "assessment.rescore": gettext_lazy("Nilai dihitung ulang"),
    "assessment.pack": gettext_lazy("Paket bukti dibuat"),
}
OF_TPI = '"tier":"tpi"'  # as canonical JSON writes it; inside a text its quotes would be escaped


def announce() -> None:
    """Tell the audit record all of this."""
    for act, words in ACTS.items():
        log.name(act, words)
    tellers.add(Assessment._meta.label_lower, things)
    veils.add("drafts of evaluators", drafts_not_for)
    bound.bind(Assessment)
    bound.bind(Revision)
    bound.bind(Intake, leaving_out={"content"})  # its entry holds the hash of the file
    rows.derived.add("sheets of assessments", derived.sheets)


def drafts_not_for(user: User | AnonymousUser) -> Q:
    """Return what was done on evaluators' sheets that are not for this person: a draft stays theirs."""
    return Q(written__contains=OF_TPI) & ~scope_of(user, Permission.TRACE_DRAFTS).q("unit")


def things(user: User, entries: Sequence[Entry]) -> Mapping[int, Thing]:
    """Return which unit, year and question, or which workbook, each entry is about."""
    ids = {int(entry.subject_id) for entry in entries}
    found = {str(one.pk): one for one in queries.visible_to(user).filter(pk__in=ids)}
    return {entry.seq: _thing(user, entry, found[entry.subject_id]) for entry in entries if entry.subject_id in found}


def _thing(user: User, entry: Entry, assessment: Assessment) -> Thing:
    tier = entry.data.get("tier", Tier.UNIT)
    name = f"{assessment.unit.short_name} {assessment.year}"
    if tier == Tier.TPI:
        name = _("%(name)s, lembar TPI") % {"name": name}
    if id := entry.data.get("question"):
        question = queries.instrument_of(assessment).questions.get(id)
        words = f"{name}: {id} {question.short}" if question else f"{name}: {id}"
        address = reverse("assessment:history", args=[assessment.pk, tier, id])
    else:
        file = entry.data.get("file")
        words = f"{name}: {file}" if file else name
        view = "facts" if entry.act == "assessment.state_facts" else "overview"
        address = reverse(f"assessment:{view}", args=[assessment.pk])
    may_open = tier != Tier.TPI or may(user, Permission.READ_DRAFTS, unit=assessment.unit)
    return Thing(words, address if may_open else "")
