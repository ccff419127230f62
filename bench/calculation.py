"""The calculation alone: no database, no server."""

import json
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

from bench.answers import full
from bench.timing import milliseconds
from bening.assessment.editions.instrument_files import load
from bening.assessment.planning import cheapest
from bening.assessment.planning.efforts import Efforts
from bening.assessment.workbook import writing
from bening.domain.gates import gates
from bening.domain.scoring import score

REAL = Path(__file__).parents[2] / "shared" / "data" / "lke-puskesmas-2021-annex.xlsx"


def one_score() -> dict[str, object]:
    instrument, answers = load(), full()
    shares = [Decimal("0.67")] * len(instrument.questions)
    weight = Decimal("1.5")
    return {
        "goal_ms": 1,
        "score_ms": milliseconds(lambda: score(instrument.root, answers), times=50),
        "score_and_gates_ms": milliseconds(
            lambda: gates(instrument.thresholds, score(instrument.root, answers)), times=50
        ),
        "raw_limit_ms": milliseconds(lambda: sum(share * weight / 4 for share in shares), times=50),
        "raw_limit": "113 decimal multiplications, divisions and additions",
    }


def whole_process() -> dict[str, object]:
    """``bening score`` as a person starts it, beside opening the same file and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        path = REAL
        if not path.exists():
            path = Path(folder) / "lke.xlsx"
            path.write_bytes(writing.filled(load(), "lke-zi-2021", answers={"unit": full()}))
        bening = str(Path(sys.executable).parent / "bening")
        only_open = f"import openpyxl; openpyxl.load_workbook({str(path)!r})"
        return {
            "goal_ms": 700,
            "file": path.name,
            "score_ms": milliseconds(
                lambda: subprocess.run([bening, "score", "--json", str(path)], stdout=subprocess.DEVNULL, check=True)
            ),
            "raw_limit_ms": milliseconds(lambda: subprocess.run([sys.executable, "-c", only_open], check=True)),
            "raw_limit": "a Python that opens the same workbook with its formulas and stops",
        }


def cheapest_way() -> dict[str, object]:
    instrument = load()
    figures = {}
    for name, answers in {"from_blank": {}, "from_random": full(3)}.items():  # the warm-up imports the solver
        figures[name] = milliseconds(
            lambda answers=answers: cheapest(instrument, answers, "WBBM", Efforts(), ()), rounds=5
        )
    return {"goal_ms": 1000, **figures, "raw_limit": "none: the solver is the work"}


if __name__ == "__main__":
    print(json.dumps({"score": one_score(), "process": whole_process(), "plan": cheapest_way()}, indent=1))
