"""Small instruments, drawn at random, on which every set of raises can be tried."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from bening.assessment.editions.instrument_files import load
from bening.assessment.planning import Efforts
from bening.domain.answers import parse
from bening.domain.instrument import Branch, Choice, CountInput, Index, Linear, Option, Question, Ratio, Thresholds
from bening.domain.scoring import score

ABC = Choice("ABC", (Option("A", Decimal(1)), Option("B", Decimal("0.67")), Option("C", Decimal(0))))
YT = Choice("YT", (Option("Ya", Decimal(1)), Option("Tidak", Decimal(0))))
INDEX = Index("INDEX", Decimal("0.3"))
DONE = Ratio(
    id="DONE",
    inputs=(CountInput("harus", "harus"), CountInput("selesai", "selesai")),
    numerator=Linear(((1, "selesai"),)),
    denominator=Linear(((1, "harus"),)),
    nothing_due=Decimal(0),
    nothing_due_but=Decimal(0),
)
FEWER = Ratio(
    id="FEWER",
    inputs=(CountInput("lalu", "lalu"), CountInput("kini", "kini")),
    numerator=Linear(((1, "lalu"), (-1, "kini"))),
    denominator=Linear(((1, "lalu"),)),
    nothing_due=Decimal(1),
    nothing_due_but=Decimal(0),
    official=True,
)


def question(id, scale, weight=None):
    return Question(id=id, letter="a", short=id, text=id, scale=scale, weight=weight)


def branch(id, *parts, weight=None, shared=False):
    total = weight if weight is not None else sum((part.weight for part in parts), start=Decimal(0))
    return Branch(id=id, name=id, weight=total, parts=parts, shared=shared)


def instrument(*, scales, weights, thresholds):
    """Return an instrument of one area: ``scales[0]`` in P.1, ``scales[1]`` in R.1, ``scales[2]`` as H.1 and H.2."""
    fulfilled, reformed, results = scales
    area = [
        branch(id, *(question(f"{id}.{n}", scale) for n, scale in enumerate(held)), weight=weight, shared=True)
        for id, held, weight in zip(("P.1", "R.1"), (fulfilled, reformed), weights, strict=False)
    ]
    pengungkit = branch("pengungkit", branch("P", area[0]), branch("R", area[1]))
    hasil = branch("H", *(question(f"H.{n}", scale, weights[1 + n]) for n, scale in enumerate(results, start=1)))
    return replace(load(), root=branch("total", pengungkit, hasil), thresholds=thresholds)


def thresholds_of(shares, weights):
    """Return thresholds that ask for ``shares`` of what the parts weigh."""
    p, r, *results = weights
    total, pengungkit, area, *own = shares
    return {
        "WBK": Thresholds(
            total=total * sum(weights),
            pengungkit=pengungkit * (p + r),
            areas=((1, area * (p + r)),),
            results=tuple(
                (f"H.{n}", share * weight) for n, (share, weight) in enumerate(zip(own, results, strict=False), 1)
            ),
        )
    }


scales = st.sampled_from([ABC, YT, INDEX, DONE, FEWER])
weights = st.sampled_from([Decimal(n) for n in ("0.5", "1", "1.5", "2.5", "7")])
shares = st.sampled_from([Decimal(n) / 20 for n in range(21)] + [Decimal(0)] * 10)
efforts = st.sampled_from([Decimal(n) for n in ("0", "0.25", "1", "1", "2", "3.5")])


@st.composite
def instruments(draw):
    held = (
        draw(st.lists(scales, min_size=1, max_size=3)),
        draw(st.lists(scales, min_size=1, max_size=1)),
        draw(st.lists(st.sampled_from([ABC, INDEX]), min_size=1, max_size=1)),
    )
    drawn = draw(st.lists(weights, min_size=3, max_size=3))
    return instrument(
        scales=held,
        weights=drawn,
        thresholds=thresholds_of(draw(st.lists(shares, min_size=4, max_size=4)), drawn),
    )


@st.composite
def answers_to(draw, given):
    found = {}
    for id, asked in given.questions.items():
        raw = draw(answers_for(asked.scale))
        answer = parse(asked, raw)
        if answer is not None:
            found[id] = answer
    return found


def answers_for(scale):
    match scale:
        case Choice():
            return st.none() | st.sampled_from([option.letter for option in scale.options])
        case Index():
            return st.none() | st.integers(0, int(scale.top * 100)).map(lambda n: Decimal(n) / 100)
        case Ratio(id="FEWER"):
            return st.none() | st.fixed_dictionaries({"lalu": st.integers(0, 7), "kini": st.integers(0, 7)})
        case Ratio():
            counted = st.integers(0, 7).flatmap(
                lambda due: st.fixed_dictionaries({"harus": st.just(due), "selesai": st.integers(0, due)})
            )
            return st.none() | st.just({"harus": 4}) | counted


@st.composite
def efforts_for(draw, given):
    ids = st.sampled_from(sorted(given.questions))
    own = st.dictionaries(ids, st.lists(efforts, min_size=1, max_size=3).map(tuple))
    return Efforts(draw(efforts), draw(own))


def every_set(asked, answers, efforts, locked, levels):
    """Yield effort and answers of every set of raises, cheapest first."""
    ways = [
        [
            (Decimal(0), None),
            *((efforts.of(id, level.steps), (id, level.answer)) for level in levels(q, answers.get(id))),
        ]
        if id not in locked
        else [(Decimal(0), None)]
        for id, q in asked.questions.items()
    ]
    sets = (
        (sum((effort for effort, _ in chosen), start=Decimal(0)), [raised for _, raised in chosen if raised])
        for chosen in product(*ways)
    )
    for effort, raised in sorted(sets, key=lambda found: found[0]):
        yield effort, score(asked.root, {**answers, **dict(raised)})
