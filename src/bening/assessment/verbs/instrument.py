"""``bening instrument list | show | check | compare``: look at editions, check a file, compare with PortalRB."""

import hashlib
import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path

from bening.assessment import wording
from bening.assessment.editions import comparison, instrument_files, portalrb_master
from bening.assessment.editions.edition_report import instrument_json, instrument_lines, reference_json, reference_lines
from bening.assessment.editions.reference_editions import references
from bening.assessment.inputs import Fault
from bening.assessment.verbs.arguments import Parser, errors_json, tell_errors
from bening.domain.instrument import Instrument

FIELDS = {
    "presence": _("ada tidaknya"),
    "place": _("letak"),
    "type": _("jenis jawaban"),
    "options": _("nilai pilihan"),
    "weight": _("bobot"),
    "cell": _("sel"),
    "wording": _("redaksi"),
    "total": _("banyak soal"),
}


def run(arguments: list[str]) -> int:
    given = parser().parse_args(arguments)
    match given.what:
        case "list":
            return list_editions(given)
        case "show":
            return show(given)
        case "check":
            return check(given)
        case _:
            return compare(given)


def parser() -> Parser:
    made = Parser("bening instrument", description=_("Daftar, lihat, periksa, dan bandingkan instrumen LKE."))
    verbs = made.add_subparsers(dest="what", required=True, metavar="list|show|check|compare")
    verbs.add_parser("list", help=_("semua edisi"))
    shown = verbs.add_parser("show", help=_("isi satu edisi: bobot, soal, ambang"))
    shown.add_argument("id", nargs="?", default=instrument_files.DEFAULT, metavar="ID")
    checked = verbs.add_parser("check", help=_("periksa sebuah berkas instrumen"))
    checked.add_argument("file", type=Path, metavar="BERKAS")
    compared = verbs.add_parser("compare", help=_("bandingkan dengan daftar induk PortalRB"))
    compared.add_argument("file", type=Path, metavar="MASTER.json")
    compared.add_argument("--instrument", default=instrument_files.DEFAULT, metavar="ID", help=_("edisi yang dipakai"))
    for verb in verbs.choices.values():
        verb.add_argument("--json", action="store_true", help=_("keluaran JSON"))
    return made


def list_editions(given: Namespace) -> int:
    editions = [instrument_files.load(id) for id in instrument_files.available()]
    if given.json:
        scored = [{"id": e.id, "title": e.title, "scored": True, "valid_from": str(e.valid_from)} for e in editions]
        read_only = [{"id": r.id, "title": r.title, "scored": False, "confidence": r.confidence} for r in references()]
        print_json([*scored, *read_only])
        return 0
    for edition in editions:
        figures = {"count": len(edition.questions), "since": f"{edition.valid_from:%d-%m-%Y}"}
        print(f"{edition.id:<12} {edition.title}, {edition.legal_basis[0]}")
        print(f"{'':<12} " + _("%(count)s soal bernilai, berlaku sejak %(since)s") % figures)
    for reference in references():
        print(f"{reference.id:<12} {reference.title}")
        print(
            f"{'':<12} " + _("referensi, tidak dipakai menilai; keyakinan %(level)s") % {"level": reference.confidence}
        )
    return 0


def show(given: Namespace) -> int:
    reference = next((found for found in references() if found.id == given.id), None)
    try:
        instrument = None if reference else instrument_files.load(given.id)
    except LookupError:
        return unknown_edition(given.id, as_json=given.json)
    if reference:
        print_json(reference_json(reference)) if given.json else print("\n".join(reference_lines(reference)))
    elif instrument:
        print_json(instrument_json(instrument)) if given.json else print("\n".join(instrument_lines(instrument)))
    return 0


def unknown_edition(id: str, *, as_json: bool) -> int:
    known = ", ".join([*instrument_files.available(), *(reference.id for reference in references())])
    fault = Fault(
        "unknown_instrument", _("Edisi ini tidak ada."), _("Yang ada: %(known)s.") % {"known": known}, cell=id
    )
    return tell_errors(id, [fault], as_json=as_json)


