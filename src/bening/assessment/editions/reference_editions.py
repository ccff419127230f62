"""Older editions of the LKE: weights and thresholds to read, with what is uncertain. They are never scored."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from gettext import gettext as _
from pathlib import Path

from bening.assessment.editions.instrument_nodes import Node, read_node

DIRECTORY = Path(__file__).parents[1] / "instruments" / "reference"
CONFIDENCE = ("tinggi", "sedang", "rendah")


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    weight: Decimal
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An older edition; ``unconfirmed`` when no source confirms its figures."""

    id: str
    title: str
    legal_basis: tuple[str, ...]
    repealed_by: str
    confidence: str
    doubts: tuple[str, ...]
    unconfirmed: bool
    parts: tuple[Part, ...]
    thresholds: Mapping[str, Mapping[str, Decimal]]
    notes: tuple[str, ...]


def references() -> tuple[Reference, ...]:
    """Return every older edition, newest first."""
    found = [read(path) for path in DIRECTORY.glob("*.yaml")]
    return tuple(sorted(found, key=lambda edition: edition.id.rsplit("-", 1)[-1], reverse=True))


def read(path: Path) -> Reference:
    """Return the edition in ``path``; raises InstrumentBroken."""
    root = read_node(path)
    root.only(
        "id",
        "title",
        "legal_basis",
        "repealed_by",
        "confidence",
        "doubts",
        "unconfirmed",
        "parts",
        "thresholds",
        "notes",
    )
    confidence, unconfirmed = root.need("confidence"), root.get("unconfirmed")
    if confidence.text() not in CONFIDENCE:
        raise confidence.broken(_("keyakinan ditulis %(words)s") % {"words": ", ".join(CONFIDENCE)})
    if not root.lines("doubts"):
        raise root.broken(_("edisi rujukan harus menyebut apa yang belum pasti"))
    parts = tuple(_part(node) for node in root.need("parts").items())
    total = sum((part.weight for part in parts), start=Decimal(0))
    if total != 100:  # noqa: PLR2004 -- every edition has weighed 100 points
        raise root.need("parts").broken(_("bobot berjumlah %(total)s, bukan 100") % {"total": total})
    return Reference(
        id=root.need("id").text(),
        title=root.need("title").text(),
        legal_basis=root.lines("legal_basis"),
        repealed_by=root.need("repealed_by").text(),
        confidence=confidence.text(),
        doubts=root.lines("doubts"),
        unconfirmed=unconfirmed.truth() if unconfirmed else False,
        parts=parts,
        thresholds={predicate: node.numbers() for predicate, node in root.need("thresholds").fields.items()},
        notes=root.lines("notes"),
    )


def _part(node: Node) -> Part:
    node.only("name", "weight", "parts")
    inner = node.get("parts")
    parts = tuple(_part(part) for part in inner.items()) if inner else ()
    weight = node.need("weight").number()
    total = sum((part.weight for part in parts), start=Decimal(0))
    if parts and total != weight:
        rule = _("bobot “%(name)s” %(weight)s, tetapi isinya berjumlah %(total)s")
        raise node.broken(rule % {"name": node.need("name").text(), "weight": weight, "total": total})
    return Part(node.need("name").text(), weight, parts)
