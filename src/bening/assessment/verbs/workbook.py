"""``bening workbook blank | fill | diff``: write an LKE workbook, or tell what changed between two."""

import json
import os
import tempfile
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from gettext import gettext as _
from pathlib import Path

from bening.assessment import wording
from bening.assessment.editions import instrument_files
from bening.assessment.facts import day
from bening.assessment.inputs import TIERS, Fault, InputRefused, read_input
from bening.assessment.system_errors import why
from bening.assessment.verbs.arguments import Parser, faults_json, say_faults, tell_errors
from bening.assessment.workbook.audit import audit
from bening.assessment.workbook.cells import Origin
from bening.assessment.workbook.contents import Contents
from bening.assessment.workbook.difference import Change, Difference, difference
from bening.assessment.workbook.findings import Finding
from bening.assessment.workbook.layouts import ANNEX, LAYOUTS
from bening.assessment.workbook.opening import SUFFIX, WorkbookRefused, open_file
from bening.assessment.workbook.reading import Reading, read_book
from bening.assessment.workbook.writing import blank, filled
from bening.domain.instrument import Instrument

JAKARTA = timezone(timedelta(hours=7), "WIB")


def run(arguments: list[str]) -> int:
    given = parser().parse_args(arguments)
    instrument = instrument_files.load()
    task: Callable[[Namespace, Instrument], int] = given.task
    try:
        return task(given, instrument)
    except InputRefused as refused:
        return tell_errors(given.about, refused.faults, as_json=given.json)
    except WorkbookRefused as refused:
        return tell_errors(given.about, [refused], as_json=given.json)


def parser() -> Parser:
    made = Parser("bening workbook", description=_("Buat, isi, dan bandingkan buku kerja LKE."))
    tasks = made.add_subparsers(metavar=_("PERINTAH"), required=True)
    first = tasks.add_parser("blank", help=_("buku kerja kosong"), description=_("Tulis buku kerja LKE yang kosong."))
    _output(first)
    first.set_defaults(task=_blank, about="")
    second = tasks.add_parser(
        "fill", help=_("buku kerja terisi"), description=_("Tulis buku kerja LKE berisi jawaban dari berkas lain.")
    )
    second.add_argument("source", type=Path, metavar="BERKAS", help=_("buku kerja .xlsx atau jawaban .json"))
    second.add_argument("--tier", choices=TIERS, default="unit", help=_("jawaban siapa yang masuk ke lembar LKE ZI"))
    second.add_argument("--audit", action="store_true", help=_("sertakan lembar Audit dari buku kerja asal"))
    _output(second)
    second.set_defaults(task=_fill)
    third = tasks.add_parser(
        "diff", help=_("perbedaan dua buku kerja"), description=_("Bandingkan dua buku kerja LKE, sel demi sel.")
    )
    third.add_argument("old", type=Path, metavar=_("LAMA"), help=_("buku kerja yang lama"))
    third.add_argument("new", type=Path, metavar=_("BARU"), help=_("buku kerja yang baru"))
    third.add_argument("--json", action="store_true", help=_("keluaran JSON"))
    third.set_defaults(task=_diff)
    return made


def _output(made: Parser) -> None:
    made.add_argument(
        "--layout", choices=list(LAYOUTS), default=ANNEX.id, help=_("bentuk lembar (bawaan: %(default)s)")
    )
    made.add_argument("-o", "--output", type=Path, required=True, metavar="BERKAS", help=_("berkas .xlsx yang ditulis"))
    made.add_argument("--force", action="store_true", help=_("timpa berkas yang sudah ada"))
    made.add_argument("--json", action="store_true", help=_("galat sebagai JSON"))


def _blank(given: Namespace, instrument: Instrument) -> int:
    _check_output(given)
    return _save(given.output, blank(instrument, given.layout, at=datetime.now(UTC)))


def _fill(given: Namespace, instrument: Instrument) -> int:
    _check_output(given)
    given.about = given.source.name
    contents, findings = _source(given.source, instrument, with_audit=given.audit)
    written = filled(instrument, given.layout, contents, at=datetime.now(UTC), findings=findings, tier=given.tier)
    given.about = given.output.name
    return _save(given.output, written)


def _check_output(given: Namespace) -> None:
    path: Path = given.output
    given.about = path.name
    if path.suffix.casefold() != SUFFIX:
        message = _("Buku kerja hanya ditulis sebagai .xlsx, bukan “%(name)s”.") % {"name": path.name}
        raise InputRefused(Fault("not_xlsx", message, _("Beri nama yang berakhiran .xlsx pada -o.")))
    if path.exists() and not given.force:
        message = _("Berkas “%(name)s” sudah ada.") % {"name": path}
        raise InputRefused(Fault("exists", message, _("Pilih nama lain, atau tambahkan --force untuk menimpanya.")))


