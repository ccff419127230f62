"""The database as an address: SQLite in a file unless a PostgreSQL is named."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# The write-ahead log lets people read while one writes; FULL means that what was acknowledged survives a power cut.
SQLITE_INIT = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA temp_store=MEMORY;
PRAGMA mmap_size=134217728;
PRAGMA cache_size=-32000;
PRAGMA journal_size_limit=67108864;
"""


def database(url: str, *, data: Path, most_connections: int) -> dict[str, Any]:
    """Return Django's settings for ``url``, or for the file in ``data`` when there is none."""
    if not url:
        return {
            "ENGINE": "bening.foundation.sqlite",
            "NAME": data / "bening.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_INIT},
        }
    parts = urlsplit(url)
    if not _well_formed(parts):
        raise ImproperlyConfigured("BENING_DATABASE_URL harus berbentuk postgresql://pengguna:sandi@host:5432/nama.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")  # a folder: the server's Unix socket
    return {
        "ENGINE": "bening.foundation.wall.postgres",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", parts.port or "")),
        "CONN_HEALTH_CHECKS": True,  # the pool looks at a line before it gives it away: none is dead after a restart
        "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": most_connections, "timeout": 10}},
    }


def _well_formed(parts: SplitResult) -> bool:
    try:
        _ = parts.port  # read late: only now does it complain
    except ValueError:
        return False
    return parts.scheme == "postgresql" and bool(parts.path.strip("/"))
