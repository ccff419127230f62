"""All that can be verified: the chain, the tree, the checkpoints here and elsewhere, and the rows bound by entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bening.foundation.audit import chain, checkpoints, keys, merkle, rows
from bening.foundation.audit.chain import Broken, Read
from bening.foundation.audit.models import Checkpoint, Entry, Subtree
from bening.foundation.audit.notes import Note
from bening.foundation.audit.scanning import TILE
from bening.foundation.audit.tree import BITS

ROOTS = 100  # newest checkpoints whose root is computed anew; of the others the last entry's hash, which binds as much


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was looked at and whether it is whole; if not, the first entry or row that is not, and why."""

    entries: int
    broken_at: int | None = None
    why: str = ""
    row: str = ""
    rows: int = 0
    checkpoints: int = 0

    @property
    def whole(self) -> bool:
        return not self.why


def verify(held: Mapping[str, str] | None = None) -> Outcome:
    """Verify everything; ``held`` are checkpoints that somebody kept elsewhere, by name."""
    verdict, read = chain.read_all()
    if not verdict.whole:
        return Outcome(verdict.entries, verdict.broken_at, verdict.why)
    try:
        _compare_tree(read)
        signed = _compare_checkpoints(read, held or {})
    except Broken as broken:
        return Outcome(min(read.seq, broken.at - 1), broken.at, broken.why)
    count, wrong = rows.check()
    if wrong:
        return Outcome(read.seq, wrong.seq or None, wrong.why, wrong.row, count, signed)
    return Outcome(read.seq, rows=count, checkpoints=signed)


def _compare_tree(read: Read) -> None:
    """Hold the stored tree against the one that the entries give."""
    level, nodes = 1, read.tiles[: read.seq // TILE]
    while True:
        for place, kept in Subtree.objects.filter(level=level).order_by("place").values_list("place", "hash"):
            if place >= len(nodes) or nodes[place].hex() != kept:
                first = (place << BITS * level) + 1
                raise Broken(first, _("Simpul pohon di atas entri %(first)d tidak cocok dengan entrinya."), first=first)
        if not nodes:
            return
        level, nodes = (
            level + 1,
            [merkle.root(nodes[low : low + TILE]) for low in range(0, len(nodes) // TILE * TILE, TILE)],
        )


def _compare_checkpoints(read: Read, held: Mapping[str, str]) -> int:
    """Hold every checkpoint against the entries, oldest first, and return how many there are."""
    known = keys.public_keys()
    stored = list(Checkpoint.objects.order_by("size").values_list("size", "text"))
    ours = [checkpoints.read(text, known) for _size, text in stored]
    foreign = [checkpoints.read(text, known) for text in (*held.values(), keys.newest()) if text]
    for note in foreign:
        checkpoints.reaches(note, read.seq)
    _none_is_lost([size for size, _text in stored], [*ours, *foreign])
    every = sorted({*ours, *foreign}, key=lambda note: note.size)
    exact = {*every[-ROOTS:], *foreign}
    hashes = _hashes([note.size for note in every if note not in exact])
    since = 0
    for note in every:
        if note in exact or hashes.get(note.size) != note.last:
            checkpoints.holds(note, read.seq, since=since)
        since = note.size
    return len(every)


def _none_is_lost(stored: Sequence[int], notes: Sequence[Note]) -> None:
    """Raise Broken when a checkpoint that was made is not in the table, or stands there under another number."""
    there, said = {0, *stored}, {note.size for note in notes} | {note.after for note in notes}
    for size in sorted(said ^ there - {0}):
        if size:
            raise Broken(size, _("Titik periksa %(size)d hilang."), size=size)


def _hashes(sizes: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for low in range(0, len(sizes), 500):
        found |= dict(Entry.objects.filter(seq__in=sizes[low : low + 500]).values_list("seq", "hash"))
    return found
