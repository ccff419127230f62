"""The cheapest way to a predicate: what may be raised, what it costs, which raises are the fewest."""

from bening.assessment.planning.efforts import EVERY_STEP_ALIKE, Efforts, EffortsRefused
from bening.assessment.planning.levels import STEP_SIZES, Level, StepSizes, levels, of_the_past
from bening.assessment.planning.solver import Plan, Step, TooHard, cheapest

__all__ = [
    "EVERY_STEP_ALIKE",
    "STEP_SIZES",
    "Efforts",
    "EffortsRefused",
    "Level",
    "Plan",
    "Step",
    "StepSizes",
    "TooHard",
    "cheapest",
    "levels",
    "of_the_past",
]
