"""Say in Indonesian what the calculation knows only as rules and figures. No Django: the command line speaks it too."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from gettext import gettext as _

from bening.domain.answers import Answer, Refusal
from bening.domain.instrument import Choice, Instrument, Question, Ratio
from bening.domain.scoring import Why


def number(value: Decimal | int, places: int = 2) -> str:
    """Return a number in Indonesian form: 1.234,50. ``places`` is the most decimals; this is where rounding happens."""
    text = f"{value:,.{places}f}" if isinstance(value, Decimal) else f"{value:,d}"
    return text.translate(str.maketrans(",.", ".,"))


def plain(value: Decimal, places: int = 4) -> str:
    """Return a number without needless zeros: 0,67 and 15,75 and 4."""
    text = number(value, places)
    return text.rstrip("0").rstrip(",") if "," in text else text


# What is wrong with an answer, and how to mend it. The keys are the rules of domain.answers.
REFUSALS: Mapping[str, tuple[Callable[[], str], Callable[[], str]]] = {
    "outside_scale": (
        lambda: _("“%(given)s” bukan pilihan jawaban soal ini."),
        lambda: _("Pilih salah satu dari %(allowed)s."),
    ),
    "outside_index": (
        lambda: _("Indeks %(given)s di luar 0 sampai %(top)s."),
        lambda: _("Isi indeks survei antara 0 dan %(top)s, misalnya 3,60."),
    ),
    "not_a_number": (
        lambda: _("“%(given)s” bukan bilangan%(of)s."),
        lambda: _("Ketik angka saja, tanpa satuan atau keterangan."),
    ),
    "negative_count": (
        lambda: _("Jumlah %(given)s%(of)s kurang dari nol."),
        lambda: _("Isi bilangan bulat nol atau lebih."),
    ),
    "fractional_count": (
        lambda: _("Jumlah %(given)s%(of)s bukan bilangan bulat."),
        lambda: _("Isi bilangan bulat, tanpa koma."),
    ),
    "count_too_large": (
        lambda: _("Jumlah %(given)s%(of)s terlalu besar."),
        lambda: _("Periksa kembali; jumlah paling besar 10.000.000."),
    ),
    "counts_expected": (
        lambda: _("Soal ini diisi dengan jumlah, bukan “%(given)s”."),
        lambda: _("Isi jumlahnya satu per satu: %(keys)s."),
    ),
    "unknown_count": (
        lambda: _("“%(given)s” bukan masukan soal ini."),
        lambda: _("Pakai nama masukan: %(keys)s."),
    ),
    "more_than_due": (
        lambda: _("%(given)s%(of)s lebih banyak daripada yang seharusnya, yaitu %(due)s."),
        lambda: _("Periksa kedua jumlah; yang selesai tidak bisa melebihi yang wajib."),
    ),
    "unknown_question": (
        lambda: _("Soal “%(given)s” tidak ada dalam instrumen ini."),
        lambda: _("Pakai id soal seperti P.1.i.a; daftarnya: bening instrument show."),
    ),
}


def refusal(refused: Refusal, instrument: Instrument) -> tuple[str, str]:
    """Return the sentence that says what is wrong with an answer, and the one that says how to mend it."""
    question = instrument.questions.get(refused.question)
    label = count_label(question, refused.key) if question else ""
    scale = question.scale if question else None
    values = {
        "keys": ", ".join(scale.keys) if isinstance(scale, Ratio) else "",
        **refused.values,
        "given": refused.given,
        "of": f" ({label})" if label else "",
    }
    problem, mend = REFUSALS[refused.rule]
    return problem() % values, mend() % values


def count_label(question: Question, key: str | None) -> str:
    """Return what a count is called on the sheet, empty when the question has no such count."""
    if not isinstance(question.scale, Ratio) or key is None:
        return ""
    stated = question.scale.stated_total
    if stated and stated.key == key:
        return stated.label
    return next((entry.label for entry in question.scale.inputs if entry.key == key), "")


def why(reason: Why, question: Question | None = None) -> str:  # noqa: PLR0911 -- a sentence a rule
    """Return one sentence that explains what a node of the score earned."""
    v = reason.values
    match reason.rule:
        case "blank":
            return _("Belum dijawab, dihitung 0.")
        case "counts_missing":
            labels = [count_label(question, str(key)) if question else str(key) for key in v["missing"]]  # type: ignore[attr-defined]  # a tuple of keys
            return _("Belum lengkap, dihitung 0. Yang belum diisi: %(keys)s.") % {"keys": "; ".join(labels)}
        case "option":
            return _("Jawaban %(letter)s bernilai %(value)s.") % {"letter": v["letter"], "value": _plain(v["value"])}
        case "index":
            return _("Indeks %(index)s dibagi %(top)s.") % {"index": _plain(v["index"]), "top": _plain(v["top"])}
        case "ratio":
            sentence = _("%(done)s dari %(due)s = %(ratio)s %%.")
            ratio = _plain(Decimal(str(v["ratio"])) * 100)
            text = sentence % {"done": v["done"], "due": v["due"], "ratio": ratio}
            return text if v["ratio"] == v["value"] else text + " " + _clamped(Decimal(str(v["value"])))
        case "nothing_due":
            share = _plain(v["value"])
            if v["official"]:
                return _("Tidak ada yang wajib dilakukan; lembar kerja resmi memberi %(share)s.") % {"share": share}
            sentence = _(
                "Tidak ada yang wajib dilakukan; nilai bawaan %(share)s (bukan ketentuan, perlu catatan penilai)."
            )
            return sentence % {"share": share}
        case "mean":
            sentence = _("Rata-rata %(counted)s soal × bobot %(weight)s.")
            return sentence % {"counted": v["counted"], "weight": _plain(v["weight"])}
        case _:
            return _("Jumlah dari %(parts)s bagian.") % {"parts": v["parts"]}


def _plain(value: object) -> str:
    return plain(Decimal(str(value)))


def _clamped(value: Decimal) -> str:
    if value:
        return _("Nilainya paling tinggi 100 %.")
    return _("Nilainya paling rendah 0.")


def check_name(check_id: str, instrument: Instrument) -> str:
    """Return what a threshold is about, as people call it."""
    if check_id.startswith("area."):
        number_ = check_id.removeprefix("area.")
        return _("Area %(number)s %(name)s") % {"number": number_, "name": instrument.branches[f"P.{number_}"].name}
    if check_id in {"total", "pengungkit"}:
        return {"total": _("Nilai total"), "pengungkit": _("Pengungkit")}[check_id]
    if check_id in instrument.branches:
        return instrument.branches[check_id].name
    return instrument.questions[check_id].short


def answer_text(question: Question, answer: Answer | None) -> str:
    """Return an answer as people write it: a letter, an index, or its counts."""
    if answer is None:
        return _("belum diisi")
    if isinstance(question.scale, Choice):
        return str(answer)
    if isinstance(answer, Mapping):
        return ", ".join(f"{count_label(question, key) or key}: {value}" for key, value in answer.items())
    return plain(Decimal(str(answer)))


def change(question: Question, before: Answer | None, to: Answer | Mapping[str, str]) -> str:
    """Return ``from → to`` in words; of counts only those that move. ``{"share": "0.5"}`` is a share to reach."""
    if isinstance(to, Mapping) and "share" in to:
        percent = plain(Decimal(str(to["share"])) * 100)
        return _("belum ada yang dihitung → capai %(percent)s %%") % {"percent": percent}
    if isinstance(to, Mapping) and isinstance(before, Mapping):
        return "; ".join(
            f"{count_label(question, key)}: {before.get(key)} → {value}"
            for key, value in to.items()
            if before.get(key) != value
        )
    return f"{answer_text(question, before)} → {answer_text(question, to)}"  # type: ignore[arg-type]  # the share was told above
