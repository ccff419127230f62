from django.utils.translation import gettext_lazy as _

from bening.foundation.navigation import Place, announce
from bening.foundation.units.permissions import Permission

announce(Place(name="units:index", label=_("Unit"), icon="units", permission=Permission.VIEW, order=80))
