"""The places a person works in: each package announces its own in its ``navigation.py``."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise

from bening.foundation.access import may
from bening.foundation.accounts.models import User
from bening.foundation.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of the menu: shown to whoever holds ``permission``, in ``order``."""

    name: str  # the URL name
    label: str | Promise
    icon: str  # a file in templates/ui/icons
    permission: str
    order: int
    short: str | Promise = ""  # where there is room for one word only


places: Registry[Place] = Registry("place")


def announce(place: Place) -> None:
    """Add a line to the menu."""
    places.add(place.name, place)


def places_for(user: User | AnonymousUser) -> list[Place]:
    """Return the lines that ``user`` sees."""
    return sorted((one for one in places if may(user, one.permission)), key=lambda one: one.order)
