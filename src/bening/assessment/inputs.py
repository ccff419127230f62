"""What a person hands over to be scored: a workbook, or answers as JSON. Everything wrong with it is told at once."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from gettext import gettext as _
from pathlib import Path
from typing import Any, NoReturn, Protocol

from bening.assessment import wording
from bening.assessment.system_errors import why
from bening.assessment.workbook.audit import Audit
from bening.domain.answers import AnswerRefused, Answers, Refusal, parse
from bening.domain.instrument import Instrument

LARGEST_JSON = 2_000_000
EXAMPLE = '{"answers": {"P.1.i.a": "Ya", …}}'
TIERS = ("unit", "tpi")


class Wrong(Protocol):
    """Something wrong with an input: where, against which rule, in words, and how to mend it."""

    @property
    def sheet(self) -> str: ...
    @property
    def cell(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def fix(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with an input that is not a workbook; ``cell`` names the question."""

    rule: str
    message: str
    fix: str
    sheet: str = ""
    cell: str = ""


class InputRefused(Exception):
    """The input cannot be used; ``faults`` holds everything that is wrong with it."""

    def __init__(self, *faults: Wrong) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults: Sequence[Wrong] = faults


@dataclass(frozen=True, slots=True)
class Input:
    """Answers of one tier and where they came from; ``audit`` only for workbooks."""

    name: str
    sha256: str
    layout: str
    answers: Answers
    audit: Audit | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)


def read_input(path: Path, instrument: Instrument, *, tier: str = "unit") -> Input:
    """Return the answers of ``tier`` in the file; raises InputRefused with everything that is wrong."""
    data = bytes_of(path)
    if data[:1].isspace() or data[:1] in {b"{", b"["} or path.suffix.lower() == ".json":
        return _json(data, path.name, instrument, tier)
    return _workbook(data, path.name, instrument, tier)


def bytes_of(path: Path) -> bytes:
    """Return what is in the file; raises InputRefused."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = _("Berkas “%(name)s” tidak dapat dibaca: %(why)s.") % {"name": path.name, "why": why(error)}
        raise InputRefused(Fault("unreadable", message, _("Periksa nama dan izin berkasnya."))) from None


def _workbook(data: bytes, name: str, instrument: Instrument, tier: str) -> Input:
    from bening.assessment.workbook import audit, opening, reading  # noqa: PLC0415 -- slow import

    try:
        read = reading.read(data, instrument, name=name)
    except opening.WorkbookRefused as refused:
        raise InputRefused(refused) from None
    if read.problems:
        raise InputRefused(*read.problems)
    if tier not in read.answers:
        raise InputRefused(_no_tier(tier))
    return Input(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        layout=read.layout,
        answers=read.answers[tier],
        audit=audit.audit(read, instrument),
    )


def _no_tier(tier: str) -> Fault:
    message = _("Berkas ini tidak memuat jawaban tingkat “%(tier)s”.") % {"tier": tier}
    return Fault("no_tier", message, _("Pakai buku kerja 2026 (lembar Jawaban), atau nilai dengan --tier unit."))


def decoded(data: bytes, *, example: str) -> Any:  # noqa: ANN401 -- whatever stands in the file, every number exact
    """Return the JSON in ``data``; raises InputRefused, with ``example`` to show what was expected."""
    if len(data) > LARGEST_JSON:
        raise InputRefused(Fault("too_large", _("Berkas JSON lebih besar dari 2 MB."), _("Kirim jawabannya saja.")))
    try:
        return json.loads(
            data, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant, object_pairs_hook=_once
        )
    except (ValueError, RecursionError) as error:
        message = _("Berkas ini bukan JSON yang sah: %(why)s.") % {"why": _json_trouble(error)}
        raise InputRefused(Fault("not_json", message, write_like(example))) from None


def write_like(example: str) -> str:
    return _("Tulis %(example)s.") % {"example": example}


def _json(data: bytes, name: str, instrument: Instrument, tier: str) -> Input:
    content = decoded(data, example=EXAMPLE)
    if isinstance(content, list):
        message = _('Berkas ini berisi daftar; pakai satu objek {"answers": …}.')
        raise InputRefused(Fault("no_answers", message, _("Tulis setiap jawaban dalam berkas tersendiri.")))
    key = "answers" if tier == "unit" else f"answers_{tier}"
    if isinstance(content, dict) and "answers" in content and key not in content:
        raise InputRefused(_no_tier(tier))
    given = content.get(key) if isinstance(content, dict) else None
    if not isinstance(given, dict):
        message = _("Berkas JSON harus berisi objek “answers”.")
        raise InputRefused(Fault("no_answers", message, write_like(EXAMPLE)))
    return Input(name, hashlib.sha256(data).hexdigest(), "json", parse_all(given, instrument))


def parse_all(given: Mapping[str, Any], instrument: Instrument) -> Answers:
    """Return the parsed answers; raises InputRefused with every answer that breaks a rule."""
    answers, refusals = {}, list[Refusal]()
    for id, value in given.items():
        question = instrument.questions.get(id)
        if question is None:
            refusals.append(Refusal("unknown_question", id, id))
            continue
        try:
            answer = parse(question, value)
        except AnswerRefused as refused:
            refusals.extend(refused.refusals)
        else:
            if answer is not None:
                answers[id] = answer
    if refusals:
        raise InputRefused(*(fault(refused, instrument) for refused in refusals))
    return answers


def fault(refused: Refusal, instrument: Instrument) -> Fault:
    message, mend = wording.refusal(refused, instrument)
    cell = f"{refused.question}.{refused.key}" if refused.key else refused.question
    return Fault(refused.rule, message, mend, cell=cell)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice: nobody could tell which of the two was meant."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(_("“%(key)s” ditulis dua kali") % {"key": key})
        found[key] = value
    return found


def _no_constant(text: str) -> NoReturn:
    raise ValueError(_("%(text)s bukan bilangan") % {"text": text})


def _json_trouble(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return _("baris %(line)s, kolom %(column)s") % {"line": error.lineno, "column": error.colno}
    if isinstance(error, RecursionError):
        return _("isinya bersarang terlalu dalam")
    return _("huruf yang tidak terbaca") if isinstance(error, UnicodeDecodeError) else str(error)
