from django.utils.translation import gettext_lazy as _

from bening.foundation.navigation import Place, announce
from bening.foundation.people.permissions import Permission

announce(
    Place(
        name="people:index",
        label=_("Orang dan peran"),
        icon="person",
        permission=Permission.VIEW,
        order=70,
        short=_("Orang"),
    )
)
