"""Audit the counts of a percentage: its formula, a total that was typed, and that no count is taken for a value."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from gettext import gettext as _
from random import Random

from bening.assessment import wording
from bening.assessment.workbook import official
from bening.assessment.workbook.cells import Value
from bening.assessment.workbook.findings import Bench, Finding, departure, same
from bening.assessment.workbook.formulas import Formula, Key
from bening.assessment.workbook.layouts import fold
from bening.domain.answers import Counts
from bening.domain.instrument import Question, Ratio
from bening.domain.scoring import score, share_of


def audit_counts(bench: Bench, question: Question, scale: Ratio, random: Random) -> Iterator[Finding]:
    yield from _ratio(bench, question, scale, random)
    yield from _stated(bench, question, scale)
    yield from _counts(bench, question, scale)


def _cells(bench: Bench, question: Question, scale: Ratio, *, stated: bool = True) -> dict[str, str] | None:
    """Return the addresses of the counts, None when a row was not found."""
    if any(bench.row(f"{question.id}:{name}") is None for name in scale.keys):
        return None
    cells = {name: bench.at("answer", f"{question.id}:{name}") for name in scale.keys}
    total = scale.stated_total
    if stated and total and bench.row(f"{question.id}:{total.key}"):
        cells[total.key] = bench.at("answer", f"{question.id}:{total.key}")
    return cells


def _ratio(bench: Bench, question: Question, scale: Ratio, random: Random) -> Iterator[Finding]:
    """Try random counts in the percentage's formula, more done than due and fewer than nothing among them."""
    cells = _cells(bench, question, scale)
    if cells is None or bench.row(question.id) is None:
        return
    for counts in _random_counts(scale, random):
        expected, _why = share_of(question, counts)
        given: dict[Key, Value | Formula | None] = {
            bench.key("answer", f"{question.id}:{name}"): Decimal(counts[name]) for name in scale.keys
        }
        if scale.stated_total and scale.stated_total.key in cells:
            total = Decimal(scale.denominator.of(counts))
            given[bench.key("answer", f"{question.id}:{scale.stated_total.key}")] = total
        if not same(bench.tried("answer", question.id, given), expected or Decimal(0)):
            what = _("Persentase soal %(id)s") % {"id": question.id}
            yield departure(bench, question.id, "answer", official.ratio(scale, cells), what)
            return


def _random_counts(scale: Ratio, random: Random) -> list[Counts]:
    """Return counts for which the ministry's worksheet and the regulation leave no doubt: something was due."""
    found = [{name: random.randint(1, 30) for name in scale.keys} for _ in range(4)]
    found.append({name: 1 if name in scale.denominator.keys else 30 for name in scale.keys})
    found.append({name: 30 if name in scale.denominator.keys else 1 for name in scale.keys})
    if scale.official:
        found.append(dict.fromkeys(scale.keys, 0))
    return [counts for counts in found if scale.denominator.of(counts) > 0 or not any(counts.values())]


def _stated(bench: Bench, question: Question, scale: Ratio) -> Iterator[Finding]:
    """Find a total that was typed where the worksheet adds up; its effect is the one on our own score."""
    total, cells = scale.stated_total, _cells(bench, question, scale, stated=False)
    id = f"{question.id}:{total.key}" if total else ""
    if total is None or cells is None or bench.row(id) is None:
        return
    cell, where = bench.cell("answer", id), bench.at("answer", id)
    parts = [bench.now("answer", f"{question.id}:{name}") for name in scale.denominator.keys]
    fix = _("Tulis rumus =%(formula)s di %(cell)s, atau perbaiki rinciannya.") % {
        "formula": official.linear(scale.denominator, cells),
        "cell": where,
    }
    if cell.formula is not None:
        yield from _total_formula(bench, question, scale, id, cells)
    elif isinstance(cell.value, Decimal):
        numbers = [part for part in parts if isinstance(part, Decimal)]
        values = {
            "cell": where,
            "typed": wording.plain(cell.value),
            "parts": " + ".join(wording.plain(part) for part in numbers),
            "sum": wording.plain(sum(numbers, start=Decimal(0))),
            "id": question.id,
        }
        if len(numbers) < len(parts):
            sentence = _("Jumlah di %(cell)s (soal %(id)s) diketik %(typed)s, padahal rinciannya belum lengkap.")
        elif sum(numbers, start=Decimal(0)) == cell.value:
            sentence = _("Jumlah di %(cell)s (soal %(id)s) diketik %(typed)s, bukan dihitung dari rinciannya.")
        else:
            sentence = _(
                "Jumlah di %(cell)s (soal %(id)s) diketik %(typed)s, padahal rinciannya %(parts)s = %(sum)s. "
                "Nilai memakai angka yang diketik."
            )
        effect = _our_effect(bench, question, total.key)
        yield Finding(bench.sheet.name, where, "typed_over", sentence % values, effect, fix)


def _our_effect(bench: Bench, question: Question, total: str) -> Decimal:
    answers = bench.reading.answers[bench.tier]
    answer = answers.get(question.id)
    if not isinstance(answer, Mapping):
        return Decimal(0)
    without = {**answers, question.id: {name: count for name, count in answer.items() if name != total}}
    root = bench.instrument.root
    return score(root, without).earned - score(root, answers).earned


def _total_formula(
    bench: Bench, question: Question, scale: Ratio, id: str, cells: Mapping[str, str]
) -> Iterator[Finding]:
    given: dict[Key, Value | Formula | None] = {
        bench.key("answer", f"{question.id}:{name}"): Decimal(7 * at + 3) for at, name in enumerate(scale.keys)
    }
    wanted = Decimal(scale.denominator.of({name: 7 * at + 3 for at, name in enumerate(scale.keys)}))
    if not same(bench.tried("answer", id, given), wanted):
        formula = official.linear(scale.denominator, cells)
        yield departure(bench, id, "answer", formula, _("Jumlah soal %(id)s") % {"id": question.id})


def _counts(bench: Bench, question: Question, scale: Ratio) -> Iterator[Finding]:
    """Find counts that earn something by themselves: a wrong type lets them into the mean."""
    for name in scale.keys:
        id = f"{question.id}:{name}"
        if bench.row(id) is None:
            continue
        given: dict[Key, Value | Formula | None] = {bench.key("answer", id): Decimal(5)}
        if not isinstance(bench.tried("value", id, given), Decimal):
            continue
        values = {"cell": bench.at("value", id), "id": question.id, "type": bench.at("type", id)}
        problem = _("Baris jumlah di %(cell)s (soal %(id)s) ikut dihitung sebagai nilai.") % values
        is_type = fold(bench.sheet.text(bench.reading.located[id], bench.column["type"])) != "jumlah"
        mended: dict[Key, Value | Formula | None] = {bench.key("value", id): None}
        where, fix = bench.at("value", id), _("Kosongkan %(cell)s.") % values
        if is_type and bench.cell("value", id).formula is not None:
            mended = {bench.key("type", id): "Jumlah"}
            where, fix = bench.at("type", id), _("Ketik “Jumlah” di %(type)s.") % values
        yield Finding(bench.sheet.name, where, "type", problem, bench.effect(mended), fix)
