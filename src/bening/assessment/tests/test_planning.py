from decimal import Decimal
from random import Random
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bening.assessment.editions.instrument_files import load
from bening.assessment.planning import Efforts, TooHard, cheapest, levels, of_the_past
from bening.assessment.planning.solver import _Model
from bening.assessment.tests import small
from bening.domain.answers import due_of
from bening.domain.gates import gates
from bening.domain.instrument import Choice, Index
from bening.domain.scoring import score

THOROUGH = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def tried(asked, answers, efforts, locked):
    """Return the least effort that passes and the highest total it buys, None when nothing passes: by trying all."""
    least, highest = None, None
    for effort, scored in small.every_set(asked, answers, efforts, locked, levels):
        if least is not None and effort > least:
            break
        if gates(asked.thresholds, scored)["WBK"].passed:
            least = effort
            highest = max(highest or Decimal(0), scored.earned)
    return least, highest


@THOROUGH
@given(data=st.data())
def test_no_set_of_raises_is_cheaper_than_the_plan(data):
    asked = data.draw(small.instruments())
    answers = data.draw(small.answers_to(asked))
    efforts = data.draw(small.efforts_for(asked))
    locked = data.draw(st.sets(st.sampled_from(sorted(asked.questions)), max_size=2))

    plan = cheapest(asked, answers, "WBK", efforts, locked)
    least, highest = tried(asked, answers, efforts, locked)

    assert plan.feasible == (least is not None)
    assert not {step.id for step in plan.steps} & locked
    if least is None:
        assert plan.blocked_by
        assert not plan.steps
    else:
        assert plan.effort == least == sum(step.effort for step in plan.steps)
        assert gates(asked.thresholds, score(asked.root, plan.answers))["WBK"].passed
        if plan.steps:
            assert abs(plan.score.earned - highest) < Decimal("1e-8")


def two_items(*, total, weights=("5", "5")):
    drawn = [Decimal(w) for w in (*weights, "1")]
    wanted = small.thresholds_of([Decimal(0)] * 4, drawn)
    wanted["WBK"] = small.replace(wanted["WBK"], total=Decimal(total))
    return small.instrument(scales=([small.ABC], [small.ABC], [small.ABC]), weights=drawn, thresholds=wanted)


def test_a_target_that_is_met_asks_for_nothing_even_where_raises_are_free():
    plan = cheapest(two_items(total="5"), {"P.1.0": "A"}, "WBK", Efforts(Decimal(0)))

    assert (plan.feasible, plan.effort, plan.steps) == (True, 0, ())


def test_of_equally_cheap_ways_the_one_with_the_highest_total_is_taken():
    plan = cheapest(two_items(total="3", weights=("5", "6")), {}, "WBK")

    assert [(step.id, step.to) for step in plan.steps] == [("R.1.0", "B")]


def test_what_cannot_be_reached_names_the_check_that_blocks_and_how_far_it_comes():
    plan = cheapest(two_items(total="10"), {"P.1.0": "B"}, "WBK", locked={"P.1.0"})

    assert not plan.feasible
    assert [(check.id, check.value, check.minimum) for check in plan.blocked_by] == [("total", Decimal("9.35"), 10)]
    assert (plan.steps, plan.score.earned) == ((), Decimal("3.35"))


def test_a_set_that_passes_only_by_the_solvers_tolerance_is_cut_off(monkeypatch):
    """Thresholds a hair above what the cheap set earns: floating point lets it through, the exact score does not."""
    cuts = []
    cut_off = _Model.cut_off
    monkeypatch.setattr(_Model, "cut_off", lambda self, places: (cuts.append(places), cut_off(self, places)))
    dear = Efforts(Decimal(1), {"R.1.0": (Decimal(50),)})

    cheap = cheapest(two_items(total="5"), {}, "WBK", dear)
    plan = cheapest(two_items(total="5.0000000015"), {}, "WBK", dear)

    assert (cheap.effort, plan.effort) == (2, 3)
    assert plan.gates["WBK"].passed
    assert cuts


