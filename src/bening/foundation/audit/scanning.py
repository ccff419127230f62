"""Hash the record as fast as the machine can, in blocks: the database writes the text of each entry, we only hash it.

This says "these entries are what was written" or nothing: what it cannot vouch for, `chain` reads slowly and names.
It runs in this process or, for long records, in several of its own (``python -m bening.foundation.audit.scanning``),
and therefore knows neither Django nor the settings.
"""

import hashlib
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bening.foundation.audit import merkle

TILE = 256  # entries under one stored hash of the tree
BLOCK = 16 * TILE
DIGEST = 32

Rows = Callable[[str, Sequence[Any]], Sequence[Sequence[Any]]]

TEXTS = {
    "sqlite": """
SELECT CAST(group_concat(t, char(10)) AS BLOB), group_concat(hash, ''), group_concat(previous, '') FROM (
  SELECT json_array(seq, replace(at, ' ', 'T') || CASE length(at) WHEN 19 THEN '.000000' ELSE '' END || '+00:00',
         by_id, by_name, act, subject, subject_id, unit_id, data, previous) AS t, hash, previous
  FROM audit_entry WHERE seq >= {} AND seq < {} ORDER BY seq)""",
    "postgresql": """
SELECT string_agg(t, chr(10) ORDER BY seq), string_agg(hash, '' ORDER BY seq), string_agg(previous, '' ORDER BY seq)
FROM (
  SELECT '[' || seq || ',"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00",'
         || coalesce(by_id::text, 'null') || ',' || to_json(by_name::text) || ',' || to_json(act::text) || ','
         || to_json(subject::text) || ',' || to_json(subject_id::text) || ',' || coalesce(unit_id::text, 'null') || ','
         || to_json(data::text) || ',"' || previous || '"]' AS t, hash, previous, seq
  FROM audit_entry WHERE seq >= {} AND seq < {} ORDER BY seq) AS entries""",
}
AS_SYSTEM = "SELECT set_config('bening.actor', 'system:audit', false), set_config('bening.near', ',*:*,', false)"
HASH_BEFORE = "SELECT hash FROM audit_entry WHERE seq = {}"


def scan(rows: Rows, vendor: str, mark: str, *, first: int, last: int) -> tuple[int, list[bytes]]:
    """Hash the entries from ``first`` up to ``last`` and return the last one that is whole, with the tree's tiles.

    ``first`` begins a tile. Each full or begun tile gives one hash. Stops before the first block with anything odd.
    """
    statement = TEXTS[vendor].format(mark, mark)
    tiles: list[bytes] = []
    before = "0" * 64
    if first > 1:
        found = rows(HASH_BEFORE.format(mark), [first - 1])
        if not found:
            return first - 1, []
        before = found[0][0]
    for low in range(first, last + 1, BLOCK):
        high = min(low + BLOCK - 1, last)
        try:
            texts, hashes, previous = rows(statement, [low, high + 1])[0]
            digests = _whole(texts, hashes, previous, before=before, count=high - low + 1)
        except (ValueError, sqlite3.Error):  # SQLite lets anything stand in any column
            digests = None
        if digests is None:
            return low - 1, tiles
        tiles += tiles_of(digests)
        before = hashes[-64:]
    return last, tiles


def tiles_of(digests: Sequence[bytes]) -> list[bytes]:
    """Return the root of each tile over these entries' hashes."""
    sha256 = hashlib.sha256
    leaves = [sha256(b"\x00" + one).digest() for one in digests]
    return [merkle.root(leaves[low : low + TILE]) for low in range(0, len(leaves), TILE)]


def _whole(texts: bytes | str | None, hashes: str, previous: str, *, before: str, count: int) -> list[bytes] | None:
    """Return the hashes of a block of entries, None unless all are there, linked, and hash to what they say."""
    if texts is None:
        return None
    sha256 = hashlib.sha256
    lines = (texts.encode() if isinstance(texts, str) else texts).split(b"\n")
    digests = [sha256(line).digest() for line in lines]
    if len(digests) != count or b"".join(digests).hex() != hashes or before + hashes[:-64] != previous:
        return None
    return digests


@contextmanager
def opened(vendor: str, where: dict[str, Any]) -> Iterator[tuple[Rows, str]]:
    """Open a connection of our own, for reading."""
    if vendor == "sqlite":
        database = sqlite3.connect(f"file:{where['path']}?mode=ro", uri=True)
        database.execute("PRAGMA mmap_size=1073741824")
        try:
            yield (lambda sql, values: database.execute(sql, values).fetchall()), "?"
        finally:
            database.close()
        return
    import psycopg  # noqa: PLC0415 -- only this engine's

    with psycopg.connect(**where, autocommit=True) as server:
        server.execute(AS_SYSTEM)
        yield (lambda sql, values: server.execute(sql, values).fetchall()), "%s"


def main() -> None:
    """Scan the range that stands in the input; write how far it is whole, then the tiles."""
    asked = json.load(sys.stdin)
    with opened(asked["vendor"], asked["where"]) as (rows, mark):
        whole, tiles = scan(rows, asked["vendor"], mark, first=asked["first"], last=asked["last"])
    sys.stdout.buffer.write(whole.to_bytes(8) + b"".join(tiles))


if __name__ == "__main__":
    main()