def check(given: Namespace) -> int:
    try:
        instrument = instrument_files.read(given.file)
    except instrument_files.InstrumentBroken as broken:
        if given.json:
            fault = Fault("instrument", broken.rule, "", cell=f"{broken.file}:{broken.line}")
            print_json(errors_json(given.file.name, [fault]))
        else:
            print(f"{broken.file}:{broken.line}: {broken.rule}", file=sys.stderr)
        return 2
    figures = {
        "id": instrument.id,
        "questions": len(instrument.questions),
        "total": wording.plain(instrument.root.weight),
    }
    if given.json:
        print_json({"ok": True, "id": instrument.id, "questions": len(instrument.questions)})
    else:
        print(_("Sah: %(id)s, %(questions)s soal bernilai, bobot seluruhnya %(total)s.") % figures)
    return 0


def compare(given: Namespace) -> int:
    """Exit 0 when every difference is known, 1 when one is new, 2 when the list cannot be read."""
    try:
        instrument = instrument_files.load(given.instrument)
        master = portalrb_master.read_master(given.file)
    except LookupError:
        return unknown_edition(given.instrument, as_json=given.json)
    except portalrb_master.MasterUnreadable as unreadable:
        mend = _("Pakai berkas JSON daftar soal LKE dari PortalRB, tanpa diubah.")
        return tell_errors(given.file.name, [Fault("master", str(unreadable), mend)], as_json=given.json)
    found = comparison.compare(master, instrument, comparison.known(instrument.id))
    if given.json:
        print_json(comparison_json(found, given.file, master, instrument))
    else:
        print("\n".join(comparison_lines(found, given.file.name, master, instrument)))
    return 1 if found.new else 0


def comparison_json(
    found: comparison.Comparison, path: Path, master: portalrb_master.Master, instrument: Instrument
) -> dict[str, object]:
    return {
        "source": {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()},
        "year": master.year,
        "instrument": instrument.id,
        "questions": len(master.questions),
        "new": len(found.new),
        "known": len(found.known),
        "differences": [
            {
                "at": difference.where,
                "id": difference.id,
                "field": difference.field,
                "ours": difference.ours,
                "theirs": difference.theirs,
                "status": "baru" if difference.why is None else "diketahui",
                "why": difference.why,
            }
            for difference in found.differences
        ],
        "remarks": [{"at": where, "why": why} for where, why in found.remarks],
    }


def comparison_lines(
    found: comparison.Comparison, name: str, master: portalrb_master.Master, instrument: Instrument
) -> Iterator[str]:
    yield _("%(name)s (tahun %(year)s, %(count)s soal) dibandingkan dengan %(id)s") % {
        "name": name,
        "year": master.year or "?",
        "count": len(master.questions),
        "id": instrument.id,
    }
    yield _("Yang dibandingkan: bobot, jenis jawaban, nilai pilihan, sel, letak, dan redaksi (longgar).")
    for title, differences in ((_("Baru"), found.new), (_("Diketahui"), found.known)):
        yield ""
        yield f"{title}: {len(differences)}"
        for difference in differences:
            where = " ".join(part for part in (difference.where, f"({difference.id})" if difference.id else "") if part)
            yield f"  {where}, {FIELDS[difference.field]}"
            yield "    " + _("di sini:      %(text)s") % {"text": shortened(difference.ours)}
            yield "    " + _("daftar induk: %(text)s") % {"text": shortened(difference.theirs)}
            if difference.why:
                yield f"    → {difference.why}"
    if found.remarks:
        yield ""
        yield _("Tanpa selisih, tetapi sumber lain berbeda:")
        yield from (f"  {where}: {why}" for where, why in found.remarks)


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"  # noqa: PLR2004 -- a line of a terminal


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))
