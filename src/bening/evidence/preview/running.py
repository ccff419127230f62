"""Start the limited processes that draw."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).parent
DRAWING = (20, 1024)  # seconds of the processor, megabytes
OFFICE = (60, 4096)
PATIENCE = 2  # so many times the processor's seconds may pass on the clock


class Undrawn(Exception):
    """Nothing came of it; the message is one of the words of `making.WHY`."""


def draw(way: str, file: Path, folder: Path, *, most: int) -> int:
    """Draw a file's pages into ``folder`` and return how many pages it has. Raises Undrawn."""
    said = limited(
        [sys.executable, "-I", str(HERE / "drawing.py"), way, str(file), str(folder), str(most)], DRAWING, folder
    )
    try:
        told = json.loads(said)
    except ValueError:
        raise Undrawn("broken") from None
    if "why" in told:
        raise Undrawn(told["why"])
    return int(told["pages"])


def convert(office: str, file: Path, folder: Path) -> Path:
    """Turn an office file into a PDF in ``folder``, with a LibreOffice that keeps nothing and reaches nothing."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_QUIET, encoding="utf-8")
    home = f"-env:UserInstallation={profile.as_uri()}"
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--convert-to", "pdf"]
    limited([office, home, *options, "--outdir", str(folder), str(file)], OFFICE, folder)
    made = folder / f"{file.stem}.pdf"
    if not made.is_file():
        raise Undrawn("broken")
    return made


def limited(program: Sequence[str], limits: tuple[int, int], folder: Path) -> bytes:
    """Return what a program says that may use so many seconds and megabytes. Raises Undrawn."""
    seconds, megabytes = limits
    command = [sys.executable, "-I", str(HERE / "limits.py"), str(seconds), str(megabytes), *program]
    environment = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"}
    running = subprocess.Popen(  # noqa: S603 -- programs of ours, no shell
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that its children can be ended with it
    )
    try:
        said, _ = running.communicate(timeout=seconds * PATIENCE)
    except subprocess.TimeoutExpired:
        raise Undrawn("slow") from None
    finally:
        _end(running)
    if running.returncode:
        raise Undrawn("slow" if -running.returncode in {signal.SIGXCPU, signal.SIGKILL} else "broken")
    return said


def _end(running: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    if running.stdout:
        running.stdout.close()


def _item(path: str, name: str, value: str, kind: str) -> str:
    return (
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f'<value xsi:type="xs:{kind}">{value}</value></prop></item>'
    )


# No macros, no links, and a proxy that does not exist for whatever still wants to reach out.
_QUIET = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    + _item("Office.Common/Security/Scripting", "DisableMacrosExecution", "true", "boolean")
    + _item("Office.Common/Security/Scripting", "MacroSecurityLevel", "3", "int")
    + _item("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true", "boolean")
    + _item("Office.Common/Security/Scripting", "DisableActiveContent", "true", "boolean")
    + _item("Office.Writer/Content/Update", "Link", "0", "int")
    + _item("Office.Calc/Content/Update", "Link", "1", "short")
    + _item("Inet/Settings", "ooInetProxyType", "2", "int")
    + _item("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1", "string")
    + _item("Inet/Settings", "ooInetHTTPProxyPort", "9", "int")
    + _item("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1", "string")
    + _item("Inet/Settings", "ooInetHTTPSProxyPort", "9", "int")
    + "</oor:items>"
)
