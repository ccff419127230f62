"""``bening score FILE…``: the exact score, the gates, and what is wrong in a workbook."""

import json
from decimal import Decimal
from gettext import gettext as _
from pathlib import Path

from bening.assessment import wording
from bening.assessment.editions import instrument_files
from bening.assessment.inputs import TIERS, Input, InputRefused, read_input
from bening.assessment.report import exact, result_json
from bening.assessment.verbs.arguments import Parser, errors_json, tell_errors
from bening.domain.gates import Gate, gates
from bening.domain.instrument import Instrument
from bening.domain.scoring import Blank, Score, score

BAR = 24


def run(arguments: list[str]) -> int:
    parser = Parser("bening score", description=_("Nilai LKE: skor tepat, ambang WBK dan WBBM, temuan buku kerja."))
    parser.add_argument("files", nargs="+", type=Path, metavar="BERKAS", help=_("buku kerja .xlsx atau jawaban .json"))
    parser.add_argument("--tier", choices=TIERS, default="unit", help=_("jawaban siapa: unit atau tpi"))
    parser.add_argument(
        "--blank",
        choices=[blank.value for blank in Blank],
        default=Blank.ZERO.value,
        help=_("butir kosong: zero = 0 (resmi), skip = dilewati seperti buku kerja lama"),
    )
    parser.add_argument("--json", action="store_true", help=_("keluaran JSON"))
    given = parser.parse_args(arguments)
    instrument = instrument_files.load()
    status, results = 0, []
    for path in given.files:
        try:
            found = read_input(path, instrument, tier=given.tier)
        except InputRefused as refused:
            status = 2
            if given.json:
                results.append(errors_json(path.name, refused.faults))
            else:
                tell_errors(path.name, refused.faults, as_json=False)
            continue
        scored = score(instrument.root, found.answers, Blank(given.blank))
        judged = gates(instrument.thresholds, scored)
        if given.json:
            results.append(as_json(found, instrument, (given.tier, given.blank), scored, judged))
        else:
            print(as_table(found, instrument, scored, judged))
    if given.json:
        print(json.dumps(results[0] if len(given.files) == 1 else results, ensure_ascii=False, indent=1))
    return status


def as_json(
    found: Input, instrument: Instrument, read_as: tuple[str, str], scored: Score, judged: dict[str, Gate]
) -> dict[str, object]:
    findings = found.audit.findings if found.audit else ()
    result = result_json(
        source={"name": found.name, "sha256": found.sha256, "layout": found.layout},
        instrument=instrument,
        read_as=read_as,
        scored=scored,
        judged=judged,
        findings=[
            {
                "sheet": finding.sheet,
                "cell": finding.cell,
                "problem": finding.problem,
                "effect": None if finding.effect is None else exact(finding.effect),
                "fix": finding.fix,
            }
            for finding in findings
        ],
    )
    if found.audit:
        written = found.audit.as_written
        result["more_findings"] = found.audit.more
        result["as_written"] = {"total": None if written is None else exact(written)}
    return result


def as_table(found: Input, instrument: Instrument, scored: Score, judged: dict[str, Gate]) -> str:
    """Return the score as people read it: bars, gates in words, findings with their effect."""
    lines = [f"{found.name} — {instrument.title}, {instrument.legal_basis[0]}", ""]
    for node in scored.walk():
        if node.id in instrument.branches and not instrument.branches[node.id].shared:
            depth = {"total": 0, "pengungkit": 1, "H": 1, "P": 2, "R": 2}.get(node.id, 3)
            name = f"{'  ' * depth}{instrument.branches[node.id].name}"
            figure = f"{wording.number(node.earned):>6} / {wording.plain(node.possible):<5}"
            lines.append(f"{name:<46.46} {bar(node.earned, node.possible)} {figure}")
    complete = _("Terjawab %(answered)s dari %(questions)s soal; yang kosong dihitung 0.")
    lines += ["", complete % {"answered": scored.answered, "questions": scored.questions}]
    for predicate, gate in judged.items():
        lines += ["", f"{predicate}: {_('memenuhi semua ambang nilai') if gate.passed else _('belum memenuhi')}"]
        for check in gate.failing:
            name = wording.check_name(check.id, instrument)
            figures = {"name": name, "missing": up(check.missing), "minimum": wording.plain(check.minimum)}
            lines.append("  ✗ " + _("%(name)s kurang %(missing)s dari %(minimum)s") % figures)
    if found.audit:
        lines += ["", *audit_lines(found, scored)]
    return "\n".join([*lines, ""])


def audit_lines(found: Input, scored: Score) -> list[str]:
    if found.audit is None:
        return []
    lines = []
    if found.audit.as_written is not None:
        sentence = _("Buku kerja ini sendiri menghitung %(written)s; nilai yang tepat %(exact)s.")
        figures = {"written": wording.number(found.audit.as_written, 6), "exact": wording.number(scored.earned, 6)}
        lines.append(sentence % figures)
    lines.append(_("Temuan pada buku kerja: %(count)s") % {"count": len(found.audit.findings)})
    for finding in found.audit.findings:
        effect = "" if not finding.effect else _(" (pengaruh %(points)s)") % {"points": signed(finding.effect)}
        lines += [f"  • {finding.sheet}!{finding.cell}{effect}: {finding.problem}", f"    → {finding.fix}"]
    if found.audit.more:
        lines.append(_("  Dan %(count)s sel lain yang bergalat.") % {"count": found.audit.more})
    return lines


def bar(earned: Decimal, possible: Decimal) -> str:
    filled = int(earned / possible * BAR) if possible else 0
    return "█" * filled + "·" * (BAR - filled)


def up(value: Decimal) -> str:
    """Return what is missing, never shown as 0,00 when something is."""
    return wording.number(max(value, Decimal("0.01")))


def signed(value: Decimal) -> str:
    return f"{'+' if value > 0 else '−'}{wording.number(abs(value), 6)}"