# The whole LKE.


def dice(seed):
    return Random(seed)  # noqa: S311 -- repeatable answers, no secret


def random_answers(instrument, random):
    """Return parsed answers of every kind, a fifth of them blank."""
    answers = {}
    for id, question in instrument.questions.items():
        if random.random() < 0.2:
            continue
        match question.scale:
            case Choice() as scale:
                answers[id] = random.choice(scale.options).letter
            case Index():
                answers[id] = Decimal(random.randint(200, 400)) / 100
            case scale:
                counts = {key: random.randint(0, 9) for key in scale.keys}
                done = scale.numerator.keys[0]
                if done not in scale.denominator.keys:
                    counts[done] = random.randint(0, due_of(scale, counts))
                answers[id] = counts
    return answers


def ensure_exact(instrument, answers, plan):
    scored = score(instrument.root, plan.answers)
    now = score(instrument.root, answers).points()
    assert gates(instrument.thresholds, scored)[plan.target].passed
    assert plan.score == scored
    for step in plan.steps:
        assert step.before == answers.get(step.id)
        assert abs(scored.points()[step.id] - now[step.id] - step.gain) < Decimal("1e-20")


@pytest.mark.parametrize("target", ["WBK", "WBBM"])
def test_the_whole_lke_is_planned_from_nothing(target):
    plan = cheapest(load(), {}, target)

    ensure_exact(load(), {}, plan)
    assert plan.requires == {"WBK": None, "WBBM": "WBK"}[target]


@pytest.mark.parametrize("seed", range(6))
def test_the_whole_lke_is_planned_from_any_answers(seed):
    random = dice(seed)
    answers = random_answers(load(), random)
    own = {id: tuple(Decimal(random.randint(1, 20)) for _ in range(2)) for id in load().questions if seed % 2}
    for target in ("WBK", "WBBM"):
        plan = cheapest(load(), answers, target, Efforts(Decimal(1), own))

        assert plan.feasible
        ensure_exact(load(), answers, plan)


def test_the_same_question_gets_the_same_plan():
    answers = random_answers(load(), dice(7))

    assert cheapest(load(), answers, "WBBM") == cheapest(load(), answers, "WBBM")


def test_a_locked_survey_index_blocks_both_predicates_by_name():
    plan = cheapest(load(), {"H.1.a": Decimal("3.55")}, "WBBM", locked={"H.1.a"})

    assert [check.id for check in plan.blocked_by] == ["H.1.a"]


def test_efforts_that_hardly_differ_hold_nobody_up():
    chance = Random(2)  # noqa: S311 -- for a test
    own = {id: (Decimal(chance.choice((9973, 9967, 9949, 9941, 9931, 9929))),) for id in load().questions}

    begun = monotonic()
    with pytest.raises(TooHard):
        cheapest(load(), {}, "WBBM", Efforts(Decimal(1), own), seconds=0.2)

    assert monotonic() - begun < 5


def test_the_choice_among_equals_ends_in_time_with_the_least_effort():
    chance = Random(3)  # noqa: S311 -- for a test
    own = {id: (Decimal(chance.choice((9973, 9967, 9949, 9941, 9931, 9929))),) for id in load().questions}

    begun = monotonic()
    plan = cheapest(load(), {}, "WBK", Efforts(Decimal(1), own), seconds=10)

    assert monotonic() - begun < 5  # proving the highest total takes longer than that
    assert plan.effort == 1809794
    ensure_exact(load(), {}, plan)


def test_only_questions_whose_numerator_takes_something_away_are_of_the_past():
    assert of_the_past(load()) == {"R.3.iii.a"}
    assert load().questions["R.3.iii.a"].scale.numerator.terms == ((1, "lalu"), (-1, "kini"))
