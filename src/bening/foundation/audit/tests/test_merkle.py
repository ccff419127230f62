"""The tree agrees with the RFC's own definition, and its proofs prove nothing else."""

import hashlib
import random

import pytest

from bening.foundation.audit import merkle

LEAVES = [merkle.leaf(f"entri {number}".encode()) for number in range(70)]


def defined(hashes):
    """Return the root as RFC 6962 defines it, by recursion."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\x01" + defined(hashes[:k]) + defined(hashes[k:])).digest()


def subtree(low, high):
    return defined(LEAVES[low:high])


def test_known_answers_of_the_rfc_hold():
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.leaf(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    leaves = [merkle.leaf(bytes.fromhex(one)) for one in inputs]
    assert merkle.root(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@pytest.mark.parametrize("size", range(71))
def test_the_root_is_the_one_that_is_defined(size):
    assert merkle.root(LEAVES[:size]) == defined(LEAVES[:size])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 32, 33, 70])
def test_every_entry_is_shown_to_be_included_and_at_no_other_place(size):
    root = subtree(0, size)
    for index in range(size):
        path = merkle.inclusion(index, size, subtree)
        assert merkle.included(LEAVES[index], index, size, path, root)
        assert not merkle.included(LEAVES[(index + 1) % 70], index, size, path, root)
        assert not merkle.included(LEAVES[index], index, size, [*path, root], root)
        assert size == 1 or not merkle.included(LEAVES[index], (index + 1) % size, size, path, root)


def test_every_older_tree_is_shown_to_be_a_beginning():
    for new in range(1, 71):
        for old in range(1, new + 1):
            path = merkle.consistency(old, new, subtree)
            assert merkle.consistent(old, new, path, subtree(0, old), subtree(0, new)), (old, new)
            assert not merkle.consistent(old, new, path, subtree(0, old), subtree(1, new + 1 if new < 70 else 69))


def test_a_changed_proof_shows_nothing():
    chance = random.Random(6962)  # noqa: S311 -- seeded
    for _ in range(500):
        new = chance.randint(2, 70)
        old = chance.randint(1, new - 1)
        path = merkle.consistency(old, new, subtree)
        at = chance.randrange(len(path))
        bad = [*path]
        bad[at] = bytes([bad[at][0] ^ 1]) + bad[at][1:]
        assert not merkle.consistent(old, new, bad, subtree(0, old), subtree(0, new))
        assert not merkle.consistent(old, new, path[:-1], subtree(0, old), subtree(0, new))
