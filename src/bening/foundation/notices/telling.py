"""Tell people something: it is kept until they read it."""

from datetime import datetime

from bening.foundation.accounts.models import User
from bening.foundation.notices.models import Notice


class NotOneLine(ValueError):
    """A text for the head of a letter that has lines in it, with which somebody could write heads of their own."""


def one_line(text: str) -> str:
    if any(sign < " " or sign in "\x7f\x85\u2028\u2029" for sign in text):
        raise NotOneLine
    return text


def tell(person: User, *, key: str, subject: str, sentence: str, link: str, at: datetime) -> Notice:
    """Tell a person something once."""
    one_line(subject)
    one_line(link)
    told = {"subject": subject[:200], "sentence": sentence, "link": link, "at": at}
    notice, _made = Notice.objects.get_or_create(person=person, key=key, defaults=told)
    return notice
