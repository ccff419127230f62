"""What must hold for any answers of the whole LKE."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bening.assessment.editions.instrument_files import load
from bening.domain.gates import gates
from bening.domain.instrument import Choice, Index, Ratio
from bening.domain.scoring import Blank, score, share_of

INSTRUMENT = load()


def answer_of(question):
    match question.scale:
        case Choice(options=options):
            return st.sampled_from([option.letter for option in options])
        case Index(top=top):
            return st.decimals(0, top, places=2)
        case Ratio(inputs=inputs):
            return st.fixed_dictionaries({entry.key: st.integers(0, 40) for entry in inputs})


every_answer = st.fixed_dictionaries({}, optional={q.id: answer_of(q) for q in INSTRUMENT.questions.values()})
one_more = st.sampled_from(list(INSTRUMENT.questions.values())).flatmap(
    lambda question: st.tuples(st.just(question), answer_of(question), answer_of(question))
)
slowly = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@slowly
@given(answers=every_answer, change=one_more)
def test_no_score_falls_when_an_answer_improves(answers, change):
    question, one, other = change
    worse, better = sorted((one, other), key=lambda answer: share_of(question, answer)[0] or Decimal(0))

    before = score(INSTRUMENT.root, {**answers, question.id: worse})
    after = score(INSTRUMENT.root, {**answers, question.id: better})

    fallen = [id for id, points in before.points().items() if after.points()[id] < points]
    assert fallen == []
    lost = [
        check.id
        for name, gate in gates(INSTRUMENT.thresholds, before).items()
        for check, later in zip(gate.checks, gates(INSTRUMENT.thresholds, after)[name].checks, strict=True)
        if check.passed and not later.passed
    ]
    assert lost == []


@slowly
@given(answers=every_answer, blank=st.sampled_from(list(Blank)))
def test_nothing_earns_less_than_zero_or_more_than_it_weighs(answers, blank):
    scored = score(INSTRUMENT.root, answers, blank)

    # passing over blanks lets the questions that are left share a whole sub-area, so only branches are bound then
    bound = [node for node in scored.walk() if blank is Blank.ZERO or node.id in INSTRUMENT.branches]
    assert [node.id for node in bound if not 0 <= node.earned <= node.possible + Decimal("1e-20")] == []


@slowly
@given(answers=every_answer)
def test_passing_over_blanks_never_scores_less_than_counting_them_zero(answers):
    zero, skip = (score(INSTRUMENT.root, answers, blank).earned for blank in (Blank.ZERO, Blank.SKIP))

    assert skip >= zero - Decimal("1e-20")
