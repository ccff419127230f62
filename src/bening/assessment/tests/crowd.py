"""Many people typing at once, on a real engine. Run alone, it makes a database in a file of its own and reports."""

import json
import os
import sys
import threading
from datetime import timedelta
from random import Random

QUESTIONS = ("P.1.i.b", "P.1.ii.b", "R.1.ii.a")  # three for everybody, so that people meet
TURNS = 12


def type_at_once(assessment, people) -> tuple[dict[str, str], list[str]]:
    """Let each person answer in a thread of their own; return what came of every text, and what went wrong."""
    from django.db import connection  # noqa: PLC0415 -- Django may not be set up yet

    from bening.assessment import actions  # noqa: PLC0415 -- as above
    from bening.assessment.tests.factories import NOW, sheet_of  # noqa: PLC0415 -- as above

    came_of: dict[str, str] = {}
    wrong: list[str] = []
    start = threading.Barrier(len(people))

    def work(number, person):
        random = Random(number)  # noqa: S311 -- any order will do, the same each time
        seen = dict.fromkeys(QUESTIONS, 0)
        try:
            start.wait(30)
            for turn in range(TURNS):
                question = random.choice(QUESTIONS)
                text = f"{person.username} {turn}"
                outcome = actions.answer(
                    assessment=assessment,
                    tier="unit",
                    question_id=question,
                    typed=actions.Typed(answer=random.choice("ABC"), note=text, seen=seen[question]),
                    by=person,
                    now=NOW + timedelta(seconds=turn),
                )
                came_of[text] = type(outcome).__name__
                if isinstance(outcome, actions.Saved):
                    seen[question] = outcome.revision.number
                elif random.random() < 0.7:  # some look at the page again, some go on typing
                    seen[question] = sheet_of(assessment).heads[question]["n"]
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test must hear of it
            wrong.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number, person)) for number, person in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return came_of, wrong


def faults(assessment, came_of: dict[str, str]) -> list[str]:
    """Return everything that was lost or does not fit together."""
    from bening.assessment import queries  # noqa: PLC0415 -- Django may not be set up yet
    from bening.assessment.models import Revision  # noqa: PLC0415 -- as above
    from bening.assessment.tests.factories import sheet_of  # noqa: PLC0415 -- as above
    from bening.foundation.audit import log  # noqa: PLC0415 -- as above
    from bening.foundation.audit.models import Entry  # noqa: PLC0415 -- as above

    found = []
    sheet = sheet_of(assessment)
    revisions = list(Revision.objects.filter(sheet=sheet).select_related("by"))
    kept = {one.note: "Overtaken" if one.aside else "Saved" for one in revisions}
    if kept != came_of:
        found.append(f"texts differ: {sorted(set(kept.items()) ^ set(came_of.items()))[:5]}")
    found += [
        f"{one.note} is kept for {one.by.username}" for one in revisions if not one.note.startswith(one.by.username)
    ]
    for question in QUESTIONS:
        of_question = sorted((one for one in revisions if one.question == question), key=lambda one: one.number)
        stands = [one for one in of_question if not one.aside][-1]
        wanted = {"n": stands.number, "id": stands.pk, "a": stands.answer, "top": len(of_question)}
        if [one.number for one in of_question] != list(range(1, len(of_question) + 1)):
            found.append(f"{question}: numbers {[one.number for one in of_question]}")
        if sheet.heads[question] != wanted:
            found.append(f"{question}: {sheet.heads[question]} instead of {wanted}")
    if sheet.total != queries.result_of(sheet, queries.instrument_of(assessment)).score.earned.quantize(sheet.total):
        found.append(f"total {sheet.total}")
    if not log.verify().whole:
        found.append(str(log.verify()))
    if Entry.objects.filter(act__in=["assessment.answer", "assessment.set_aside"]).count() != len(revisions):
        found.append("the record does not tell every revision")
    return found


def crowd(house, count: int = 6):
    """Return an assessment of the house and as many people who may answer it."""
    from bening.assessment.tests.factories import opened  # noqa: PLC0415 -- Django may not be set up yet
    from bening.foundation.accounts.models import Role  # noqa: PLC0415 -- as above

    people = [house.person(f"orang{number}", f"Orang {number}", (Role.KETUA, house.unit)) for number in range(count)]
    return opened(house.unit, by=people[0]), people


def main() -> None:
    import django  # noqa: PLC0415 -- the environment is laid by the caller

    os.environ["DJANGO_SETTINGS_MODULE"] = "bening.config.settings"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- after the setup

    from bening.foundation.wall.actor import act_in_this_process, owner  # noqa: PLC0415 -- after the setup
    from tests.people import build_house  # noqa: PLC0415 -- after the setup

    act_in_this_process(owner("crowd"))
    call_command("migrate", verbosity=0)
    assessment, people = crowd(build_house())
    came_of, wrong = type_at_once(assessment, people)
    json.dump({"wrong": wrong, "faults": faults(assessment, came_of), "came_of": came_of}, sys.stdout)


if __name__ == "__main__":
    main()
