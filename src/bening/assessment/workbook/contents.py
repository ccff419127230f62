"""What people put into an LKE, for one or more tiers: answers, notes, evidence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bening.domain.answers import Answers

LINK = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A description of the proof and the links to it. Made by ``evidence``, which gives equal things equal form."""

    text: str = ""
    links: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(part for part in (self.text, *self.links) if part)


def evidence(*texts: str, links: tuple[str, ...] = ()) -> Evidence | None:
    """Return the evidence in ``texts``: lines at the end that are a link, and nothing else, are the links."""
    lines = "\n".join(text for text in texts if text.strip()).split("\n")
    found: list[str] = []
    while lines and (not lines[-1].strip() or LINK.fullmatch(lines[-1].strip())):
        line = lines.pop().strip()
        if line:
            found.insert(0, line)
    said = "\n".join(lines)
    unique = tuple(dict.fromkeys([*found, *(link.strip() for link in links)]))
    return Evidence(said, unique) if said or unique else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything by tier ("unit", "tpi"), then by question."""

    answers: Mapping[str, Answers] = field(default_factory=dict)
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    evidence: Mapping[str, Mapping[str, Evidence]] = field(default_factory=dict)
