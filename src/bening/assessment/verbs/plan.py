"""``bening plan FILE --target …``: the cheapest way to a predicate."""

import json
import os
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from gettext import gettext as _
from pathlib import Path

from bening.assessment import wording
from bening.assessment.editions import instrument_files
from bening.assessment.inputs import TIERS, Fault, Input, InputRefused, read_input
from bening.assessment.planning import EVERY_STEP_ALIKE, EffortsRefused, Plan, Step, TooHard, cheapest, of_the_past
from bening.assessment.planning.efforts import read as read_efforts
from bening.assessment.report import check_json, exact, gates_json, scores_json
from bening.assessment.verbs.arguments import Parser, tell_errors
from bening.domain.gates import LADDER
from bening.domain.instrument import Instrument

PATIENCE = 60.0  # seconds that somebody at a terminal waits


def run(arguments: list[str]) -> int:
    given = parser().parse_args(arguments)
    instrument = instrument_files.load()
    try:
        found = read_input(given.file, instrument, tier=given.tier)
        efforts = read_efforts(given.effort, instrument.questions) if given.effort else EVERY_STEP_ALIKE
        chosen = known_questions("--lock", given.lock, instrument)
        past = of_the_past(instrument) - known_questions("--unlock", given.unlock, instrument) - chosen
    except InputRefused as refused:
        return tell_errors(given.file.name, refused.faults, as_json=given.json)
    except EffortsRefused as refused:
        mend = _("Contoh isi berkas usaha: {default: 1, P.1.i.a: 3, H.1.a: [2, 2, 5]}.")
        faults = [Fault("effort", message, mend) for message in refused.messages]
        return tell_errors(given.effort.name, faults, as_json=given.json)
    try:
        with quiet_standard_output():
            plan = cheapest(instrument, found.answers, given.target, efforts, chosen | past, seconds=PATIENCE)
    except TooHard:
        message = _("Jalan termurah tidak selesai dihitung dalam %(seconds)d detik.") % {"seconds": PATIENCE}
        mend = _("Bulatkan angka usaha, misalnya ke puluhan, atau kunci soal yang pasti tidak dinaikkan.")
        return tell_errors(given.file.name, [Fault("too_hard", message, mend)], as_json=given.json)
    if given.json:
        print(json.dumps(as_json(plan, found, given.tier, instrument, past), ensure_ascii=False, indent=1))
    else:
        print(as_table(plan, found, instrument, past))
    return 0


def parser() -> Parser:
    made = Parser(
        "bening plan",
        description=_(
            "Jalan termurah menuju WBK atau WBBM. Butir yang hanya naik bila yang sudah terjadi tidak terjadi "
            "(pelanggaran tahun ini, R.3.iii.a) dikunci, kecuali dibuka dengan --unlock."
        ),
    )
    made.add_argument("file", type=Path, metavar="BERKAS", help=_("buku kerja .xlsx atau jawaban .json"))
    made.add_argument("--target", choices=LADDER, required=True, help=_("predikat yang dituju"))
    made.add_argument("--tier", choices=TIERS, default="unit", help=_("jawaban siapa: unit atau tpi"))
    made.add_argument(
        "--effort", type=Path, metavar="BERKAS", help=_("usaha per langkah, YAML atau JSON (bawaan: 1 per langkah)")
    )
    made.add_argument(
        "--lock", nargs="+", action="extend", default=[], metavar="ID", help=_("butir yang tidak boleh diubah")
    )
    made.add_argument(
        "--unlock", nargs="+", action="extend", default=[], metavar="ID", help=_("butir bawaan terkunci yang dibuka")
    )
    made.add_argument("--json", action="store_true", help=_("keluaran JSON"))
    return made


def known_questions(option: str, ids: list[str], instrument: Instrument) -> frozenset[str]:
    mend = _("Pakai id butir seperti P.1.i.a; daftarnya: bening instrument show.")
    message = _("Butir “%(id)s” pada %(option)s tidak ada dalam instrumen.")
    faults = [
        Fault("unknown_question", message % {"id": id, "option": option}, mend, cell=id)
        for id in ids
        if id not in instrument.questions
    ]
    if faults:
        raise InputRefused(*faults)
    return frozenset(ids)


