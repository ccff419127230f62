"""Command-line arguments whose every complaint is Indonesian, and errors as people and programs read them."""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from gettext import gettext as _
from typing import NoReturn

from bening.assessment.inputs import Wrong

# argparse's own complaints, in Indonesian; it offers no other door than its messages
COMPLAINTS = (
    (r"the following arguments are required: (.*)", _("yang belum disebut: %s")),
    (r"unrecognized arguments: (.*)", _("pilihan tidak dikenal: %s")),
    (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)", _("%s: “%s” bukan pilihan; yang ada: %s")),
    (r"argument (.*?): expected (?:one|at least one) argument", _("%s: nilainya belum disebut")),
    (r"argument (.*?): invalid \w+ value: '?(.*?)'?", _("%s: nilai “%s” tidak dapat dipakai")),
    (r"ambiguous option: (\S+) .*", _("pilihan %s bisa berarti beberapa hal; tulis lengkap")),
    (r"argument (.*?): not allowed with argument (.*)", _("%s tidak dapat dipakai bersama %s")),
)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that says in Indonesian what is wrong and exits with 2."""

    def error(self, message: str) -> NoReturn:
        for pattern, sentence in COMPLAINTS:
            found = re.fullmatch(pattern, message, re.DOTALL)
            if found:
                message = sentence % tuple(part.replace("'", "") for part in found.groups())
                break
        sys.stderr.write(f"{self.prog}: {message}\n{_('Bantuan')}: {self.prog} --help\n")
        raise SystemExit(2)

    def format_help(self) -> str:
        words = {"usage:": _("pakai:"), "positional arguments:": _("isian:"), "options:": _("pilihan:")}
        text = super().format_help().replace("show this help message and exit", _("tampilkan bantuan ini"))
        for english, ours in words.items():
            text = text.replace(english, ours)
        return text


def asks_for_help(arguments: Sequence[str]) -> bool:
    """Return whether help is asked for by a verb that hands everything else on."""
    return list(arguments[:1]) in (["-h"], ["--help"])


def errors_json(name: str, faults: Sequence[Wrong]) -> dict[str, object]:
    """Return everything that is wrong with the input called ``name``."""
    return {"source": {"name": name}, "errors": faults_json(faults)}


def faults_json(faults: Sequence[Wrong]) -> list[dict[str, str]]:
    return [{"sheet": f.sheet, "cell": f.cell, "rule": f.rule, "message": f.message, "fix": f.fix} for f in faults]


def tell_errors(name: str, faults: Sequence[Wrong], *, as_json: bool) -> int:
    """Print everything that is wrong with an input and return the exit status 2."""
    if as_json:
        print(json.dumps(errors_json(name, faults), ensure_ascii=False, indent=1))
        return 2
    say_faults(_("%(name)s tidak dapat dipakai:") % {"name": name}, faults)
    return 2


def say_faults(title: str, faults: Sequence[Wrong]) -> None:
    """Print sentences about what is wrong, each with its place."""
    print(title, file=sys.stderr)
    for fault in faults:
        place = "!".join(part for part in (fault.sheet, fault.cell) if part)
        print(f"  {place + ': ' if place else ''}{fault.message} {fault.fix}".rstrip(), file=sys.stderr)
