"""What goes into a unit's pack of a year, for whom, and whether all of it can still be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bening.evidence import queries
from bening.evidence.models import Claim, ClaimState, Classification, Document, Version
from bening.evidence.packs.bags import Kept
from bening.foundation.accounts.models import User
from bening.foundation.storage.failures import Damaged, Missing, StoreTrouble
from bening.foundation.storage.models import Scan
from bening.foundation.storage.stores import checked
from bening.foundation.units.models import Unit

SHOWN = (ClaimState.OFFERED, ClaimState.ACCEPTED)
NAMED = 20  # of what is wrong, as many are told by name
FOR_READING = (Scan.CLEAN, Scan.UNSCANNED)
OPEN = Q(classification__in=(Classification.PUBLIC, Classification.INTERNAL))


class NotWhole(Exception):
    """Files of the pack are damaged, missing or not yet scanned; the message names them."""


@dataclass(slots=True)
class Contents:
    """The claims that a pack shows, the path of each version's file in it, and how many are kept from this person."""

    claims: list[Claim]
    withheld: int
    paths: dict[int, str] = field(default_factory=dict)  # by version

    @property
    def versions(self) -> list[Version]:
        """Return each version once, in the order of the pack."""
        return list({claim.version_id: claim.version for claim in self.claims}.values())

    def kept(self) -> dict[str, Kept]:
        return {self.paths[one.pk]: Kept(one.sha256, one.blob.size) for one in self.versions}


def contents(unit: Unit, year: int, *, seen: Q) -> Contents:
    """Return what a pack holds of the documents that fulfil ``seen``: `queries.seen_by(user)`, or ``OPEN``."""
    standing = Claim.objects.filter(unit=unit, year=year, state__in=SHOWN, document__withdrawn_at__isnull=True)
    named = standing.select_related("document", "version__blob", "version__by", "by", "decided_by")
    visible = Document.objects.filter(seen, claims__in=standing).values("pk")
    found = Contents(list(named.filter(document__in=visible).order_by("question", "slot", "pk")), 0)
    found.withheld = standing.count() - len(found.claims)
    for number, version in enumerate(found.versions, start=1):
        found.paths[version.pk] = f"bukti/{number:03d}-{_name(version)}"
    return found


def seen_by(user: User | None) -> Q:
    """Return what a person sees; without a person what is public or internal."""
    return queries.seen_by(user) if user else OPEN


def ensure_whole(versions: Iterable[Version]) -> None:
    """Read every file once. Raises NotWhole naming those that are not what was stored, before anything is sent."""
    bad = [sentence for version in versions if (sentence := _trouble(version))]
    if bad:
        more = _("Dan %(count)d berkas lain.") % {"count": len(bad) - NAMED} if len(bad) > NAMED else ""
        raise NotWhole(" ".join([*bad[:NAMED], more]).strip())


def _trouble(version: Version) -> str:
    blob, name = version.blob, version.name
    if blob.scan not in FOR_READING:
        return _("“%(name)s” belum lolos pemindaian.") % {"name": name}
    try:
        size = sum(len(chunk) for chunk in checked(blob.sha256))
    except Missing:
        return _("“%(name)s” hilang dari penyimpanan.") % {"name": name}
    except Damaged:
        size = -1
    except StoreTrouble as trouble:
        return str(trouble)
    return "" if size == blob.size else _("“%(name)s” rusak di penyimpanan.") % {"name": name}


def _name(version: Version) -> str:
    """Return a name that every system can hold, with its suffix."""
    stem, dot, suffix = version.name.rpartition(".")
    plain = slugify(stem if dot else suffix)[:80] or "berkas"
    return f"{plain}.{slugify(suffix)[:8]}" if dot and slugify(suffix) else plain


def by_question(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.question, []).append(claim)
    return found