@contextmanager
def quiet_standard_output() -> Iterator[None]:
    """Send what the solver's own C++ prints to nowhere: it would stand in the middle of the JSON."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def as_json(plan: Plan, found: Input, tier: str, instrument: Instrument, past: Collection[str]) -> dict[str, object]:
    return {
        "source": {"name": found.name, "sha256": found.sha256, "layout": found.layout},
        "instrument": instrument.id,
        "tier": tier,
        "target": plan.target,
        "feasible": plan.feasible,
        "effort": exact(plan.effort) if plan.feasible else None,
        "steps": [
            {
                "id": step.id,
                "from": answer_json(step.before),
                "to": answer_json(step.to),
                "gain": exact(step.gain),
                "effort": exact(step.effort),
            }
            for step in plan.steps
        ],
        "blocked_by": [check_json(check) for check in plan.blocked_by],
        "after": {"scores": scores_json(plan.score), "gates": gates_json(plan.gates)},
        "locked_by_default": sorted(past),
        "notes": notes(plan, past),
    }


def answer_json(answer: object) -> object:
    if isinstance(answer, Decimal):
        return exact(answer)
    return dict(answer) if isinstance(answer, Mapping) else answer


def notes(plan: Plan, past: Collection[str]) -> list[str]:
    said = []
    for id in sorted(past):
        sentence = _("%(id)s dikunci: yang sudah terjadi tidak bisa diubah. Untuk membukanya: --unlock %(id)s.")
        said.append(sentence % {"id": id})
    if plan.requires:
        sentence = _("%(target)s hanya untuk unit yang sudah berpredikat %(requires)s; rencana ini tidak memeriksanya.")
        said.append(sentence % {"target": plan.target, "requires": plan.requires})
    said.append(_("Prasyarat instansi dan unit (opini BPK, SAKIP, TLHP, …) diperiksa terpisah."))
    said.append(
        _(
            "Besar langkah (indeks 0,1; persentase seperempat) dan usaha bawaan 1 per langkah adalah setelan Bening, "
            "bukan ketentuan."
        )
    )
    return said


def as_table(plan: Plan, found: Input, instrument: Instrument, past: Collection[str]) -> str:
    lines = [_("%(name)s — jalan termurah menuju %(target)s") % {"name": found.name, "target": plan.target}, ""]
    if not plan.feasible:
        lines.append(_("Tidak terjangkau. Walau semua yang tidak dikunci dinaikkan setinggi-tingginya:"))
        lines += [f"  ✗ {lacking(check.id, check.missing, check.minimum, instrument)}" for check in plan.blocked_by]
    elif not plan.steps:
        lines.append(_("Semua ambang nilai sudah terpenuhi; tidak ada yang perlu dinaikkan."))
    else:
        figures = {"count": len(plan.steps), "effort": wording.plain(plan.effort)}
        lines += [_("Naikkan %(count)s butir, usaha seluruhnya %(effort)s:") % figures, ""]
        lines += [line for step in plan.steps for line in step_lines(step, instrument)]
        total = {"total": wording.number(plan.score.earned)}
        lines += ["", _("Sesudahnya nilai menjadi %(total)s:") % total]
        lines += [line for predicate in plan.gates for line in gate_lines(predicate, plan, instrument)]
    return "\n".join([*lines, "", *(f"* {note}" for note in notes(plan, past)), ""])


def step_lines(step: Step, instrument: Instrument) -> list[str]:
    question = instrument.questions[step.id]
    figures = {"gain": wording.number(step.gain), "effort": wording.plain(step.effort)}
    right = _("+%(gain)s  usaha %(effort)s") % figures
    return [
        f"  {step.id:<11} {question.short:<44.44} {right}",
        f"  {'':<11} {wording.change(question, step.before, step.to)}",
    ]


def gate_lines(predicate: str, plan: Plan, instrument: Instrument) -> list[str]:
    gate = plan.gates[predicate]
    if gate.passed:
        return ["  ✓ " + _("%(predicate)s: memenuhi semua ambang nilai") % {"predicate": predicate}]
    return [
        "  ✗ " + _("%(predicate)s: belum memenuhi") % {"predicate": predicate},
        *(f"      {lacking(check.id, check.missing, check.minimum, instrument)}" for check in gate.failing),
    ]


def lacking(check_id: str, missing: Decimal, minimum: Decimal, instrument: Instrument) -> str:
    shown = wording.number(max(missing, Decimal("0.01")))
    figures = {"name": wording.check_name(check_id, instrument), "missing": shown, "minimum": wording.plain(minimum)}
    return _("%(name)s kurang %(missing)s dari %(minimum)s") % figures
