"""What people are told: in the page and once a day by mail (`tell`), or by a letter of its own (`mail`)."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bening.foundation.accounts.models import User

__all__ = ["mail", "tell"]


def tell(person: "User", *, key: str, subject: str, sentence: str, link: str = "", at: datetime) -> None:
    """Tell a person something once; the same key again does nothing. Rises and falls with the caller's transaction."""
    from bening.foundation.notices import telling  # noqa: PLC0415 -- tables stand only once the packages are loaded

    telling.tell(person, key=key, subject=subject, sentence=sentence, link=link, at=at)


def mail(address: str, *, key: str, subject: str, body: str, at: datetime) -> None:
    """Put a letter into the outbox of the caller's transaction; the same key again does nothing."""
    from bening.foundation.notices import posting  # noqa: PLC0415 -- as above

    posting.mail(address, key=key, subject=subject, body=body, at=at)
