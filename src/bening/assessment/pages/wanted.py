"""What a person asks of the planner: target, efforts, locks, as names and texts. No Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from gettext import gettext as _

from bening.assessment.planning import EVERY_STEP_ALIKE, Efforts, EffortsRefused, of_the_past
from bening.assessment.planning.efforts import parse
from bening.domain.gates import LADDER
from bening.domain.instrument import Instrument

TARGET, EFFORT, LOCK, UNLOCK = "sasaran", "usaha", "kunci", "buka"
OWN = f"{EFFORT}."
Names = tuple[tuple[str, str], ...]
MOST_NAMES = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request to the planner: ``faults`` says what could not be understood, ``faulty`` in which fields.

    ``names`` is the same request as briefly as it can be asked. ``past`` are the questions that only rise when what
    has happened had not: they are locked until somebody unlocks them.
    """

    target: str
    efforts: Efforts
    locked: frozenset[str]
    past: frozenset[str]
    faults: tuple[str, ...]
    faulty: frozenset[str]
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
    past = of_the_past(instrument)
    unlocked = sorted((past & set(given.get(UNLOCK, ()))) - set(locked))
    efforts, refused = _efforts(given, instrument)
    return Wanted(
        target=target,
        efforts=efforts,
        locked=frozenset(locked) | past - set(unlocked),
        past=past,
        faults=(*faults, *refused.values()),
        faulty=frozenset(refused),
        names=(*_names(given, locked), *((UNLOCK, id) for id in unlocked)),
    )


def with_every_step_alike(asked: Wanted) -> Wanted:
    """Return the request without the efforts that nobody could compare in time, and say so."""
    sentence = _(
        "Dengan angka usaha ini jalan termurah tidak selesai dihitung. Yang tampil memakai usaha 1 per langkah; "
        "bulatkan angkanya, misalnya ke puluhan, lalu hitung lagi."
    )
    return replace(asked, efforts=EVERY_STEP_ALIKE, faults=(*asked.faults, sentence))


def with_locked(asked: Wanted, id: str) -> Names:
    """Return the same request with one question locked."""
    kept = tuple(one for one in asked.names if one != (UNLOCK, id))
    return kept if id in asked.past else (*kept, (LOCK, id))


def _last(given: Mapping[str, Sequence[str]], name: str) -> str:
    return next((text.strip() for text in reversed(given.get(name, ())) if text.strip()), "")


def _efforts(given: Mapping[str, Sequence[str]], instrument: Instrument) -> tuple[Efforts, dict[str, str]]:
    """Return the efforts that can be read, and by name what is wrong with the others.

    A field holds one number, or for a question one for each step with spaces between.
    """
    default, own, refused = EVERY_STEP_ALIKE.default, dict[str, tuple[Decimal, ...]](), dict[str, str]()
    for name in given:
        numbers = _last(given, name).split()
        if not numbers or not (name == EFFORT or name.startswith(OWN)):
            continue
        key = "default" if name == EFFORT else name.removeprefix(OWN)
        try:
            one = parse({key: numbers if len(numbers) > 1 else numbers[0]}, instrument.questions)
        except EffortsRefused as error:
            sentence = _(
                "Usaha per langkah harus satu angka 0 sampai 10.000, paling banyak dua desimal; kini dihitung 1."
            )
            refused[name] = sentence if name == EFFORT else error.messages[0]
            continue
        default, own = (one.default if name == EFFORT else default), {**own, **one.own}
    return Efforts(default, own), refused


def _names(given: Mapping[str, Sequence[str]], locked: Sequence[str]) -> Names:
    """Return the same request without its empty fields, in an order of its own."""
    plain = [(name, _last(given, name)) for name in given if name in {TARGET, EFFORT} or name.startswith(OWN)]
    return (*((name, text) for name, text in plain if text), *((LOCK, id) for id in dict.fromkeys(locked)))
