"""The two engines behind the search: FTS5 in SQLite, GIN indexes over tsvector in PostgreSQL.

Only `words.wanted` speaks to them: an engine is given words of letters and digits, quoted by us.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet

from bening.evidence.models import Document
from bening.evidence.search.words import Wanted

COLUMNS = "places, title, tags, name, text"
VALUES = "%(places)s, %(title)s, %(tags)s, %(name)s, %(text)s"
HEADING = "%(places)s::text, %(title)s::text, %(tags)s::text, %(name)s::text"
TABLE = "evidence_search"
INDEXED_BEGINNING = 6  # letters: FTS5 keeps the places of shorter beginnings by themselves
MOST_ENDINGS = 200
VOCABULARY = f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{TABLE}_words USING fts5vocab('main', '{TABLE}', 'row')"


class Engine(ABC):
    """What differs between the databases."""

    put: ClassVar[tuple[str, ...]]  # given the document's key as ``pk``, and the columns by name
    newest: ClassVar[str]

    def bound(self, asked: tuple[Wanted, ...]) -> tuple[Wanted, ...]:
        """Return what is asked for with beginnings that would cost too much spelled out, as far as it goes."""
        return asked

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

    def bound(self, asked: tuple[Wanted, ...]) -> tuple[Wanted, ...]:
        """Spell out a long beginning that fits too many words: the engine would read the places of every one.

        Short ones have an index of their own.
        """
        long = [one for one in asked if one.begins and len(one.words[-1]) > INDEXED_BEGINNING]
        if not long:
            return asked
        most = MOST_ENDINGS // len(long)
        with connection.cursor() as cursor:
            cursor.execute(VOCABULARY)
            return tuple(_spelled(cursor, one, most) if one in long else one for one in asked)

    def narrow(
        self, documents: QuerySet[Document], asked: tuple[Wanted, ...], places: tuple[str, ...], *, heading: bool
    ) -> QuerySet[Document]:
        columns = "{title tags name}" if heading else "{title tags name text}"
        words = " AND ".join(map(_question, asked))
        question = f"({columns} : ({words}))"
        if places:
            question = f"({{places}} : ({' OR '.join(places)})) AND {question}"
        return documents.extra(  # noqa: S610 -- our own names, the question is a parameter
            tables=[TABLE],
            # The sign keeps the database from asking the index once for every document.
            where=["evidence_document.id = +evidence_search.rowid", "evidence_search MATCH %s"],
            params=[question],
        )


def _question(one: Wanted) -> str:
    if one.endings:
        return "(" + " OR ".join(f'"{word}"' for word in one.endings) + ")"
    return f'"{" ".join(one.words)}"{"*" if one.begins else ""}'


def _spelled(cursor: CursorWrapper, one: Wanted, most: int) -> Wanted:
    word = one.words[-1]
    cursor.execute(
        f"SELECT term FROM temp.{TABLE}_words WHERE term >= %s AND term < %s ORDER BY term LIMIT %s",  # noqa: S608 -- our own names
        [word, f"{word}\U0010ffff", most + 1],
    )
    found = tuple(row[0] for row in cursor.fetchall())
    return replace(one, endings=found[:most]) if len(found) > most else one


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
