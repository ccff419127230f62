"""Thousands of edits at once on a handful of answers: ``python -m tests.faults.edits --edits 10000 --seed 1``.

Each of eight processes answers as a person of its own, having seen what stands, or something older. Afterwards every
text that anybody typed must stand in the history: as an answer, or aside for its author. Prints JSON.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import traceback
from pathlib import Path

import django

from bening.foundation.wall.actor import act_in_this_process, owner

PROCESSES = 8
QUESTIONS = ("P.1.i.a", "P.1.i.b", "P.2.i.a")


def lay() -> int:
    """Store a unit, its people and an assessment; returns the assessment's number."""
    from django.utils import timezone

    from bening.assessment.actions import open_assessment
    from bening.foundation.accounts.models import Role, User
    from tests.people import build_house

    house = build_house()
    people = [house.person(f"orang{n}", f"Orang {n}", (Role.KETUA, house.unit)) for n in range(PROCESSES)]
    opened = open_assessment(unit=house.unit, year=2026, target="WBK", by=people[0], now=timezone.now())
    assert User.objects.count() == PROCESSES
    return opened.pk


def edit(assessment: int, *, person: int, count: int, seed: int, ledger: Path) -> None:
    """Answer ``count`` times as one person, and write down each text with what became of it."""
    from django.utils import timezone

    from bening.assessment.actions.answering import Saved, Typed, answer_on
    from bening.assessment.editions import instrument_files
    from bening.assessment.models import Assessment, Sheet, Tier
    from bening.foundation.accounts.models import User

    asked = instrument_files.load().questions
    letters = {question: [one.letter for one in asked[question].scale.options] for question in QUESTIONS}
    chance = random.Random(seed * 1_000 + person)
    by = User.objects.get(username=f"orang{person}")
    opened = Assessment.objects.select_related("unit").get(pk=assessment)
    with ledger.open("w") as lines:
        seen: dict[str, int] = {}
        for turn in range(count):
            question = chance.choice(QUESTIONS)
            sheet = Sheet.objects.get(assessment=opened, tier=Tier.UNIT)
            sheet.assessment = opened
            if chance.random() < 0.7 or question not in seen:  # else an old page lies open
                seen[question] = sheet.heads.get(question, {"n": 0})["n"]
            text = f"{person}-{turn}"
            typed = Typed(answer=chance.choice(letters[question]), note=text, seen=seen[question])
            outcome = answer_on(sheet=sheet, question_id=question, typed=typed, by=by, now=timezone.now())
            kind = "stood" if isinstance(outcome, Saved) else "aside"
            if isinstance(outcome, Saved):
                seen[question] = outcome.revision.number
            lines.write(json.dumps([question, text, kind]) + "\n")


def check(assessment: int, told: list[tuple[str, str, str]]) -> dict[str, int]:
    """Hold what was told to the people against the history; returns the count of each fault."""
    from bening.assessment.models import Assessment, Revision, Sheet, Tier
    from bening.foundation.audit import log
    from bening.foundation.audit.models import Entry

    sheet = Sheet.objects.get(assessment=Assessment.objects.get(pk=assessment), tier=Tier.UNIT)
    rows = list(Revision.objects.filter(sheet=sheet))
    kept = {(row.question, row.note, "aside" if row.aside else "stood") for row in rows}
    numbers = {question: sorted(row.number for row in rows if row.question == question) for question in QUESTIONS}
    last = {
        question: max((row.number for row in rows if row.question == question and not row.aside), default=0)
        for question in QUESTIONS
    }
    return {
        "edits": len(told),
        "stood": sum(kind == "stood" for *_, kind in told),
        "lost": sum(one not in kept for one in told),
        "gaps": sum(found != list(range(1, len(found) + 1)) for found in numbers.values()),
        "wrong_heads": sum(sheet.heads[question]["n"] != last[question] for question in QUESTIONS),
        "unaudited": len(rows) - Entry.objects.filter(act__in=["assessment.answer", "assessment.set_aside"]).count(),
        "broken_record": int(not log.verify().whole),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="edits")
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    django.setup()
    act_in_this_process(owner("edits"))
    from django.db import connections

    assessment = lay()
    connections.close_all()  # a connection is not shared across a fork, and neither is a pool of them
    if hasattr(connections["default"], "close_pool"):
        connections["default"].close_pool()
    folder = Path(tempfile.mkdtemp(prefix="bening-edits-"))
    children = []
    for person in range(PROCESSES):
        child = os.fork()
        if not child:
            _as_a_child(assessment, person, given, folder)
        children.append(child)
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    told = [tuple(json.loads(line)) for file in folder.iterdir() for line in file.read_text().splitlines()]
    found = check(assessment, told)
    print(json.dumps({**found, "failed_processes": failed, "seed": given.seed}))
    return 0


def _as_a_child(assessment: int, person: int, given: argparse.Namespace, folder: Path) -> None:
    """Do one person's part, and never return."""
    try:
        edit(
            assessment,
            person=person,
            count=given.edits // PROCESSES,
            seed=given.seed,
            ledger=folder / f"{person}.jsonl",
        )
    except BaseException:  # noqa: BLE001 -- a forked child has nobody above it to tell
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
