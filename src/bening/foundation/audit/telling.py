"""What packages tell of the entries they write: what each is about in words, and who may not read it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from bening.foundation.accounts.models import User
from bening.foundation.audit.models import Entry
from bening.foundation.registry import Registry


@dataclass(frozen=True, slots=True)
class Thing:
    """What an entry is about, and where it stands for this reader; no address when they may not open it."""

    words: str
    address: str = ""


Tell = Callable[[User, Sequence[Entry]], Mapping[int, Thing]]  # by the number of the entry
Veil = Callable[[User | AnonymousUser], Q]  # the entries that a person may not read; ``written`` is the data as text

tellers: Registry[Tell] = Registry("subject of the audit record")
veils: Registry[Veil] = Registry("veil over the audit record")


def things(user: User, entries: Sequence[Entry]) -> dict[int, Thing]:
    """Return in words what each entry is about, asking each package once."""
    told = {entry.seq: Thing(entry.subject_id) for entry in entries}
    for subject in {entry.subject for entry in entries}:
        if subject in tellers:
            told |= tellers[subject](user, [entry for entry in entries if entry.subject == subject])
    return told
