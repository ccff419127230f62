"""What a raise costs the unit: a number per step, for a question or one by one for its steps.

The unit of effort is whatever the team counts in: days, people, points on a board. The default of one per step is a
setting of ours, *bukan ketentuan*.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from gettext import gettext as _
from pathlib import Path
from typing import Any

import yaml

from bening.assessment.editions.plain_yaml import NotPlain, compose

LARGEST = Decimal(10_000)
FINEST = Decimal("0.01")
MOST_STEPS = 100
LARGEST_FILE = 200_000


class EffortsRefused(Exception):
    """The efforts break rules; ``messages`` says each in a sentence."""

    def __init__(self, *messages: str) -> None:
        super().__init__(" ".join(messages))
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Efforts:
    """Effort per step: ``default``, or a question's own numbers, first step first, the last one repeating."""

    default: Decimal = Decimal(1)
    own: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)

    def of(self, question_id: str, steps: int) -> Decimal:
        """Return what the first ``steps`` steps up from the present answer cost together."""
        each = self.own.get(question_id, (self.default,))
        return sum(each[:steps], start=Decimal(0)) + each[-1] * max(0, steps - len(each))


EVERY_STEP_ALIKE = Efforts()


def read(path: Path, question_ids: Iterable[str]) -> Efforts:
    """Return the efforts in a YAML or JSON file; raises EffortsRefused."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise EffortsRefused(_("Berkas usaha “%(name)s” lebih besar dari 200 kB.") % {"name": path.name})
        root = compose(path.read_bytes())
    except OSError:
        message = _("Berkas usaha “%(name)s” tidak dapat dibaca; periksa nama dan izinnya.") % {"name": path.name}
        raise EffortsRefused(message) from None
    except NotPlain as error:
        sentence = _("Berkas usaha “%(name)s” baris %(line)s: %(rule)s.")
        raise EffortsRefused(sentence % {"name": path.name, "line": error.line, "rule": error.rule}) from None
    twice = _written_twice(root)
    if twice:
        raise EffortsRefused(_("Usaha “%(id)s” ditulis dua kali; tinggalkan satu.") % {"id": _short(twice)})
    return parse(_plain(root), question_ids)


def _plain(node: yaml.Node | None) -> Any:  # noqa: ANN401 -- texts, lists and pairs, which parse judges
    match node:
        case yaml.MappingNode():
            return {str(_plain(key)): _plain(value) for key, value in node.value}
        case yaml.SequenceNode():
            return [_plain(part) for part in node.value]
        case yaml.ScalarNode():
            return node.value
        case _:
            return None


def _written_twice(root: yaml.Node | None) -> str | None:
    keys = [str(key.value) for key, _value in root.value] if isinstance(root, yaml.MappingNode) else []
    return next((key for key in keys if keys.count(key) > 1), None)


def parse(given: Any, question_ids: Iterable[str]) -> Efforts:  # noqa: ANN401 -- it comes from a file or a form
    """Return the efforts in ``{"default": 1, "P.1.i.a": 3, "H.1.a": [2, 2, 5]}``.

    Raises EffortsRefused with a sentence for every entry that cannot be used.
    """
    if given is None:
        return EVERY_STEP_ALIKE
    if not isinstance(given, Mapping):
        raise EffortsRefused(_("Usaha ditulis sebagai pasangan id: angka, misalnya P.1.i.a: 3."))
    known, refused, own = set(question_ids), [], {}
    default = Decimal(1)
    for key, value in given.items():
        numbers = value if isinstance(value, list) else [value]
        parsed = [_number(number) for number in numbers[:MOST_STEPS]]
        usable = tuple(number for number in parsed if number is not None)
        if key != "default" and key not in known:
            refused.append(_("Butir “%(id)s” tidak ada dalam instrumen.") % {"id": _short(key)})
        elif not usable or len(usable) != len(numbers) or (key == "default" and isinstance(value, list)):
            refused.append(_rule(key, value))
        elif key == "default":
            default = usable[0]
        else:
            own[key] = usable
    if refused:
        raise EffortsRefused(*refused)
    return Efforts(default, own)


def _number(given: Any) -> Decimal | None:  # noqa: ANN401 -- as parse
    """Return an effort, None when it is no number, negative, too large or too fine to be compared exactly."""
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal | str):
        return None
    try:
        number = Decimal(str(given).strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number <= LARGEST or number % FINEST:
        return None
    return number


def _rule(key: object, value: object) -> str:
    return _(
        "Usaha “%(id)s” (%(value)s) harus angka 0 sampai %(most)s dengan paling banyak dua desimal, "
        "atau daftar angka seperti itu, satu per langkah."
    ) % {"id": _short(key), "value": _short(value), "most": LARGEST}


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"  # noqa: PLR2004 -- enough to recognise it
