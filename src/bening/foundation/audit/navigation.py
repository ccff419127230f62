from django.utils.translation import gettext_lazy as _

from bening.foundation.audit.permissions import Permission
from bening.foundation.navigation import Place, announce

announce(Place(name="audit:index", label=_("Jejak"), icon="trail", permission=Permission.VIEW, order=90))
