"""The facts behind the prerequisites: kept as text by field, read back exactly, said in Indonesian. No Django."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from gettext import gettext as _
from typing import Any

from bening.assessment import wording
from bening.domain.gates import LADDER
from bening.domain.instrument import PrerequisiteRules
from bening.domain.prerequisites import GRADES, Facts, Prerequisite, prerequisites

OPINIONS = ("WTP", "WDP", "TW", "TMP")
HIGHEST_SPIP = Decimal(5)
LONGEST_NUMBER = 20
YES, NO = "ya", "tidak"
RULE = "Permenpan RB 5/2024, Tabel\N{NO-BREAK SPACE}5"
RULE_2021 = "Permenpan RB 90/2021, Lampiran\N{NO-BREAK SPACE}II"

TEXTS = ("bpk_opinion", "sakip", "rb_index", "internal_sakip", "holds")
NUMBERS = ("spip", "tlhp_percent", "wealth_reports_percent", "years_built")
TRUTHS = ("core_service", "public_impact")
DATES = ("held_since", "revoked_on")
STATED = tuple(field.name for field in fields(Facts) if field.name != "kind")  # the kind is the instansi's own


class FactUnreadable(Exception):
    """A stored fact is not what its field holds; ``args`` name the field and the text."""


def read(stored: Mapping[str, Any], *, kind: str | None) -> Facts:
    """Return the facts that were stored as text; a field without text is not known. Raises FactUnreadable."""
    found: dict[str, Any] = {}
    for name in STATED:
        text = stored.get(name)
        if text is None or text == "":
            continue
        try:
            found[name] = _value(name, text)
        except (ValueError, InvalidOperation):
            raise FactUnreadable(name, text) from None
    return Facts(kind=kind, **found)


def write(facts: Facts) -> dict[str, str]:
    """Return the facts as text by field, without those that are not known and without the instansi's kind."""
    return {name: _text(value) for name in STATED if (value := getattr(facts, name)) is not None}


def _value(name: str, text: Any) -> Any:  # noqa: ANN401 -- as its field holds it
    if name in TRUTHS:
        return text is True or str(text).casefold() in {YES, "true"}
    if name in NUMBERS:
        number = Decimal(str(text))
        if not number.is_finite():
            raise ValueError(text)
        return number
    if name in DATES:
        return date.fromisoformat(str(text))
    if name in {"sakip", "rb_index", "internal_sakip"} and text not in GRADES:
        raise ValueError(text)
    return str(text)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


# What each fact is called, and what each demand asks. The keys are those of domain.prerequisites.
NAMES: Mapping[str, Callable[[], str]] = {
    "bpk_opinion": lambda: _("Opini BPK"),
    "sakip": lambda: _("Nilai SAKIP instansi"),
    "rb_index": lambda: _("Indeks RB instansi"),
    "spip": lambda: _("Maturitas SPIP"),
    "core_service": lambda: _("Unit menjalankan layanan utama"),
    "public_impact": lambda: _("Berdampak pada persepsi publik"),
    "tlhp_percent": lambda: _("Tindak lanjut hasil pemeriksaan (TLHP)"),
    "wealth_reports_percent": lambda: _("Kepatuhan LHKPN dan LHKAN"),
    "years_built": lambda: _("Lama pembangunan ZI"),
    "internal_sakip": lambda: _("Nilai SAKIP internal unit"),
    "holds": lambda: _("Predikat yang dimiliki"),
    "held_since": lambda: _("Berpredikat sejak"),
    "revoked_on": lambda: _("Tanggal pencabutan predikat"),
    "holds_wbk": lambda: _("Sudah berpredikat WBK"),
    "years_of_wbk": lambda: _("Lama berpredikat WBK"),
    "cooldown": lambda: _("Masa tunggu setelah predikat dicabut"),
}
LEVELS: Mapping[str, Callable[[], str]] = {
    "instansi": lambda: _("Instansi"),
    "unit": lambda: _("Unit"),
    "predikat": lambda: _("Predikat"),
}


def name(id: str) -> str:
    return NAMES[id]()


def told(field: str, text: object) -> str:
    """Return a stored fact as people read it."""
    if text in {None, ""}:
        return _("belum diketahui")
    try:
        value = _value(field, text)
    except (ValueError, InvalidOperation):
        return str(text)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return _number(field, value)
    return str(value)


def _number(field: str, value: Decimal) -> str:
    shown = wording.plain(value)
    if field.endswith("_percent"):
        return f"{shown} %"
    return _("%(years)s tahun") % {"years": shown} if field.startswith("years") else shown


