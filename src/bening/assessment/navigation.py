from django.utils.translation import gettext_lazy as _

from bening.assessment.permissions import Permission
from bening.evidence.permissions import Permission as Evidence
from bening.foundation.navigation import Place, announce

announce(
    Place(
        name="assessment:work",
        label=_("Pekerjaan saya"),
        short=_("Tugas"),
        icon="work",
        permission=Permission.VIEW,
        order=10,
    ),
)
announce(
    Place(name="assessment:assessments", label=_("Penilaian"), icon="chart", permission=Permission.VIEW, order=20),
)
announce(
    Place(
        name="assessment:wanted",
        label=_("Bukti yang diminta"),
        short=_("Diminta"),
        icon="evidence",
        permission=Evidence.ASK,
        order=35,
    ),
)
