"""How the audit record calls what happens to units."""

from django.utils.translation import gettext_lazy as _

from bening.foundation.audit import log

for act, words in (
    ("units.add", _("Unit ditambahkan")),
    ("units.change", _("Unit diubah")),
    ("units.close", _("Unit ditutup")),
    ("units.reopen", _("Unit dibuka lagi")),
    ("units.add_instansi", _("Instansi ditambahkan")),
    ("units.change_instansi", _("Instansi diubah")),
    ("units.import", _("Unit diimpor")),
):
    log.name(act, words)
