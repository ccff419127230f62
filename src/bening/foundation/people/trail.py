"""How the audit record calls what happens to people."""

from django.utils.translation import gettext_lazy as _

from bening.foundation.audit import log

for act, words in (
    ("people.add", _("Akun dibuat")),
    ("people.change", _("Data orang diubah")),
    ("people.deactivate", _("Akun dinonaktifkan")),
    ("people.reactivate", _("Akun diaktifkan lagi")),
    ("people.grant", _("Peran diberikan")),
    ("people.end", _("Peran diakhiri")),
    ("people.invite", _("Undangan dikirim")),
    ("people.accept", _("Undangan diterima")),
    ("people.propose", _("Usulan diajukan")),
    ("people.decide", _("Usulan diputuskan")),
    ("people.withdraw", _("Usulan dicabut")),
    ("people.conflict", _("Benturan kepentingan dinyatakan")),
    ("people.lift", _("Benturan kepentingan dicabut")),
    ("people.export", _("Data pribadi diekspor")),
    ("people.import", _("Data orang diimpor")),
):
    log.name(act, words)
