"""Split a formula into its pieces: texts, errors, sheets, references, names, numbers, marks."""

import re
from collections.abc import Iterator

Token = tuple[str, str, re.Match[str]]
TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"]|"")*")
    | (?P<error>\#(?:REF!|DIV/0!|VALUE!|NAME\?|NUM!|N/A|NULL!))
    | (?P<sheet>(?:'(?:[^']|'')+'|[A-Za-z_\\][A-Za-z0-9_.\\]*)!)
    | (?P<range>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![A-Za-z0-9_.(]))
    | (?P<ref>(?P<ca>\$?)(?P<column>[A-Za-z]{1,3})(?P<ra>\$?)(?P<row>[0-9]{1,7})(?![A-Za-z0-9_.(!]))
    | (?P<name>[A-Za-z_\\][A-Za-z0-9_.\\]*)
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?)
    | (?P<mark><>|<=|>=|[-+*/^&=<>%(),;:])
    )""",
    re.VERBOSE | re.IGNORECASE,
)


class NotAFormula(Exception):
    """The text does not follow the grammar of formulas, or is nested beyond reason."""


def tokens(formula: str) -> Iterator[Token]:
    at = 0
    end = len(formula.rstrip())
    while at < end:
        found = TOKEN.match(formula, at)
        if not found or not found.lastgroup:
            raise NotAFormula
        kind = "ref" if found["ref"] else str(found.lastgroup)
        yield kind, found[kind], found
        at = found.end()
