"""An edition of the LKE as lines for a terminal and as plain JSON values."""

from collections.abc import Iterator
from gettext import gettext as _

from bening.assessment import wording
from bening.assessment.editions.reference_editions import Part, Reference
from bening.assessment.report import exact
from bening.domain.instrument import Branch, Instrument, Question, Ratio


def instrument_lines(instrument: Instrument) -> Iterator[str]:
    yield f"{instrument.title} ({instrument.id})"
    yield from (f"  {basis}" for basis in instrument.legal_basis)
    yield ""
    yield from branch_lines(instrument.root, instrument, depth=0)
    for predicate, wanted in instrument.thresholds.items():
        yield ""
        yield _("Ambang %(predicate)s") % {"predicate": predicate}
        areas = ((f"area.{number}", least) for number, least in wanted.areas)
        for id, least in [("total", wanted.total), ("pengungkit", wanted.pengungkit), *areas, *wanted.results]:
            yield f"  {wording.check_name(id, instrument):<52.52} {wording.plain(least):>6}"
        if wanted.requires:
            yield "  " + _("unit sudah berpredikat %(held)s") % {"held": wanted.requires}
    yield ""
    yield from (f"* {note}" for note in instrument.notes)


def branch_lines(part: Branch | Question, instrument: Instrument, depth: int) -> Iterator[str]:
    name = part.name if isinstance(part, Branch) else part.short
    weight = part.weight if isinstance(part, Branch) else instrument.weight_of(part)
    kind = "" if isinstance(part, Branch) else part.type
    label = f"{'  ' * depth}{part.id} {name}"
    yield f"{label:<66.66} {wording.plain(weight):>7}  {kind}".rstrip()
    if isinstance(part, Branch):
        for inner in part.parts:
            yield from branch_lines(inner, instrument, depth + 1)


def instrument_json(instrument: Instrument) -> dict[str, object]:
    return {
        "id": instrument.id,
        "title": instrument.title,
        "scored": True,
        "legal_basis": list(instrument.legal_basis),
        "valid_from": str(instrument.valid_from),
        "weights": {node.id: exact(node.weight) for node in instrument.branches.values()}
        | {id: exact(instrument.weight_of(question)) for id, question in instrument.questions.items()},
        "questions": {
            id: {
                "short": question.short,
                "text": question.text,
                "type": question.type,
                "soal_id": [entry.soal_id for entry in question.scale.inputs]
                if isinstance(question.scale, Ratio)
                else [question.soal_id],
            }
            for id, question in instrument.questions.items()
        },
        "thresholds": {
            predicate: {
                "total": exact(wanted.total),
                "pengungkit": exact(wanted.pengungkit),
                **{f"area.{number}": exact(least) for number, least in wanted.areas},
                **{id: exact(least) for id, least in wanted.results},
            }
            for predicate, wanted in instrument.thresholds.items()
        },
    }


def reference_lines(reference: Reference) -> Iterator[str]:
    yield f"{reference.title} ({reference.id})"
    yield _("Referensi: untuk dibaca, tidak dipakai menilai. Dicabut dengan %(by)s.") % {"by": reference.repealed_by}
    yield _("Keyakinan: %(level)s") % {"level": reference.confidence}
    yield from (f"  ! {doubt}" for doubt in reference.doubts)
    yield ""
    yield _("Bobot") + (" " + _("(belum dikonfirmasi)") if reference.unconfirmed else "")
    for part in reference.parts:
        yield from part_lines(part, depth=1)
    for predicate, wanted in reference.thresholds.items():
        yield ""
        unsure = " " + _("(belum dikonfirmasi)") if reference.unconfirmed else ""
        yield _("Ambang %(predicate)s") % {"predicate": predicate} + unsure
        yield from (f"  {name:<48} {wording.plain(least):>6}" for name, least in wanted.items())
    yield ""
    yield from (f"* {note}" for note in reference.notes)


def part_lines(part: Part, depth: int) -> Iterator[str]:
    label = f"{'  ' * depth}{part.name}"
    yield f"{label:<50} {wording.plain(part.weight):>6}"
    for inner in part.parts:
        yield from part_lines(inner, depth + 1)


def reference_json(reference: Reference) -> dict[str, object]:
    return {
        "id": reference.id,
        "title": reference.title,
        "scored": False,
        "legal_basis": list(reference.legal_basis),
        "repealed_by": reference.repealed_by,
        "confidence": reference.confidence,
        "unconfirmed": reference.unconfirmed,
        "doubts": list(reference.doubts),
        "parts": [part_json(part) for part in reference.parts],
        "thresholds": {
            predicate: {name: exact(least) for name, least in wanted.items()}
            for predicate, wanted in reference.thresholds.items()
        },
        "notes": list(reference.notes),
    }


def part_json(part: Part) -> dict[str, object]:
    return {"name": part.name, "weight": exact(part.weight), "parts": [part_json(inner) for inner in part.parts]}
