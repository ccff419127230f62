"""``bening worker``: do the background work until told to end."""

import os

import django

from bening.assessment.verbs.arguments import Parser


def run(arguments: list[str]) -> int:
    parser = Parser(
        prog="bening worker",
        description="Kerjakan pekerjaan latar (pindai, baca, pratinjau, surel, pengingat) sampai dihentikan.",
    )
    parser.add_argument("--sekali", action="store_true", help="kerjakan yang menunggu sekarang, lalu selesai")
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    django.setup()
    from bening.foundation.jobs import working  # noqa: PLC0415 -- after setup
    from bening.foundation.wall.actor import as_system  # noqa: PLC0415 -- as above

    if given.sekali:
        from django.utils import timezone  # noqa: PLC0415 -- as above

        with as_system("worker"):
            working.mind(now=timezone.now())
            working.run_jobs()
        return 0
    working.Loop().run()
    return 0
