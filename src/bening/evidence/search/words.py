"""What a person typed, taken apart into plain words. Nothing else of it ever reaches a search engine."""

import re
import unicodedata
from dataclasses import dataclass

MOST_WORDS, LONGEST_WORD, LEAST_PREFIX = 8, 40, 3
WORD = re.compile(r"[^\W_]+")
QUOTED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Wanted:
    """One demand on a document: words that stand beside one another. The last one may go on when ``begins``."""

    words: tuple[str, ...]
    begins: bool = False
    endings: tuple[str, ...] = ()  # where too many words begin so: those of them that are looked for


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are indexed: composed, lower case, letters and digits alone."""
    return [word[:LONGEST_WORD] for word in WORD.findall(unicodedata.normalize("NFKC", text).lower())]


def indexed(text: str) -> str:
    return " ".join(words_of(text))


def wanted(typed: str) -> tuple[Wanted, ...]:
    """Return what is asked for: every word, and every “quoted phrase”, at most eight of them."""
    typed = typed.replace("“", '"').replace("”", '"')
    phrases = (tuple(words_of(phrase))[:MOST_WORDS] for phrase in QUOTED.findall(typed))
    found = [Wanted(words) for words in phrases if words]
    found += [Wanted((word,), begins=len(word) >= LEAST_PREFIX) for word in words_of(QUOTED.sub(" ", typed))]
    return tuple(dict.fromkeys(found))[:MOST_WORDS]
