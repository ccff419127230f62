"""A Merkle tree as certificates are logged in (RFC 6962, 9162): pure, hashes in, hashes out.

Whoever holds the root of the first N entries can be shown, with some twenty hashes, that an entry is among them, or
that a later root still holds all of them. A ``Subtree`` returns the hash over the leaves from ``low`` up to ``high``.
"""

import hashlib
from collections.abc import Callable, Sequence

Subtree = Callable[[int, int], bytes]

EMPTY = hashlib.sha256(b"").digest()


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(count: int) -> int:
    """Return the greatest power of two below ``count``: where a tree of that many leaves parts."""
    return 1 << (count - 1).bit_length() - 1


def root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over these leaf hashes, or over the roots of equally large full trees that stand side by side."""
    if not hashes:
        return EMPTY
    level, sha256 = list(hashes), hashlib.sha256
    while len(level) > 1:
        pairs = [sha256(b"\x01" + one + two).digest() for one, two in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0]


def inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the hashes that lead from leaf ``index`` (from 0) to the root of ``size`` leaves."""
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + split(high - low)
        if index < middle:
            path.append(subtree(middle, high))
            high = middle
        else:
            path.append(subtree(low, middle))
            low = middle
    return path[::-1]


def consistency(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Return the hashes that show the tree of ``old`` leaves to be the beginning of that of ``new``."""
    if old in (0, new):
        return []
    low, high, path, whole = 0, new, [], True
    while old != high:
        middle = low + split(high - low)
        if old <= middle:
            path.append(subtree(middle, high))
            high = middle
        else:
            path.append(subtree(low, middle))
            low, whole = middle, False
    return [*([] if whole else [subtree(low, high)]), *path[::-1]]


def included(leaf_hash: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Say whether ``path`` leads from the leaf to the ``expected`` root."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf_hash
    for step in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node(step, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node(found, step)
        here, last = here >> 1, last >> 1
    return last == 0 and found == expected


def consistent(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Say whether ``path`` shows the tree of ``old_root`` to be the beginning of that of ``new_root``."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    one = two = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            one, two = node(step, one), node(step, two)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            two = node(two, step)
        here, last = here >> 1, last >> 1
    return last == 0 and one == old_root and two == new_root
