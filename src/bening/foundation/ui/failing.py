"""Tell what passes (a lock, a server that restarts, a full disk) from a fault of ours, which stays one."""

import errno
import sqlite3
from dataclasses import dataclass
from http import HTTPStatus

import psycopg
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from bening.foundation.storage.failures import Full, StoreTrouble

CODE = 0xFF  # SQLite puts the finer kind into the bits above
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
PASSING = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}
DISK_FULL = "53100"
PASSING_STATES = ("08", "53", "57P")  # the line, resources, a server that stops or starts
IN_EACH_OTHERS_WAY = ("55P03", "40001", "40P01")  # a lock not to be had, or two writes that wait for one another
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a person reads, and when it is worth trying again."""

    status: HTTPStatus
    sentence: str
    wait: int  # seconds


def trouble_of(wrong: BaseException | None) -> Trouble | None:
    """Return what passes by itself or by an admin's hand, or None: then something of ours is broken."""
    while wrong is not None:
        found = _of_one(wrong)
        if found:
            return found
        wrong = wrong.__cause__  # what it was raised from; not what merely came before it
    return None


def _of_one(wrong: BaseException) -> Trouble | None:
    match wrong:
        case Full():
            return Trouble(HTTPStatus.INSUFFICIENT_STORAGE, str(wrong), 300)
        case StoreTrouble():
            return Trouble(HTTPStatus.SERVICE_UNAVAILABLE, str(wrong), 30)
        case OperationalError() | InterfaceError():
            return _of_database(wrong.__cause__)
        case OSError(errno=code) if code in NO_ROOM:
            return _full()
        case ConnectionRefusedError():
            return Trouble(
                HTTPStatus.SERVICE_UNAVAILABLE,
                _("Layanan yang diperlukan sedang tidak dapat dihubungi. Coba lagi sebentar lagi."),
                30,
            )
    return None


def _of_database(wrong: BaseException | None) -> Trouble | None:
    if isinstance(wrong, sqlite3.Error):
        return _of_sqlite(getattr(wrong, "sqlite_errorcode", 0) & CODE)
    if isinstance(wrong, psycopg.OperationalError):
        return _of_postgres(wrong.sqlstate)
    return None


def _of_sqlite(code: int) -> Trouble | None:
    if code == sqlite3.SQLITE_FULL:
        return _full()
    if code in BUSY:
        return _busy()
    return _unreachable() if code in PASSING else None


def _of_postgres(state: str | None) -> Trouble | None:
    if state == DISK_FULL:
        return _full()
    if state is not None and state.startswith(IN_EACH_OTHERS_WAY):
        return _busy()
    # No code at all: the line is gone, or was never there.
    return _unreachable() if state is None or state.startswith(PASSING_STATES) else None


def _full() -> Trouble:
    return Trouble(
        HTTPStatus.INSUFFICIENT_STORAGE,
        _("Ruang di server penuh. Tindakan terakhir Anda tidak disimpan. Hubungi admin, lalu coba lagi."),
        300,
    )


def _busy() -> Trouble:
    return Trouble(
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("Basis data sedang sibuk. Tindakan terakhir Anda tidak disimpan. Coba lagi sebentar lagi."),
        5,
    )


def _unreachable() -> Trouble:
    return Trouble(
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("Basis data sedang tidak dapat dihubungi. Tindakan terakhir Anda tidak disimpan. Coba lagi sebentar lagi."),
        30,
    )