def _source(path: Path, instrument: Instrument, *, with_audit: bool) -> tuple[Contents, Sequence[Finding] | None]:
    if path.suffix.casefold() == ".json":
        return _json_contents(path, instrument), () if with_audit else None
    reading = read_book(open_file(path), instrument, name=path.name)
    if reading.problems:
        raise InputRefused(*reading.problems)
    return reading.contents, audit(reading, instrument).findings if with_audit else None


def _json_contents(path: Path, instrument: Instrument) -> Contents:
    answers = {"unit": read_input(path, instrument).answers}
    try:
        answers["tpi"] = read_input(path, instrument, tier="tpi").answers
    except InputRefused as refused:
        if [fault.rule for fault in refused.faults] != ["no_tier"]:
            raise
    return Contents(answers=answers)


def _save(path: Path, data: bytes) -> int:
    """Write the file whole or not at all."""
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".bening-", suffix=".xlsx")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(draft).chmod(0o644)
            Path(draft).replace(path)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        message = _("Berkas “%(name)s” tidak dapat ditulis: %(why)s.") % {"name": path, "why": why(error)}
        raise InputRefused(Fault("unwritable", message, _("Pilih folder lain dengan -o."))) from None
    print(_("Buku kerja ditulis ke %(path)s.") % {"path": path})
    return 0


def _diff(given: Namespace, instrument: Instrument) -> int:
    read: list[Reading] = []
    for path in (given.old, given.new):
        given.about = path.name
        read.append(read_book(open_file(path), instrument, name=path.name))
    found = difference(read[0], read[1])
    if given.json:
        print(json.dumps(_as_json(found, read), ensure_ascii=False, indent=1))
    else:
        for line in _as_lines(found, read, instrument):
            print(line)
        for one in read:
            if one.problems:
                say_faults(_("%(name)s, sel yang tidak terbaca:") % {"name": one.name}, one.problems)
    return 2 if any(one.problems for one in read) else 0


def _as_json(found: Difference, read: list[Reading]) -> dict[str, object]:
    return {
        "old": asdict(found.old),
        "new": asdict(found.new),
        "changes": [asdict(change) for change in found.changes],
        "errors_old": faults_json(read[0].problems),
        "errors": faults_json(read[1].problems),
    }


def _as_lines(found: Difference, read: list[Reading], instrument: Instrument) -> list[str]:
    files = zip((_("Lama"), _("Baru")), read, strict=True)
    lines = [f"{which}: {reading.name}{_who(reading.origin)}" for which, reading in files]
    unread = sum(len(one.problems) for one in read)
    if not found.changes and not unread:
        return [*lines, _("Tidak ada perbedaan.")]
    if not found.changes:
        sentence = _("Tidak ada perbedaan pada sel yang terbaca; %(count)s sel tidak terbaca.")
        return [*lines, sentence % {"count": unread}]
    lines.append(_("Perbedaan: %(count)s") % {"count": len(found.changes)})
    if unread:
        lines.append(_("%(count)s sel tidak terbaca, jadi tidak dibandingkan.") % {"count": unread})
    lines.append("")
    for change in found.changes:
        place = "!".join(part for part in (change.sheet, change.cell) if part)
        lines.append(f"  {change.question} {place} {_what(change, instrument)}")
        lines.append(f"    {_value(change, change.before)} → {_value(change, change.after)}")
    return lines


def _who(origin: Origin) -> str:
    who, when = origin.modified_by or origin.author, moment(origin.modified)
    said = ", ".join(part for part in (_("oleh %(who)s") % {"who": who} if who else "", when) if part)
    return f" ({said})" if said else ""


def moment(text: str) -> str:
    """Return when a file was saved, as people in Jakarta say it; what is no moment stays as it is written."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    if at.tzinfo is None:
        return text
    values = {"date": day(at.astimezone(JAKARTA)), "time": f"{at.astimezone(JAKARTA):%H.%M}"}
    return _("%(date)s pukul %(time)s WIB") % values


def _what(change: Change, instrument: Instrument) -> str:
    names = {
        "answer": _("jawaban"),
        "note": _("catatan"),
        "evidence": _("bukti"),
        "links": _("tautan bukti"),
        "count": wording.count_label(instrument.questions[change.question], change.key),
    }
    tier = "" if change.tier == "unit" else f" ({change.tier.upper()})"
    return names[change.field] + tier


def _value(change: Change, text: str | None) -> str:
    if text is None:
        return _("kosong")
    return text.replace(".", ",") if change.field == "answer" else " ".join(text.split())
