"""Sessions as rows of the database, found without building a query each time, listed and ended by person."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from bening.foundation.access import View
from bening.foundation.prepared import Prepared
from bening.foundation.signin.models import Session

kept = Prepared(Session, "session_key = %s")

SINCE, SEEN, IDLE, ADDRESS, AGENT = "since", "seen", "idle", "address", "agent"  # in the data of a session


def automatic(view: View) -> View:
    """Mark a view that pages ask by themselves: being asked does not keep a session alive."""
    vars(view)["automatic"] = True
    return view


class SessionStore(db.SessionStore):
    renew = False

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        for session in kept.all(self.session_key):
            if session.expire_date > timezone.now():
                self.renew = session.renew
                return session
        self._session_key = None
        return None

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]  # of get_model_class
        if SESSION_KEY in data:
            row.person_id = int(data[SESSION_KEY])
            row.address, row.agent = data.get(ADDRESS, ""), data.get(AGENT, "")
            row.since, row.seen = _moment(data.get(SINCE)), _moment(data.get(SEEN))
            if row.since:  # however busy: after a working day one comes in anew
                row.expire_date = min(row.expire_date, row.since + timedelta(seconds=settings.SESSION_COOKIE_AGE))
        return row


def of_person(person: int, *, now: datetime) -> QuerySet[Session]:
    """Return the sessions in which a person is signed in, the newest first."""
    return Session.objects.filter(person_id=person, expire_date__gt=now).order_by("-seen", "-since")


def end_all(person: int, *, but: str | None = None) -> int:
    """End every session of a person at once, in every process, and say how many there were."""
    return Session.objects.filter(person_id=person).exclude(session_key=but or "").delete()[0]


def renew_all(people: Iterable[int]) -> None:
    """Give every session of these people another key at its next request: old keys end then."""
    Session.objects.filter(person_id__in=list(people)).update(renew=True)


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def public_id(key: str) -> str:
    """Name a session without telling its key."""
    return salted_hmac("bening.session", key).hexdigest()[:20]
