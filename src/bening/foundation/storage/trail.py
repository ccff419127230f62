"""How the audit record calls what happens to stored files."""

from django.utils.translation import gettext_lazy as _

from bening.foundation.audit import log

log.name("storage.damaged", _("Berkas ditemukan rusak"))
log.name("storage.mended", _("Berkas rusak pulih kembali"))
log.name("storage.infected", _("Malware ditemukan di berkas"))
