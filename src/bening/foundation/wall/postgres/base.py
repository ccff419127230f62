"""Tells PostgreSQL, before the first statement that it matters to, on whose behalf the statements come."""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from bening.foundation.wall.actor import Actor, current

APP_ROLE = "bening_app"

# One statement for the role and the facts. The role is dropped only where it was laid: before the first `migrate`
# there is none, and a server whose owner may not make roles works without it (docs/operations.md).
ROLE = (
    "SELECT set_config('role', CASE WHEN %s AND EXISTS ("
    "SELECT FROM pg_roles WHERE rolname = 'bening_app' AND pg_has_role(session_user, oid, 'MEMBER')"
    ") THEN 'bening_app' ELSE 'none' END, false), "
)
WHO = (
    "set_config('bening.actor', %s, false), set_config('bening.near', %s, false), set_config('bening.broad', %s, false)"
)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that knows what it told its server about who acts."""

    said: Actor | None = None

    def __init__(self, *given: Any, **settings: Any) -> None:
        super().__init__(*given, **settings)
        self.execute_wrappers.append(self._in_their_name)

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ANN401 -- as Django has it
        actor = current()
        if self.said is not actor:
            self._say(actor)
        return super().create_cursor(name)

    def _in_their_name(self, execute: Callable[..., Any], *statement: Any) -> Any:  # noqa: ANN401 -- as Django has it
        """Look again at each statement: a cursor may outlive the one for whom it was made."""
        actor = current()
        if self.said is not actor:
            self._say(actor)
        return execute(*statement)

    def _say(self, actor: Actor) -> None:
        raw = self.connection
        if raw is None or raw.info.transaction_status == TransactionStatus.INERROR:
            return  # nothing is answered before the rollback, and after it we say it again
        facts = (actor.name, actor.near, actor.broad)
        cursor = raw.cursor()  # binds in the client: one trip instead of three
        if self.said is None or self.said.owner != actor.owner:
            cursor.execute(f"{ROLE}{WHO}", (not actor.owner, *facts))
        elif self.said != actor:
            cursor.execute(f"SELECT {WHO}", facts)
        cursor.close()
        self.said = actor

    def init_connection_state(self) -> None:
        self.said = None  # a connection of the pool remembers its last user
        super().init_connection_state()

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        self.said = None  # what was said inside is forgotten as well

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # the stubs leave it out
        self.said = None