MONTHS = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()  # noqa: SIM905 -- reads better
)


def day(value: date) -> str:
    """Return ``20 November 2026``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


@dataclass(frozen=True, slots=True)
class Demand:
    """What one predicate asks of one fact, in words. ``passed`` is None while the fact is not known."""

    predicate: str
    passed: bool | None = None
    minimum: str = ""
    asked: bool = True

    @property
    def word(self) -> str:
        if self.passed is None:
            return _("belum diketahui")
        return _("terpenuhi") if self.passed else _("belum terpenuhi")

    @property
    def kind(self) -> str:
        """Return the badge that says it with a shape."""
        return {None: "unknown", True: "good", False: "bad"}[self.passed]


@dataclass(frozen=True, slots=True)
class Line:
    """One prerequisite, with what each predicate asks."""

    id: str
    level: str
    name: str
    value: str
    practice: bool
    source: str
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The prerequisites of every predicate side by side."""

    predicates: tuple[str, ...]
    lines: tuple[Line, ...]
    sentences: tuple[tuple[str, bool | None, str], ...]  # predicate, passed, words


def standing(rules: PrerequisiteRules, facts: Facts, *, on: date) -> Standing:
    """Return how ``facts`` stand against the prerequisites on the day ``on``."""
    asked = {
        predicate: {one.id: one for one in prerequisites(predicate, rules, facts, on=on, with_practice=True)}
        for predicate in LADDER
    }
    order = list(dict.fromkeys(id for found in asked.values() for id in found))
    return Standing(
        predicates=LADDER,
        lines=tuple(_line(id, asked) for id in order),
        sentences=tuple((predicate, *_sentence(found)) for predicate, found in asked.items()),
    )


def _line(id: str, asked: Mapping[str, Mapping[str, Prerequisite]]) -> Line:
    any_of = next(found[id] for found in asked.values() if id in found)
    return Line(
        id=id,
        level=LEVELS[any_of.level](),
        name=name(id),
        value=_value_told(any_of),
        practice=any_of.practice,
        source=_source(any_of),
        demands=tuple(
            Demand(predicate, found[id].passed, _minimum(found[id])) if id in found else Demand(predicate, asked=False)
            for predicate, found in asked.items()
        ),
    )


def _source(one: Prerequisite) -> str:
    if one.practice:
        return _("praktik seleksi kementerian, bukan ketentuan")
    return RULE_2021 if one.level == "predikat" else RULE


def _value_told(one: Prerequisite) -> str:
    match one.id:
        case "holds_wbk":
            return one.value or _("belum berpredikat")
        case "cooldown":
            return _("dicabut %(day)s") % {"day": day(date.fromisoformat(one.value))}
        case "years_of_wbk":
            return _("sejak %(day)s") % {"day": day(date.fromisoformat(one.value))} if one.value else told("holds", "")
        case _:
            return told(one.id, one.value)


def _minimum(one: Prerequisite) -> str:
    match one.id:
        case "bpk_opinion" | "holds_wbk":
            return _("harus %(minimum)s") % {"minimum": one.minimum}
        case "core_service" | "public_impact":
            return _("harus ya")
        case "cooldown":
            return _("dapat diusulkan lagi mulai %(day)s") % {"day": day(date.fromisoformat(one.minimum))}
        case "years_of_wbk":
            return _("paling sedikit %(years)s tahun") % {"years": one.minimum}
        case _ if not one.minimum:
            return _("menunggu jenis instansi")
        case _:
            return _("paling rendah %(minimum)s") % {"minimum": told(one.id, one.minimum)}


def _sentence(found: Mapping[str, Prerequisite]) -> tuple[bool | None, str]:
    """Return whether all demands of a rule are met, and how many are not; practice is no rule."""
    ruled = [one for one in found.values() if not one.practice]
    failed = [name(one.id) for one in ruled if one.passed is False]
    unknown = sum(1 for one in ruled if one.passed is None)
    if failed:
        sentence = _("Belum terpenuhi: %(names)s.") % {"names": ", ".join(failed)}
        return False, sentence + (" " + _unknown(unknown) if unknown else "")
    if unknown:
        return None, _unknown(unknown)
    return True, _("Semua %(count)s prasyarat terpenuhi.") % {"count": len(ruled)}


def _unknown(count: int) -> str:
    return _("%(count)s prasyarat belum diketahui.") % {"count": count}
