"""Sign what the record is now, so that nobody can later put another in its place."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bening.foundation.audit import chain, keys, notes
from bening.foundation.audit.chain import Broken, Read
from bening.foundation.audit.models import Checkpoint, Entry, Head
from bening.foundation.audit.scanning import TILE
from bening.foundation.audit.tree import Incomplete, Tree, grow
from bening.foundation.wall.actor import as_system


@as_system("audit")
def make(*, now: datetime) -> Checkpoint | None:
    """Sign the record up to its last entry, after reading what is new; None when nothing is.

    Raises Broken rather than sign a record that is not what was written, or that is older than what was signed.
    """
    head = Head.objects.first()
    last = Checkpoint.objects.first()
    if head is None or head.seq == 0 or (last and head.seq == last.size):
        return None
    key = signing()
    before = _held(last, head.seq)
    begin = (before.size if before else 0) // TILE * TILE
    read = Read(begin, _hash(begin) if begin else chain.GENESIS)
    chain.read_on(read, head.seq)
    chain.ends_at(head, read)
    grow(read.tiles, first=begin // TILE, size=head.seq)
    root = Tree(head.seq).root()
    note = notes.Note(key.name, head.seq, root, head.hash, before.size if before else 0, now)
    text = notes.sign(note, key)
    try:
        with transaction.atomic():
            made = Checkpoint.objects.create(size=head.seq, at=now, text=text)
    except IntegrityError:  # another process was quicker
        return None
    keys.keep_newest(text)
    return made


def signing() -> notes.PrivateKey:
    return keys.signing_key()


def _held(last: Checkpoint | None, size: int) -> notes.Note | None:
    """Return the newest checkpoint, here or beside the keys, once the record was seen to hold it."""
    known = keys.public_keys()
    found = [read(text, known) for text in {last.text if last else "", keys.newest()} - {""}]
    for note in found:
        holds(note, size)
    return max(found, key=lambda one: one.size, default=None)


def read(text: str, known: list[notes.PublicKey]) -> notes.Note:
    """Return what a checkpoint of ours says. Raises Broken when none of our keys has signed it."""
    try:
        return notes.opened(text, known)
    except notes.Unusable:
        raise Broken(1, _("Ada titik periksa yang tidak ditandatangani kunci kita.")) from None


def holds(note: notes.Note, size: int, *, since: int = 0) -> None:
    """Raise Broken unless the first ``note.size`` entries of the ``size`` that there are have the root of ``note``.

    ``since`` is the last entry that is known to be in order.
    """
    reaches(note, size)
    try:
        same = _hash(note.size) == note.last and Tree(note.size).root() == note.root
    except (Incomplete, Entry.DoesNotExist, ValueError):
        same = False
    if not same:
        raise Broken(
            since + 1,
            _("Entri %(first)d sampai %(last)d bukan lagi yang ditandatangani pada titik periksa %(last)d."),
            first=since + 1,
            last=note.size,
        )


def reaches(note: notes.Note, size: int) -> None:
    """Raise Broken when ``note`` was signed over more entries than there are."""
    if note.size > size:
        raise Broken(
            size + 1,
            _("Titik periksa mencatat %(signed)d entri, sedangkan jejak hanya %(size)d: jejak ini lebih tua."),
            signed=note.size,
            size=size,
        )


def _hash(seq: int) -> str:
    return str(Entry.objects.values_list("hash", flat=True).get(seq=seq))
