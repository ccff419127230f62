"""Who a session belongs to: allauth's way in, and one prepared look-up at every request after it."""

from allauth.account.auth_backends import AuthenticationBackend

from bening.foundation.accounts.models import User
from bening.foundation.prepared import Prepared

people = Prepared(User, "id = %s")


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    def get_user(self, user_id: int) -> User | None:
        found = people.all(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
