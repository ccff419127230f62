"""Keep the index in step with the documents, in the transaction that changes them."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from bening.evidence.models import Document, Reading
from bening.evidence.search.engines import engine
from bening.evidence.search.places import places_of
from bening.evidence.search.words import indexed

LONGEST_TEXT = 200_000  # characters of a file that are indexed: its first hundred pages
AT_ONCE = 500


def index(document: Document) -> None:
    """Index a document as it stands. One that was withdrawn is found by its title, no more by its file's words."""
    latest = document.latest
    withdrawn = document.withdrawn_at is not None
    read = "" if withdrawn or latest is None else _text(latest.sha256)
    engine().keep(
        {
            "pk": document.pk,
            "places": places_of(
                unit=document.unit_id,
                instansi=document.unit.instansi_id,
                classification=document.classification,
                area=document.area,
            ),
            "title": indexed(document.title),
            "tags": indexed(" ".join(document.tags)),
            "name": indexed(latest.name) if latest else "",
            "text": indexed(read),
        }
    )


def index_content(sha256: str) -> None:
    """Index every document whose newest version is this content: its words were read, or read anew."""
    with transaction.atomic():
        index_all(Document.objects.filter(latest__blob_id=sha256))


def read_again(instance: Reading, **_signal: Any) -> None:
    """Follow a reading into the index; whoever writes readings in bulk calls `index_content` or `index_all`."""
    index_content(instance.pk)


def index_all(documents: Iterable[Document] | None = None) -> int:
    """Index many documents, or all of them, and return how many."""
    found = Document.objects.all() if documents is None else documents
    counted = 0
    for document in _whole(found):
        index(document)
        counted += 1
    return counted


def _whole(documents: Iterable[Document]) -> Iterable[Document]:
    if hasattr(documents, "select_related"):
        return documents.select_related("unit", "latest").iterator(chunk_size=AT_ONCE)  # type: ignore[no-any-return]  # a queryset
    return documents


def _text(sha256: str) -> str:
    found = Reading.objects.filter(pk=sha256).values_list("text", flat=True).first()
    return (found or "")[:LONGEST_TEXT]
