"""What signing in leaves in the audit record, its words, and what the person is told of it."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from bening.foundation import notices
from bening.foundation.accounts.models import User
from bening.foundation.audit import log

log.name("signin.factor_added", _("Faktor kedua dipasang"))
log.name("signin.factor_removed", _("Faktor kedua dilepas"))
log.name("signin.factors_cleared", _("Faktor kedua dihapus oleh admin"))
log.name("signin.codes_made", _("Kode cadangan baru dibuat"))
log.name("signin.sessions_ended", _("Sesi diakhiri oleh admin"))


def factor_added(factor: Authenticator, *, by: User, now: datetime) -> None:
    log.record("signin.factor_added", on=factor.user, by=by, at=now, data={"kind": str(factor.type)})
    _tell(factor.user, say("Faktor kedua dipasang"), now=now)


def factor_removed(factor: Authenticator, *, by: User, now: datetime) -> None:
    log.record("signin.factor_removed", on=factor.user, by=by, at=now, data={"kind": str(factor.type)})
    _tell(factor.user, say("Faktor kedua dilepas"), now=now)


def codes_made(codes: Authenticator, *, by: User, now: datetime) -> None:
    log.record("signin.codes_made", on=codes.user, by=by, at=now)
    _tell(codes.user, say("Kode cadangan dibuat"), now=now)


def factors_cleared(person: User, *, by: User, now: datetime) -> None:
    log.record("signin.factors_cleared", on=person, by=by, at=now)


def sessions_ended(person: User, *, by: User, now: datetime, count: int) -> None:
    log.record("signin.sessions_ended", on=person, by=by, at=now, data={"count": count})


def _tell(person: User, what: str, *, now: datetime) -> None:
    notices.tell(
        person,
        key=f"signin:{what}:{now.isoformat()}",
        subject=what,
        sentence=say("Bila ini bukan Anda, ubah kata sandi, akhiri sesi yang lain, lalu hubungi admin instansi."),
        link=reverse("profile"),
        at=now,
    )
