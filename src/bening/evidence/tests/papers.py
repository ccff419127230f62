"""Documents and stored contents for tests; the people come from ``tests/people.py``."""

import hashlib
from datetime import UTC, date, datetime

from bening.evidence import actions
from bening.evidence.actions import Described
from bening.evidence.models import Document
from bening.foundation.accounts.models import User
from bening.foundation.storage.models import Blob, Scan
from bening.foundation.units.models import Unit

NOW = datetime(2026, 11, 20, 3, 21, 5, tzinfo=UTC)  # 10.21.05 in Jakarta


def row_of(content: bytes = b"%PDF-1.7 contoh", *, kind: str = "pdf", scan: str = Scan.CLEAN) -> Blob:
    """Return the row of a content, without an object in the store: enough where nobody opens the file."""
    sha256 = hashlib.sha256(content).hexdigest()
    made, _ = Blob.objects.get_or_create(
        sha256=sha256, defaults={"size": len(content), "kind": kind, "scan": scan, "stored_at": NOW}
    )
    return made


def about(title: str = "SK Tim ZI 2026", **said) -> Described:
    said = {"kind": "sk", "proves_from": date(2026, 1, 1), "proves_until": date(2026, 12, 31), **said}
    return Described(title=title, **said)


def added(
    unit: Unit, *, by: User, title: str = "SK Tim ZI 2026", blob: Blob | None = None, now=NOW, **said
) -> Document:
    """Add a document as the page does, each title with a content of its own."""
    return actions.add_document(
        unit=unit,
        described=about(title, **said),
        blob=blob or row_of(title.encode()),
        name=f"{title}.pdf",
        by=by,
        now=now,
    )
