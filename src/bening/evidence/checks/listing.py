"""The page `docs/checks.md`, written from the checks themselves: ``python -m bening.evidence.checks.listing``."""

import re
import sys

from bening.evidence.checks.cases import Check
from bening.evidence.checks.catalogue import CHECKS

HEAD = """# Checks that explain themselves

Each check is a rule over plain values, without AI. It names what it sees, the place, and the way to clear it. A check
never changes an answer or a score: people mend the proof, or say why it is all right (the reason is kept for that
version of the document; a new version is checked anew). An accepted proof outweighs a complaint, since whoever
accepted it saw what was said; only what is marked *lasting* weighs even then. Signs: *stale*, the proof has aged;
*assessors*, shown to evaluators only, and only about units that they may see.

This page is written from the checks (`src/bening/evidence/checks`); a test compares them.
"""


def page() -> str:
    """Return the whole page."""
    return HEAD + "".join(map(_entry, CHECKS))


def _entry(check: Check) -> str:
    signs = [
        word
        for word, holds in (
            ("lasting", check.lasting),
            ("stale", check.stale),
            ("assessors", check.for_assessors),
        )
        if holds
    ]
    sentence = re.sub(r"%\((\w+)\)s", r"‹\1›", str(check.sentence))
    name = f"`{check.name}`" + (f" ({', '.join(signs)})" if signs else "")
    return f"\n## {check.title}\n\n- Name: {name}\n- Says: {sentence}\n- Way to clear it: {check.clear}\n"


if __name__ == "__main__":
    sys.stdout.write(page())
