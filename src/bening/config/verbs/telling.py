"""How verbs that keep the house say what they cannot do: one sentence, exit status 2."""

import sys
from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from bening.assessment.inputs import Fault
from bening.assessment.verbs.arguments import tell_errors
from bening.config.keeping.layout import Unusable


def telling(verb: str, do: Callable[[], int], *, as_json: bool) -> int:
    """Do the verb's work, and turn what it cannot do into a sentence."""
    try:
        return do()
    except (ImproperlyConfigured, DatabaseError) as wrong:
        sentence = str(wrong).strip() or type(wrong).__name__
        if isinstance(wrong, DatabaseError):
            sentence = f"basis data tidak dapat dipakai ({sentence}). Jalankan: ./bening doctor"
    except Unusable as wrong:
        sentence = str(wrong)
    if as_json:
        return tell_errors(verb, [Fault("keeping", sentence, "")], as_json=True)
    print(f"bening {verb}: {sentence}", file=sys.stderr)
    return 2
