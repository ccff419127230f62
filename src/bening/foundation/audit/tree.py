"""The Merkle tree over the record as it stands in the database, of which a root or a proof reads little."""

from collections.abc import Sequence

from django.db import transaction

from bening.foundation.audit import merkle
from bening.foundation.audit.models import Entry, Subtree
from bening.foundation.audit.scanning import TILE

BITS = 8  # of TILE
AT_ONCE = 1_000


class Incomplete(Exception):
    """Entries that the tree needs are not there."""


class Tree:
    """The tree of the first ``size`` entries. What it read it keeps, so use one for several proofs and no longer."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def root(self) -> bytes:
        return self.subtree(0, self.size) if self.size else merkle.EMPTY

    def inclusion(self, seq: int) -> list[bytes]:
        """Return the proof that entry ``seq`` (from 1) is in the tree."""
        return merkle.inclusion(seq - 1, self.size, self.subtree)

    def consistency(self, old: int) -> list[bytes]:
        """Return the proof that the tree of ``old`` entries is the beginning of this one."""
        return merkle.consistency(old, self.size, self.subtree)

    def subtree(self, low: int, high: int) -> bytes:
        count = high - low
        if count & (count - 1) == 0 and low % count == 0:
            return self._full(count.bit_length() - 1, low // count)
        middle = low + merkle.split(count)
        return merkle.node(self.subtree(low, middle), self.subtree(middle, high))

    def _full(self, height: int, place: int) -> bytes:
        level, rest = divmod(height, BITS)
        first = place << rest
        nodes = self._tile(level, first >> BITS)[first % TILE :][: 1 << rest]
        if len(nodes) != 1 << rest:
            raise Incomplete
        return merkle.root(nodes)

    def _tile(self, level: int, place: int) -> list[bytes]:
        """Return the up to 256 hashes that stand beside one another at ``level``."""
        known = self._tiles.get((level, place))
        if known is None:
            known = self._leaves(place) if level == 0 else self._nodes(level, place)
            self._tiles[level, place] = known
        return known

    def _leaves(self, place: int) -> list[bytes]:
        first, last = place * TILE + 1, min((place + 1) * TILE, self.size)
        found = Entry.objects.filter(seq__gte=first, seq__lte=last).order_by("seq").values_list("seq", "hash")
        rows = list(found)
        if [seq for seq, _ in rows] != list(range(first, last + 1)):
            raise Incomplete
        return [merkle.leaf(bytes.fromhex(one)) for _, one in rows]

    def _nodes(self, level: int, place: int) -> list[bytes]:
        first, last = place * TILE, min((place + 1) * TILE, self.size >> BITS * level)
        found = Subtree.objects.filter(level=level, place__gte=first, place__lt=last).values_list("place", "hash")
        kept = {at: bytes.fromhex(one) for at, one in found}
        return [kept.get(at) or merkle.root(self._tile(level - 1, at)) for at in range(first, last)]


@transaction.atomic
def grow(tiles: Sequence[bytes], *, first: int, size: int) -> None:
    """Keep what is new: ``tiles`` are the roots over each 256 entries from tile ``first`` on."""
    fresh = [(1, first + at, one) for at, one in enumerate(tiles) if (first + at + 1) * TILE <= size]
    _keep(fresh)
    level = 2
    tree = Tree(size)
    while places := size >> BITS * level:
        begin = Subtree.objects.filter(level=level).count()
        _keep([(level, at, merkle.root(tree._tile(level - 1, at))) for at in range(begin, places)])  # noqa: SLF001 -- this file's own
        level += 1


def _keep(nodes: list[tuple[int, int, bytes]]) -> None:
    rows = (Subtree(level=level, place=place, hash=one.hex()) for level, place, one in nodes)
    Subtree.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
