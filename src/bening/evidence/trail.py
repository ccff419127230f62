"""What the audit record says of documents: the words of each act, what an entry is about, who may not read it."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, When
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from bening.evidence import queries
from bening.evidence.models import Document
from bening.foundation.accounts.models import User
from bening.foundation.audit import log
from bening.foundation.audit.models import Entry
from bening.foundation.audit.telling import Thing, tellers, veils

ACTS = {
    "evidence.add": _("Dokumen ditambahkan"),
    "evidence.replace": _("Versi baru diunggah"),
    "evidence.describe": _("Keterangan dokumen diubah"),
    "evidence.withdraw": _("Dokumen ditarik"),
    "evidence.file_left": _("Berkas dokumen yang ditarik dilepas dari penyimpanan"),
    "evidence.dispose": _("Dokumen dimusnahkan setelah masa simpan"),
    "evidence.restore": _("Penarikan dibatalkan"),
    "evidence.hold": _("Dokumen ditahan"),
    "evidence.leave": _("Berkas unggahan dibuang"),
    "evidence.release": _("Penahanan dilepas"),
    "evidence.share": _("Tautan berbagi dibuat"),
    "evidence.unshare": _("Tautan berbagi dicabut"),
    "evidence.open_share": _("Tautan berbagi dibuka"),
}
SUBJECT = Document._meta.label_lower


def announce() -> None:
    """Tell the audit record all of this."""
    for act, words in ACTS.items():
        log.name(act, words)
    tellers.add(SUBJECT, things)
    veils.add("documents that one may not see", unseen_by)


def unseen_by(user: User | AnonymousUser) -> Q:
    """Return what was done to documents that this person may not see: their title would stand there."""
    # Other subjects are no numbers, and an engine may look at both sides of an AND: hence the CASE.
    number = Case(When(Exact(OuterRef("subject"), SUBJECT), then=Cast(OuterRef("subject_id"), BigIntegerField())))
    return Q(subject=SUBJECT) & Q(~Exists(Document.objects.filter(queries.seen_by(user), pk=number)))


def things(user: User, entries: Sequence[Entry]) -> Mapping[int, Thing]:
    """Return the title of the document that each entry is about."""
    found = queries.visible_to(user).in_bulk({int(entry.subject_id) for entry in entries})
    return {entry.seq: Thing(found[int(entry.subject_id)].title) for entry in entries if int(entry.subject_id) in found}
