"""Asks ClamAV about a content. A scanner that does not answer never makes a file clean."""

import socket
import struct
from collections.abc import Iterable

from django.conf import settings

from bening.foundation.storage.address import scanner_address
from bening.foundation.storage.models import Scan

TIMEOUT = 30  # seconds
PIECE = 256 * 1024


class ScannerDown(Exception):
    """The scanner is configured and does not answer as it should."""


def scan(chunks: Iterable[bytes]) -> Scan:
    """Return what the scanner says of a content: CLEAN, INFECTED, or UNSCANNED when none is configured.

    Raises ScannerDown; the file then waits. The protocol is clamd's INSTREAM.
    """
    if not settings.CLAMAV:
        return Scan.UNSCANNED
    try:
        with _line() as line:
            line.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                for start in range(0, len(chunk), PIECE):
                    piece = chunk[start : start + PIECE]
                    line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            told = _answer(line)
    except OSError as wrong:
        raise ScannerDown(str(wrong)) from wrong
    if told == b"stream: OK":
        return Scan.CLEAN
    if told.startswith(b"stream: ") and told.endswith(b" FOUND"):
        return Scan.INFECTED
    raise ScannerDown(told.decode("utf-8", "replace")[:200])


def answers() -> bool:
    """Say whether the configured scanner is there."""
    try:
        with _line() as line:
            line.sendall(b"zPING\0")
            return _answer(line) == b"PONG"
    except OSError:
        return False


def _line() -> socket.socket:
    place = scanner_address(settings.CLAMAV)
    if isinstance(place, tuple):
        return socket.create_connection(place, TIMEOUT)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(TIMEOUT)
    try:
        line.connect(place)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> bytes:
    told = b""
    while not told.endswith(b"\0") and len(told) < PIECE:
        piece = line.recv(4096)
        if not piece:
            break
        told += piece
    return told.rstrip(b"\0\n")
