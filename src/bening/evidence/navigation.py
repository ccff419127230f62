from django.utils.translation import gettext_lazy as _

from bening.evidence.permissions import Permission
from bening.foundation.navigation import Place, announce

announce(Place(name="evidence:index", label=_("Bukti"), icon="evidence", permission=Permission.VIEW, order=30))
