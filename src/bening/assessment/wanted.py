"""What a person asks of the planner: target, efforts, locks, as names and texts. No Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _

from bening.assessment.planning import EVERY_STEP_ALIKE, Efforts, EffortsRefused
from bening.assessment.planning.efforts import parse
from bening.domain.gates import LADDER
from bening.domain.instrument import Instrument

TARGET, EFFORT, LOCK = "sasaran", "usaha", "kunci"
OWN = f"{EFFORT}."
Names = tuple[tuple[str, str], ...]
MOST_NAMES = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request to the planner; ``faults`` says what could not be understood, ``names`` says the rest shortest."""

    target: str
    efforts: Efforts
    locked: frozenset[str]
    faults: tuple[str, ...]
    names: Names


def wanted(given: Mapping[str, Sequence[str]], instrument: Instrument, *, otherwise: str) -> Wanted:
    """Return what ``given`` asks for; ``otherwise`` is the target when none is named."""
    faults = []
    if len(given) > MOST_NAMES:
        given, faults = {}, [_("Terlalu banyak isian; setelan bawaan yang dipakai.")]
    target = _last(given, TARGET) or otherwise
    if target not in LADDER:
        faults.append(_("Sasaran “%(target)s” tidak dikenal; pilih WBK atau WBBM.") % {"target": target[:40]})
        target = otherwise
    locked = [id for id in given.get(LOCK, ()) if id in instrument.questions]
    faults += [
        _("Soal “%(id)s” yang dikunci tidak ada dalam instrumen ini.") % {"id": id[:40]}
        for id in given.get(LOCK, ())
        if id not in instrument.questions
    ]
    typed = _typed_efforts(given)
    try:
        efforts = parse(typed, instrument.questions)
    except EffortsRefused as refused:
        efforts = EVERY_STEP_ALIKE
        faults += [*refused.messages, _("Karena itu usaha bawaan 1 per langkah yang dipakai.")]
    return Wanted(target, efforts, frozenset(locked), tuple(faults), _names(given, locked))


def _last(given: Mapping[str, Sequence[str]], name: str) -> str:
    return next((text.strip() for text in reversed(given.get(name, ())) if text.strip()), "")


def _typed_efforts(given: Mapping[str, Sequence[str]]) -> dict[str, str | list[str]]:
    """Return the efforts as the planner reads them: one number, or one for each step with spaces between."""
    typed: dict[str, str | list[str]] = {}
    for name in given:
        numbers = _last(given, name).split()
        if numbers and name == EFFORT:
            typed["default"] = numbers[0] if len(numbers) == 1 else numbers
        elif numbers and name.startswith(OWN):
            typed[name.removeprefix(OWN)] = numbers[0] if len(numbers) == 1 else numbers
    return typed


def _names(given: Mapping[str, Sequence[str]], locked: Sequence[str]) -> Names:
    """Return the same request without its empty fields, in an order of its own."""
    plain = [(name, _last(given, name)) for name in given if name in {TARGET, EFFORT} or name.startswith(OWN)]
    return (*((name, text) for name, text in plain if text), *((LOCK, id) for id in dict.fromkeys(locked)))
