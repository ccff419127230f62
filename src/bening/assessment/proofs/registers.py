"""Every register that an instrument names must be kept by some module: told when the house starts, not when asked."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error

from bening.assessment.editions import instrument_files
from bening.domain.instrument import Instrument
from bening.evidence.ports import providers


def check_registers(**_options: Any) -> list[CheckMessage]:
    """Return an error for each name that nobody announces."""
    return list(unkept(instrument_files.load(id) for id in instrument_files.available()))


def unkept(instruments: Iterable[Instrument]) -> Iterator[CheckMessage]:
    for instrument in instruments:
        for question in instrument.questions.values():
            if question.register and question.register not in providers:
                yield Error(
                    f"{instrument.id}: {question.id} asks for {question.register}, which no module provides.",
                    hint="Announce it with evidence.ports.provides, or mend the name in the instrument file.",
                    id="assessment.E001",
                )
