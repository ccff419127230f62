"""``bening serve [--address A] [--port N]``: the house on an existing database, under Granian."""

import os
import socket
import sys

import django
from django.core.exceptions import ImproperlyConfigured

from bening.assessment.verbs.arguments import Parser
from bening.config.helpers import working
from bening.foundation.wall.actor import NOBODY, act_in_this_process

ADDRESS, PORT = "127.0.0.1", 8000


class NotReady(Exception):
    """Something must be done before the house can be served; the sentence says what."""


def run(arguments: list[str]) -> int:
    parser = Parser(prog="bening serve", description="Jalankan server pada basis data yang ada.")
    parser.add_argument("--address", default=ADDRESS, help="alamat tempat server mendengar")
    parser.add_argument("--port", type=int, default=PORT, help="porta tempat server mendengar")
    given = parser.parse_args(arguments)
    try:
        ensure_free(given.address, given.port)
        prepare()
        print(f"Bening berjalan di http://{given.address}:{given.port}/ (Ctrl+C untuk berhenti)", flush=True)
        serve(given.address, given.port)
    except (ImproperlyConfigured, NotReady) as wrong:
        print(f"bening: {wrong}", file=sys.stderr)
        return 2
    return 0


def prepare() -> None:
    """Set Django up, make sure that the tables are those of this version, and lay the static files."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- after setup
    from django.db import DatabaseError, connection  # noqa: PLC0415 -- after setup
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 -- after setup

    try:
        refuse_newer()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as wrong:
        raise NotReady(f"basis data tidak dapat dibuka ({wrong}). Periksa BENING_DATABASE_URL.") from wrong
    if waiting:
        raise NotReady("basis data belum disiapkan untuk versi ini. Jalankan: ./bening manage migrate")
    call_command("collectstatic", interactive=False, verbosity=0)


def refuse_newer() -> None:
    """Refuse a database that a later version has changed: this one would not know what stands in it. After setup."""
    from django.db import connection  # noqa: PLC0415 -- after setup
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 -- after setup

    loader = MigrationLoader(connection)
    here = loader.disk_migrations or {}
    known = set(here) | {old for one in here.values() for old in one.replaces}
    applied = {
        one for one in loader.applied_migrations or {} if one[0] in loader.migrated_apps
    }  # not of apps that left
    newer = sorted(applied - known)
    if newer:
        raise NotReady(
            f"basis data ini sudah diubah oleh versi Bening yang lebih baru ({'.'.join(newer[0])}). "
            "Pasang versi itu, atau pulihkan cadangan sebelum pembaruan: ./bening restore"
        )


def serve(address: str = ADDRESS, port: int = PORT) -> None:
    """Serve until Ctrl+C or SIGTERM; `prepare` comes first."""
    from django.conf import settings  # noqa: PLC0415 -- after prepare
    from granian import Granian  # noqa: PLC0415 -- only this verb needs the server
    from granian.constants import Interfaces  # noqa: PLC0415 -- as above

    act_in_this_process(NOBODY)  # the workers: each request acts for its person
    server = Granian(
        "bening.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=settings.THREADS,
        # A thread that goes takes its database connection along, and the next must open one.
        blocking_threads_idle_timeout=600,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_enabled=False,
    )
    with working(settings.WORKER_PROCESSES):
        server.serve()


def ensure_free(address: str, port: int) -> None:
    """Refuse a port that somebody uses: the server itself would only say so from within a worker."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OverflowError:
            raise NotReady("--port harus bilangan dari 1 sampai 65535.") from None
        except OSError:
            raise NotReady(f"{address}:{port} sudah dipakai. Pilih porta lain dengan --port.") from None
