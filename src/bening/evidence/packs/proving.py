"""The proof in a pack: for each file the audit entry that names its hash, and the way from there to the checkpoint."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bening.evidence.models import Version
from bening.evidence.packs.contents import NotWhole
from bening.foundation.audit import chain, checkpoints, keys
from bening.foundation.audit.models import Checkpoint, Entry
from bening.foundation.audit.tree import Tree
from bening.foundation.wall.actor import as_system

DOCUMENT = "evidence.document"
VERIFIER = Path(__file__).parents[4] / "docs" / "verify" / "bening_verify.py"


@as_system("packs")
def entries_of(versions: Iterable[Version]) -> dict[int, Entry]:
    """Return the newest entry that names each version's file. Raises NotWhole when one was never recorded."""
    wanted = list(versions)
    documents = [str(one.document_id) for one in wanted]
    told = Entry.objects.filter(subject=DOCUMENT, subject_id__in=documents, data__contains='"sha256":').order_by("seq")
    named = {(entry.subject_id, entry.data.get("sha256")): entry for entry in told}
    lost = [one.name for one in wanted if (str(one.document_id), one.sha256) not in named]
    if lost:
        raise NotWhole(_("Jejak audit tidak mengenal berkas ini: %(names)s.") % {"names": ", ".join(lost)})
    return {one.pk: named[str(one.document_id), one.sha256] for one in wanted}


@as_system("packs")
def proofs(files: Mapping[str, Entry], *, now: datetime) -> bytes:
    """Return ``proofs.json``: what the independent verifier needs, under a checkpoint made now if need be."""
    checkpoints.make(now=now)
    newest = Checkpoint.objects.first()
    assert newest  # noqa: S101 -- entries exist, so a checkpoint does
    tree, every = Tree(newest.size), {entry.seq: entry for entry in files.values()}
    said = {
        "checkpoint": newest.text,
        "key": str(keys.signing_key().public),
        "files": {path: entry.seq for path, entry in files.items()},
        "entries": {str(seq): _proof(entry, tree) for seq, entry in sorted(every.items())},
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _proof(entry: Entry, tree: Tree) -> dict[str, Any]:
    return {"text": chain.text_of(entry), "proof": [one.hex() for one in tree.inclusion(entry.seq)]}
