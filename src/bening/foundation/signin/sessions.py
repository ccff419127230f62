"""Sessions as rows of the database, as Django keeps them, found without building a query each time."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from bening.foundation.prepared import Prepared

kept = Prepared(Session, "session_key = %s")


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        for session in kept.all(self.session_key):
            if session.expire_date > timezone.now():
                return session
        self._session_key = None
        return None
