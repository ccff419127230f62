"""Audit the rows of the questions: whether each answer earns what the regulation gives it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from gettext import gettext as _
from random import Random

from bening.assessment.workbook import official
from bening.assessment.workbook.audit_counts import audit_counts
from bening.assessment.workbook.cells import Value
from bening.assessment.workbook.findings import Bench, Finding, departure, same
from bening.assessment.workbook.formulas import Formula, Key
from bening.assessment.workbook.layouts import type_text
from bening.domain.instrument import Choice, Index, Question, Ratio

Trial = tuple[Mapping[Key, Value | Formula | None], Decimal]


def audit_questions(bench: Bench, random: Random) -> Iterator[Finding]:
    for question in bench.instrument.questions.values():
        if bench.row(question.id):
            yield from _value(bench, question, random)
        if isinstance(question.scale, Ratio):
            yield from audit_counts(bench, question, question.scale, random)


def _value(bench: Bench, question: Question, random: Random) -> Iterator[Finding]:
    """Try every answer of the scale; when one earns something else, the type cell or the formula is at fault."""
    trials = _trials(bench, question, random)
    if all(same(bench.tried("value", question.id, cells), earned) for cells, earned in trials):
        return
    type_key, wanted = bench.key("type", question.id), type_text(question)
    typed = {type_key: wanted}
    if all(same(bench.tried("value", question.id, {**cells, **typed}), earned) for cells, earned in trials):
        yield Finding(
            bench.sheet.name,
            bench.at("type", question.id),
            "type",
            _type_sentence(bench, question, wanted),
            bench.effect(typed),
            _("Ketik “%(right)s” di %(cell)s.") % {"right": wanted, "cell": bench.at("type", question.id)},
        )
        return
    formula = _right(bench, question)
    yield departure(bench, question.id, "value", formula, _("Nilai soal %(id)s") % {"id": question.id})


def _type_sentence(bench: Bench, question: Question, wanted: str) -> str:
    now = bench.now("value", question.id)
    values = {
        "type": bench.at("type", question.id),
        "found": " ".join(bench.sheet.text(bench.reading.located[question.id], bench.column["type"]).split()),
        "right": wanted,
        "value": bench.at("value", question.id),
        "now": now if isinstance(now, str) else "",
        "id": question.id,
    }
    if isinstance(now, str) and bench.now("answer", question.id) is not None:
        return (
            _(
                "Pilihan jawaban di %(type)s tertulis “%(found)s”, bukan “%(right)s”; "
                "%(value)s menjadi “%(now)s” dan soal %(id)s terlewati."
            )
            % values
        )
    return (
        _("Pilihan jawaban di %(type)s tertulis “%(found)s”, bukan “%(right)s”; %(value)s (soal %(id)s) jadi salah.")
        % values
    )


def _trials(bench: Bench, question: Question, random: Random) -> list[Trial]:
    answer = bench.key("answer", question.id)
    weight = question.weight or Decimal(1)
    given: dict[Key, Value | Formula | None] = {}
    if question.weight is not None:
        given[bench.key("weight", question.id)] = question.weight
    match question.scale:
        case Choice(options=options):
            return [({**given, answer: option.letter}, option.value * weight) for option in options]
        case Index(top=top):
            tried = [Decimal(random.randrange(int(top) * 100)) / 100 for _ in range(2)]
            return [({**given, answer: index}, index / top * weight) for index in (*tried, top)]
        case _:
            shares = [Decimal(random.randrange(1000)) / 1000 for _ in range(2)]
            return [({**given, answer: share}, share * weight) for share in (*shares, Decimal(1))]


def _right(bench: Bench, question: Question) -> str:
    answer, weight = bench.at("answer", question.id), bench.at("weight", question.id)
    match question.scale:
        case Choice() as scale:
            return official.option(answer, scale, weight if question.weight is not None else None)
        case Index() as scale:
            return official.index(answer, scale, weight)
        case _:
            return official.share(answer)
