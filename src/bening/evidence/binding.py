"""The tables of evidence whose rows the audit record vouches for; `audit.bound` says how."""

from bening.evidence.models import Claim, Document, ShareLink, Version, Waiver
from bening.foundation.audit.bound import bind


def announce() -> None:
    """Tell the audit record which columns may not change without an entry."""
    bind(Document, leaving_out={"latest", "versions_count", "changed_at"})  # follow from its versions
    bind(Version)
    bind(Claim)
    bind(Waiver)
    bind(ShareLink, leaving_out={"opened", "opened_at"})  # counted from the entries of its openings
