"""Small instruments for tests, so that each can be read at a glance."""

from decimal import Decimal

from bening.domain.instrument import Branch, Choice, CountInput, Index, Linear, Option, Question, Ratio, StatedTotal

YT = Choice("YT", (Option("Ya", Decimal(1)), Option("Tidak", Decimal(0))))
ABC = Choice("ABC", (Option("A", Decimal(1)), Option("B", Decimal("0.5")), Option("C", Decimal(0))))
SURVEY = Index("NILAI_0_4", Decimal(4))


def share(*, may_exceed=False, nothing_due="1", official=False, stated_total=False):
    return Ratio(
        id="PERSEN",
        inputs=(CountInput("harus", "Yang harus"), CountInput("selesai", "Yang selesai")),
        numerator=Linear(((1, "selesai"),)),
        denominator=Linear(((1, "harus"),)),
        nothing_due=Decimal(nothing_due),
        nothing_due_but=Decimal(0),
        official=official,
        may_exceed=may_exceed,
        stated_total=StatedTotal("wajib", "Jumlah wajib") if stated_total else None,
    )


FALL = Ratio(
    id="PERSEN",
    inputs=(CountInput("lalu", "Tahun lalu"), CountInput("kini", "Tahun ini"), CountInput("sanksi", "Sanksi")),
    numerator=Linear(((1, "lalu"), (-1, "kini"))),
    denominator=Linear(((1, "lalu"),)),
    nothing_due=Decimal(1),
    nothing_due_but=Decimal(0),
    official=True,
)


def question(id, scale=YT, weight=None):
    return Question(id=id, letter=id[-1], short=id, text=id, scale=scale, weight=weight)


def shared(id, weight, *questions):
    return Branch(id=id, name=id, weight=Decimal(weight), parts=questions, shared=True)


def summed(id, *parts):
    return Branch(id=id, name=id, weight=sum((part.weight for part in parts), start=Decimal(0)), parts=parts)


SERVICE = summed(
    "total",
    shared("P.1", "3", question("P.1.a"), question("P.1.b", ABC), question("P.1.c", ABC)),
    summed("H.1", question("H.1.a", SURVEY, Decimal("17.5"))),
)
