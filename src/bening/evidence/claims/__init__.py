"""What documents are shown to prove: a claim puts a document in a question's slot, in one unit and year.

Nothing here changes an answer: a person answers, and the proofs stand beside.
"""

from bening.evidence.claims.carrying import Carry, Fate, carry_over
from bening.evidence.claims.following import follow
from bening.evidence.claims.judging import accept, clash_of, reject, waive
from bening.evidence.claims.making import cite, claim, retire
from bening.evidence.claims.standings import Asked, Shown, Standing, State, claims_of, tally

__all__ = [
    "Asked",
    "Carry",
    "Fate",
    "Shown",
    "Standing",
    "State",
    "accept",
    "carry_over",
    "cite",
    "claim",
    "claims_of",
    "clash_of",
    "follow",
    "reject",
    "retire",
    "tally",
    "waive",
]
