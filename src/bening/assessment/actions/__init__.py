"""Every write to an assessment: one function, one use, one line in the audit record."""

from bening.assessment.actions.answering import LONGEST_TEXT, Overtaken, Saved, TextTooLong, Typed, answer, answer_on
from bening.assessment.actions.exchanging import AlreadySettled, ChangedMeanwhile, drop_intake, preview_intake, take_in
from bening.assessment.actions.figures import rescore
from bening.assessment.actions.opening import AlreadyOpen, be_at, open_assessment, state_facts
from bening.assessment.actions.revisions import current

__all__ = [
    "LONGEST_TEXT",
    "AlreadyOpen",
    "AlreadySettled",
    "ChangedMeanwhile",
    "Overtaken",
    "Saved",
    "TextTooLong",
    "Typed",
    "answer",
    "answer_on",
    "be_at",
    "current",
    "drop_intake",
    "open_assessment",
    "preview_intake",
    "rescore",
    "state_facts",
    "take_in",
]
