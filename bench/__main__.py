"""``make bench``: every figure the house promises, as JSON. ``python -m bench pages saving`` runs some of them."""

import json
import shutil
import sys

from bench import ground


def main(wanted: list[str]) -> None:
    folder = ground.prepare()
    from bench import archive, calculation, evidence, house, pages, saving, setting_up  # noqa: PLC0415 -- Django must be set up first

    parts = {
        "score_one": calculation.one_score,
        "score_process": calculation.whole_process,
        "plan": calculation.cheapest_way,
        "saving": saving.saves,
        "rescore": pages.all_again,
        "pages": pages.questionnaire,
        "set_up": setting_up.first_page,
        "upload": evidence.upload,
        "pack": evidence.pack,  # before the archive, whose files are not there
        "search": evidence.finding,
        "question_page": evidence.question_page,
        "record": evidence.record,
    }
    results = {}
    try:
        filled = archived = False
        for name, measure in parts.items():
            if wanted and name not in wanted:
                continue
            if name in {"rescore", "pages", "upload", "search", "question_page", "pack", "record"} and not filled:
                house.fill()
                filled = True
            if name in {"search", "question_page"} and not archived:
                pages.all_again()  # the figures of the units' sheets
                archive.fill()
                archived = True
            if name in {"upload", "pack"} and not archived:
                pages.all_again()
            print(f"{name} ...", file=sys.stderr)
            results[name] = measure()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(results, indent=1))


main(sys.argv[1:])
