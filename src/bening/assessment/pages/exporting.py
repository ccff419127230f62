"""One result as JSON and CSV, for programs and for checking: the command line's own shape."""

import json
from hashlib import sha256

from bening.assessment import report, stored, wording
from bening.assessment.pages.explaining import Result
from bening.domain.scoring import Blank


def as_json(result: Result, *, name: str, tier: str) -> report.Json:
    """Return the shape of ``bening score --json``, with the answers, so that the file itself can be scored again.

    The hash is that of the answers in canonical form: there is no file that they came from.
    """
    answers = {id: stored.to_json(answer) for id, answer in sorted(result.answers.items())}
    canonical = json.dumps(answers, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    scored = report.result_json(
        source={"name": name, "sha256": sha256(canonical.encode()).hexdigest(), "layout": "bening"},
        instrument=result.instrument,
        read_as=(tier, Blank.ZERO.value),
        scored=result.score,
        judged=result.gates,
    )
    return {**scored, "answers" if tier == "unit" else f"answers_{tier}": answers}


def as_csv(result: Result) -> str:
    """Return every node of the score, then every check of every gate, with all digits."""
    instrument = result.instrument
    names = {id: branch.name for id, branch in instrument.branches.items()}
    names |= {id: question.short for id, question in instrument.questions.items()}
    return report.csv_text(
        [
            report.CSV_HEAD,
            *(
                report.score_row(node, names[node.id], wording.why(node.why, instrument.questions.get(node.id)))
                for node in result.score.walk()
            ),
            *(
                report.check_row(predicate, wording.check_name(check.id, instrument), check)
                for predicate, gate in result.gates.items()
                for check in gate.checks
            ),
        ]
    )
