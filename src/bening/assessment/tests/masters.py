"""A master list in PortalRB's shape, made from our own instrument."""

from bening.assessment.editions.portalrb_master import COLUMNS
from bening.domain.instrument import Branch, Choice, Index, Ratio

LETTERS = ("K", "N", "L", "M", "Q")


def of(instrument):
    """Return a list that says exactly what the instrument says."""
    numbers = iter(range(1, 1000))
    return {
        "tahun": 2026,
        "total_soal": 127,
        "data": [_section(part, numbers) for part in instrument.root.parts],
    }


def _section(branch, numbers):
    inner = [part for part in branch.parts if isinstance(part, Branch)]
    asked = [soal for part in branch.parts if not isinstance(part, Branch) for soal in _asked(part)]
    return {
        "id": next(numbers),
        "nama": f"i. {branch.name}",
        "bobot_maksimal": branch.weight,
        "children": [_section(part, numbers) for part in inner],
        "soals": asked,
    }


def _asked(question):
    match question.scale:
        case Ratio(inputs=inputs):
            return [_soal(entry.soal_id, entry.label, "Jumlah", entry.row) for entry in inputs]
        case Index():
            return [_soal(question.soal_id, question.text, "0-4", question.row, weight=question.weight)]
        case Choice(id=type, options=options):
            scheme = [{"key": option.letter, "multiplier": option.value} for option in options]
            text = " ".join([question.text, *question.items])
            named = {"YT": "YA_TIDAK"}.get(type, type)
            return [_soal(question.soal_id, text, named, question.row, weight=question.weight or 0, scheme=scheme)]


def _soal(id, text, type, row, *, weight=0, scheme=()):
    return {
        "id": id,
        "teks_pertanyaan": text,
        "jenis_jawaban": type,
        "bobot_maksimal": weight,
        "skema_penilaian": list(scheme),
        "excel_sheet": "Jawaban",
        "excel_baris": row,
        **{f"excel_kolom_{column}": letter for column, letter in zip(COLUMNS, LETTERS, strict=True)},
    }


def _sections(nodes):
    for node in nodes:
        yield node
        yield from _sections(node["children"])


def section(listed, name):
    """Return the first section of that name."""
    return next(node for node in _sections(listed["data"]) if node["nama"] == f"i. {name}")


def soal(listed, id):
    return next(soal for node in _sections(listed["data"]) for soal in node["soals"] if soal["id"] == id)
