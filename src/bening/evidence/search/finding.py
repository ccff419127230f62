"""Ask the index, as one person: what they may not see is neither found nor counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from bening.evidence.models import Document, Reading
from bening.evidence.queries import visible_to
from bening.evidence.search.engines import engine
from bening.evidence.search.places import places_for
from bening.evidence.search.words import WORD, Wanted, wanted, words_of
from bening.foundation.accounts.models import User

MOST = 200  # hits; whoever finds more asks more narrowly
AROUND = 90  # characters of a text before and after the first hit
LOOKED_AT = 200_000


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: keys in the order of showing, and whether there would be more."""

    keys: tuple[int, ...]
    more: bool = False


def search(user: User, typed: str, documents: QuerySet[Document] | None = None) -> Found:
    """Return what ``user`` may see and what holds all that is asked for: titles first, then texts, newest first.

    ``documents`` narrows further; whatever it is, only visible ones come back.
    """
    asked = wanted(typed)
    if not asked:
        return Found(())
    seen = visible_to(user) if documents is None else documents & visible_to(user)
    seen = seen.select_related(None).order_by()
    places, database = places_for(user), engine()
    asked = database.bound(asked)
    cut = any(one.endings for one in asked)
    keys: list[int] = []
    for heading in (True, False):
        found = database.narrow(seen, asked, places, heading=heading).extra(order_by=[database.newest])
        keys += [key for key in found.values_list("pk", flat=True)[: MOST + 1] if key not in keys]
        if len(keys) > MOST:
            break
    return Found(tuple(keys[:MOST]), more=cut or len(keys) > MOST)


def snippets(documents: Sequence[Document], typed: str) -> dict[int, SafeString]:
    """Return, by document, the place of its text where a word was found: escaped, the words marked."""
    asked = wanted(typed)
    contents = {one.latest.sha256: one.pk for one in documents if one.latest and one.withdrawn_at is None}
    texts = Reading.objects.filter(pk__in=list(contents)).values_list("pk", "text")
    keyed = dict(texts)
    return {
        one.pk: found
        for one in documents
        if one.latest and one.latest.sha256 in contents
        if (found := snippet(keyed.get(one.latest.sha256, ""), asked))
    }


def snippet(text: str, asked: tuple[Wanted, ...]) -> SafeString:
    """Return the surroundings of the first hit, escaped; empty when the text has none."""
    text = text[:LOOKED_AT]
    hits = [word for word in WORD.finditer(text) if _asked_for(word.group(), asked)]
    if not hits:
        return SafeString("")
    first = hits[0]
    start, end = max(0, first.start() - AROUND), min(len(text), first.end() + AROUND)
    pieces: list[tuple[SafeString, SafeString]] = []
    here = start
    for hit in (one for one in hits if one.end() <= end):
        marked = format_html_join("", "<mark>{}</mark>", [(hit.group(),)])
        pieces.append((conditional_escape(text[here : hit.start()]), marked))
        here = hit.end()
    shown = format_html_join("", "{}{}", pieces) + conditional_escape(text[here:end])
    return SafeString(("…" if start else "") + shown + ("…" if end < len(text) else ""))


def _asked_for(word: str, asked: tuple[Wanted, ...]) -> bool:
    plain = "".join(words_of(word))
    return any(plain.startswith(one.words[-1]) if one.begins else plain in one.words for one in asked)
