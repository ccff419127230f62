"""``bening demo``: set everything up, load the demo into an empty database, serve it, print who can sign in."""

import os
import sqlite3
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from bening.assessment.verbs.arguments import Parser
from bening.config.environment import Environment
from bening.config.verbs.serve import ADDRESS, PORT, NotReady, ensure_free, prepare, refuse_newer, serve

PORTS_TO_TRY = 50
LAST_PORT = 65_535


def run(arguments: list[str]) -> int:
    parser = Parser(prog="bening demo", description="Siapkan semuanya, muat data contoh, jalankan.")
    parser.add_argument("--port", type=int, default=PORT, help="porta pertama yang dicoba")
    parser.add_argument("--no-serve", action="store_true", help="siapkan saja, jangan jalankan server")
    parser.add_argument("--fresh", action="store_true", help="buang basis data contoh yang ada, mulai lagi")
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bening.config.settings")
    try:
        _leave_factors_free()
        port = 0 if given.no_serve else _free_port(given.port)
        django.setup()
        password = _set_up(fresh=given.fresh)
    except (ImproperlyConfigured, NotReady) as wrong:
        print(f"bening: {wrong}", file=sys.stderr)
        return 2
    print(_sign_ins(password))
    if not settings.MFA_REQUIRED:
        print("Pada data contoh ini faktor kedua boleh tidak dipasang (BENING_MFA=longgar). Bawaannya: wajib.")
    if given.no_serve:
        print("Siap. Jalankan dengan: ./bening serve")
        return 0
    print(f"Bening berjalan di http://{ADDRESS}:{port}/ (Ctrl+C untuk berhenti)", flush=True)
    serve(ADDRESS, port)
    return 0


def _leave_factors_free() -> None:
    """Let people look around without a telephone, unless it is said otherwise; never in production."""
    environment = Environment.of_process(Path(__file__).resolve().parents[4])
    if not environment.text("BENING_MFA") and environment.text("BENING_MODE") != "produksi":
        os.environ["BENING_MFA"] = "longgar"


def _set_up(*, fresh: bool) -> str:
    """Bring the database to this version with the demo in it, and return the password of everybody in it."""
    from django.core.management import call_command  # noqa: PLC0415 -- after setup
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from bening.config.demo import loader  # noqa: PLC0415 -- tables exist only after setup

    if settings.PRODUCTION:
        raise NotReady("data contoh tidak dimuat pada BENING_MODE=produksi. Untuk menjalankan server: ./bening serve")
    kept = settings.DATA_DIR / "kata-sandi-contoh.txt"
    refuse_newer()
    call_command("migrate", verbosity=0, interactive=False)
    if fresh and loader.is_loaded():
        _remove_database()
        call_command("migrate", verbosity=0, interactive=False)
    if not loader.is_loaded():
        password = loader.new_password()
        try:
            loader.load(password=password, now=timezone.now())
        except loader.NotEmpty:
            raise NotReady(
                "basis data ini sudah berisi data lain, jadi data contoh tidak dimuat. "
                "Jalankan ./bening serve, atau pilih folder lain dengan BENING_DATA_DIR."
            ) from None
        _keep(kept, password)
    prepare()
    return kept.read_text(encoding="utf-8").strip() if kept.exists() else ""


def _remove_database() -> None:
    """Remove the file of the embedded database, unless somebody else is using it."""
    from django.db import connection  # noqa: PLC0415 -- after setup

    if connection.vendor != "sqlite":
        raise NotReady("--fresh hanya untuk SQLite. Buat basis data PostgreSQL yang baru, lalu jalankan lagi.")
    file = Path(connection.settings_dict["NAME"])
    connection.close()
    alone = sqlite3.connect(file, timeout=0.2)
    try:
        alone.execute("PRAGMA journal_mode=DELETE")  # only the last one at the file can leave the write-ahead log
    except sqlite3.OperationalError:
        raise NotReady("basis data sedang dipakai. Hentikan server yang berjalan, lalu ulangi --fresh.") from None
    finally:
        alone.close()
    file.unlink()
    (settings.KEYS_DIR / "checkpoint.newest").unlink(missing_ok=True)  # it was signed over the record that is gone


def _keep(file: Path, password: str) -> None:
    """Keep the password beside the database for the next `bening demo`, readable by its owner only."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as kept:
        kept.write(f"{password}\n")


def _free_port(first: int) -> int:
    if not 0 < first <= LAST_PORT:
        raise NotReady(f"--port harus bilangan dari 1 sampai {LAST_PORT}.")
    last = min(first + PORTS_TO_TRY, LAST_PORT + 1) - 1
    for port in range(first, last + 1):
        try:
            ensure_free(ADDRESS, port)
        except NotReady:
            print(f"Porta {port} sudah dipakai, mencoba yang berikutnya.", file=sys.stderr)
        else:
            return port
    raise NotReady(f"porta {first} sampai {last} terpakai semua. Sebut yang lain dengan --port.")


def _sign_ins(password: str) -> str:
    """Return the table of everybody who can sign in."""
    from bening.config.demo.loader import sign_ins  # noqa: PLC0415 -- after setup

    known = password or "(hilang: jalankan ./bening demo --fresh)"
    rows = [("Nama", "Peran", "Unit", "Nama pengguna", "Kata sandi")]
    rows.extend((one.name, one.role, one.place, one.username, known) for one in sign_ins())
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(["", lines[0], "  ".join("-" * width for width in widths), *lines[1:], ""])
