"""How the audit record calls what happens to background work."""

from django.utils.translation import gettext_lazy as _

from bening.foundation.audit import log

log.name("jobs.parked", _("Pekerjaan latar terhenti"))
log.name("jobs.again", _("Pekerjaan latar diulang"))
log.name("jobs.cancel", _("Pekerjaan latar dibatalkan"))
