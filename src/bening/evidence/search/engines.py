"""The two engines behind the search: FTS5 in SQLite, GIN indexes over tsvector in PostgreSQL.

Only `words.wanted` speaks to them: an engine is given words of letters and digits, quoted by us.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from django.db import connection
from django.db.models import QuerySet

from bening.evidence.models import Document
from bening.evidence.search.words import Wanted

COLUMNS = "places, title, tags, name, text"
VALUES = "%(places)s, %(title)s, %(tags)s, %(name)s, %(text)s"
HEADING = "%(places)s::text, %(title)s::text, %(tags)s::text, %(name)s::text"
TABLE = "evidence_search"


class Engine(ABC):
    """What differs between the databases."""

    put: ClassVar[tuple[str, ...]]  # given the document's key as ``pk``, and the columns by name
    newest: ClassVar[str]

    @abstractmethod
    def narrow(
        self, documents: QuerySet[Document], asked: tuple[Wanted, ...], places: tuple[str, ...], *, heading: bool
    ) -> QuerySet[Document]:
        """Return the documents that hold everything asked for; with ``heading``, in title, tags or file name."""

    def keep(self, values: Mapping[str, str | int]) -> None:
        """Index one document anew."""
        with connection.cursor() as cursor:
            for statement in self.put:
                cursor.execute(statement, values)


class Sqlite(Engine):
    """One FTS5 table whose rowid is the document's key."""

    put = (
        f"DELETE FROM {TABLE} WHERE rowid = %(pk)s",  # noqa: S608 -- our own names
        f"INSERT INTO {TABLE} (rowid, {COLUMNS}) VALUES (%(pk)s, {VALUES})",  # noqa: S608 -- our own names
    )
    newest = "-evidence_search.rowid"

    def narrow(
        self, documents: QuerySet[Document], asked: tuple[Wanted, ...], places: tuple[str, ...], *, heading: bool
    ) -> QuerySet[Document]:
        columns = "{title tags name}" if heading else "{title tags name text}"
        words = " AND ".join(f'"{" ".join(one.words)}"{"*" if one.begins else ""}' for one in asked)
        question = f"({columns} : ({words}))"
        if places:
            question = f"({{places}} : ({' OR '.join(places)})) AND {question}"
        return documents.extra(  # noqa: S610 -- our own names, the question is a parameter
            tables=[TABLE],
            # The sign keeps the database from asking the index once for every document.
            where=["evidence_document.id = +evidence_search.rowid", "evidence_search MATCH %s"],
            params=[question],
        )


class Postgresql(Engine):
    """A table beside the documents with two vectors, so that no question needs to look into a vector again."""

    put = (
        f"""INSERT INTO {TABLE} (document_id, heading, whole) VALUES (%(pk)s,
        to_tsvector('simple', concat_ws(' ', {HEADING})),
        to_tsvector('simple', concat_ws(' ', {HEADING}, %(text)s::text)))
        ON CONFLICT (document_id) DO UPDATE SET heading = EXCLUDED.heading, whole = EXCLUDED.whole""",  # noqa: S608 -- ours
    )
    newest = "-evidence_search.document_id"

    def narrow(
        self, documents: QuerySet[Document], asked: tuple[Wanted, ...], places: tuple[str, ...], *, heading: bool
    ) -> QuerySet[Document]:
        words = " & ".join(f"({_beside(one)})" for one in asked)
        question = f"({' | '.join(places)}) & {words}" if places else words
        column = "heading" if heading else "whole"
        return documents.extra(  # noqa: S610 -- our own names, the question is a parameter
            tables=[TABLE],
            where=[
                "evidence_document.id = evidence_search.document_id",
                f"evidence_search.{column} @@ to_tsquery('simple', %s)",
            ],
            params=[question],
        )


def _beside(one: Wanted) -> str:
    *before, last = (f"'{word}'" for word in one.words)
    return " <-> ".join([*before, last + (":*" if one.begins else "")])


def engine() -> Engine:
    return Postgresql() if connection.vendor == "postgresql" else Sqlite()
