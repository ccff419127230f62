"""Read an LKE edition from its YAML file into the pure tree, or stop with file, line and rule."""

import re
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache
from gettext import gettext as _
from pathlib import Path

import yaml

from bening.assessment.editions.instrument_nodes import InstrumentBroken, Node, read_node
from bening.domain.instrument import (
    PERIODS,
    Branch,
    Choice,
    CountInput,
    Index,
    Instrument,
    KawasanThresholds,
    Linear,
    Option,
    PrerequisiteRules,
    Proof,
    Question,
    Ratio,
    StatedTotal,
    Thresholds,
)
from bening.domain.prerequisites import GRADES

__all__ = ["DEFAULT", "DIRECTORY", "InstrumentBroken", "available", "load", "read"]

DIRECTORY = Path(__file__).parents[1] / "instruments"
DEFAULT = "zi-90-2021"
TOP_KEYS = [
    "id",
    "title",
    "legal_basis",
    "valid_from",
    "notes",
    "scales",
    "thresholds",
    "kawasan",
    "prerequisites",
    "tree",
]
HIGHEST_SOAL = 9_999
# The kinds of document in the evidence store; a test compares them, since instruments are read without the database.
KINDS_OF_PROOF = frozenset(
    ("sk", "rencana", "laporan", "notula", "hadir", "sop", "surat", "foto", "publikasi", "data", "lain")
)
QUESTION_KEYS = [
    "id",
    "short",
    "text",
    "scale",
    "weight",
    "items",
    "criteria",
    "evidence",
    "note",
    "soal_id",
    "rows",
    "ratio",
    "register",
    "proofs",
]


@cache
def load(instrument_id: str = DEFAULT) -> Instrument:
    """Return an edition that comes with Bening; LookupError when there is none of that name."""
    if instrument_id not in available():
        raise LookupError(instrument_id)
    return read(DIRECTORY / f"{instrument_id}.yaml")


def available() -> tuple[str, ...]:
    """Return the ids of the editions that can be scored."""
    return tuple(sorted(path.stem for path in DIRECTORY.glob("zi-*.yaml")))


def read(path: Path) -> Instrument:
    """Return the edition in ``path``; raises InstrumentBroken at the first rule it breaks."""
    return _Reader(path.name).instrument(read_node(path))


class _Reader:
    """Builds the tree and holds what must be unique over the whole file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.ids: dict[str, int] = {}
        self.soal: dict[int, int] = {}
        self.taken: dict[tuple[str, int | None], int] = {}
        self.scales: dict[str, Choice | Index | None] = {}  # None: a ratio, which each question spells out

    def instrument(self, root: Node) -> Instrument:
        root.only(*TOP_KEYS)
        for name, scale in root.need("scales").fields.items():
            self.scales[name] = self.scale(name, scale)
        tree = self.branch(root.need("tree"))
        self.all_soal()
        kawasan = root.need("kawasan")
        predicates = list(root.need("thresholds").fields)
        legal_basis = root.need("legal_basis")
        if not root.lines("legal_basis"):
            raise legal_basis.broken(_("sebutkan sekurangnya satu dasar hukum"))
        instrument = Instrument(
            id=root.need("id").text(),
            title=root.need("title").text(),
            legal_basis=root.lines("legal_basis"),
            valid_from=self.day(root.need("valid_from")),
            root=tree,
            scales=tuple(scale for scale in self.scales.values() if isinstance(scale, Choice)),
            thresholds={
                name: self.threshold(node, predicates) for name, node in root.need("thresholds").fields.items()
            },
            kawasan={name: self.region(node, predicates) for name, node in kawasan.fields.items() if name != "aspects"},
            kawasan_aspects=kawasan.lines("aspects"),
            prerequisites=self.prerequisites(root.need("prerequisites"), predicates),
            notes=root.lines("notes"),
        )
        self.reachable(root.need("thresholds"), instrument)
        return instrument

    def day(self, node: Node) -> date:
        try:
            return date.fromisoformat(node.text())
        except ValueError:
            raise node.broken(_("tanggal ditulis sebagai 2021-12-31")) from None

    def scale(self, name: str, node: Node) -> Choice | Index | None:
        if isinstance(node.node, yaml.ScalarNode):
            if node.text() != "ratio":
                raise node.broken(_("skala “%(name)s” bukan pilihan, index, atau ratio") % {"name": name})
            return None
        if "index" in node.fields:
            node.only("index")
            top = node.need("index").number()
            if not top:
                raise node.broken(_("indeks tertinggi harus lebih dari nol"))
            return Index(name, top)
        options = tuple(Option(letter, value.number()) for letter, value in node.fields.items())
        shares = [option.value for option in options]
        if len(options) < 2 or shares != sorted(shares, reverse=True) or shares[0] > 1:  # noqa: PLR2004 -- a choice has two
            raise node.broken(_("pilihan ditulis dari yang terbaik, nilainya antara 1 dan 0"))
        if len({option.letter.strip().casefold() for option in options}) < len(options):
            raise node.broken(_("huruf besar dan kecil tidak membedakan pilihan"))
        return Choice(name, options)

    def unique(self, node: Node) -> str:
        id = node.need("id").text()
        if id in self.ids:
            rule = _("id “%(id)s” sudah dipakai di baris %(line)s") % {"id": id, "line": self.ids[id]}
            raise node.need("id").broken(rule)
        self.ids[id] = node.need("id").line
        return id

    def soal_id(self, node: Node) -> int:
        found = node.get("soal_id")
        if found is None:
            raise node.broken(_("soal_id (nomor soal PortalRB) belum ada"))
        number = found.whole()
        if not 1 <= number <= HIGHEST_SOAL:
            raise found.broken(_("soal_id ditulis 1 sampai %(most)s") % {"most": HIGHEST_SOAL})
        if number in self.soal:
            rule = _("soal_id %(number)s sudah dipakai di baris %(line)s")
            raise found.broken(rule % {"number": number, "line": self.soal[number]})
        self.soal[number] = found.line
        return number

    def rows(self, node: Node) -> tuple[int | None, int | None]:
        """Return the rows on the sheets Jawaban (2026) and LKE ZI (2021); a row holds one thing."""
        rows = node.rows()
        for place in zip(("jawaban", "lke_zi"), rows, strict=True):
            if place in self.taken and place[1] is not None:
                rule = _("baris %(row)s lembar %(sheet)s sudah dipakai di baris %(line)s")
                values = {"row": place[1], "sheet": place[0], "line": self.taken[place]}
                raise node.need("rows").broken(rule % values)
            self.taken[place] = node.line
        return rows

    def all_soal(self) -> None:
        """Refuse a gap where it ends: the numbers run from 1 upwards, as PortalRB's do."""
        for wanted, number in enumerate(sorted(self.soal), start=1):
            if number != wanted:
                rule = _("soal_id %(number)s melompati %(wanted)s")
                raise InstrumentBroken(self.file, self.soal[number], rule % {"number": number, "wanted": wanted})

    def branch(self, node: Node) -> Branch:
        node.only("id", "name", "numeral", "weight", "rows", "shared", "parts")
        id = self.unique(node)
        shared = node.get("shared")
        jawaban, annex = self.rows(node)
        numeral = node.get("numeral")
        parts = tuple(
            self.branch(part) if part.get("parts") else self.question(part) for part in node.need("parts").items()
        )
        branch = Branch(
            id=id,
            name=node.need("name").text(),
            weight=node.need("weight").number(),
            parts=parts,
            shared=shared.truth() if shared else False,
            numeral=numeral.text() if numeral else "",
            row=jawaban,
            annex_row=annex,
        )
        self.adds_up(node, branch)
        return branch

    def adds_up(self, node: Node, branch: Branch) -> None:
        if not branch.parts:
            raise node.need("parts").broken(_("“%(id)s” tidak punya isi") % {"id": branch.id})
        if branch.shared:
            weighted = [part.id for part in branch.parts if isinstance(part, Branch) or part.weight is not None]
            if weighted:
                rule = _("bobot “%(id)s” dibagi rata, jadi %(parts)s tidak boleh berbobot sendiri")
                raise node.broken(rule % {"id": branch.id, "parts": ", ".join(weighted)})
            return
        weights = [part.weight for part in branch.parts]
        if any(weight is None for weight in weights):
            raise node.broken(_("setiap isi “%(id)s” harus punya bobot") % {"id": branch.id})
        total = sum((weight for weight in weights if weight is not None), start=Decimal(0))
        if total != branch.weight:
            rule = _("bobot “%(id)s” %(weight)s, tetapi isinya berjumlah %(total)s")
            raise node.need("weight").broken(rule % {"id": branch.id, "weight": branch.weight, "total": total})

    def question(self, node: Node) -> Question:
        node.only(*QUESTION_KEYS)
        id = self.unique(node)
        wanted = node.need("scale")
        if wanted.text() not in self.scales:
            raise wanted.broken(_("skala “%(scale)s” tidak dikenal") % {"scale": wanted.text()})
        known = self.scales[wanted.text()]
        misplaced = node.get("soal_id" if known is None else "ratio")
        if misplaced:
            raise misplaced.broken(_("persentase menyebut soal_id pada masukannya; “ratio” hanya untuk persentase"))
        scale = self.ratio(node, wanted.text()) if known is None else known
        weight, note, register = node.get("weight"), node.get("note"), node.get("register")
        if register and not isinstance(scale, Ratio):
            raise register.broken(_("register hanya untuk persentase, karena jumlahnya yang dibandingkan"))
        jawaban, annex = self.rows(node)
        criteria = node.need("criteria").texts()
        if isinstance(scale, Choice) and list(criteria) != [option.letter for option in scale.options]:
            rule = _("kriteria harus menyebut setiap pilihan %(scale)s, berurutan")
            raise node.need("criteria").broken(rule % {"scale": scale.id})
        return Question(
            id=id,
            letter=id.rsplit(".", 1)[-1],
            short=node.need("short").text(),
            text=node.need("text").text(),
            scale=scale,
            weight=weight.number() if weight else None,
            criteria=tuple(criteria.items()),
            evidence=node.lines("evidence"),
            items=node.lines("items"),
            note=note.text() if note else "",
            proofs=self.proofs(node),
            register=register.text() if register else "",
            soal_id=None if isinstance(scale, Ratio) else self.soal_id(node),
            row=jawaban,
            annex_row=annex,
        )

    def proofs(self, question: Node) -> tuple[Proof, ...]:
        """Return the places for proof; at least one, since every answer has to be shown."""
        node = question.get("proofs")
        proofs = tuple(self.proof(entry) for entry in node.items()) if node else ()
        if not proofs:
            raise (node or question).broken(_("sebutkan sekurangnya satu bukti pada “proofs”"))
        keys = [proof.key for proof in proofs]
        if len(set(keys)) != len(keys):
            raise (node or question).broken(_("kunci bukti ditulis dua kali"))
        return proofs

    def proof(self, node: Node) -> Proof:
        node.only("key", "name", "kinds", "every", "signed")
        key, every, signed = node.need("key"), node.get("every"), node.get("signed")
        if not re.fullmatch(r"[a-z0-9-]{1,40}", key.text()):
            raise key.broken(_("kunci bukti ditulis dengan huruf kecil, angka, dan tanda hubung"))
        kinds = node.lines("kinds")
        for kind in kinds:
            if kind not in KINDS_OF_PROOF:
                raise node.need("kinds").broken(_("jenis dokumen “%(kind)s” tidak dikenal") % {"kind": kind})
        if every and every.text() not in PERIODS:
            raise every.broken(_("“every” salah satu dari %(known)s") % {"known": ", ".join(PERIODS)})
        return Proof(
            key=key.text(),
            name=node.need("name").text(),
            kinds=kinds,
            every=every.text() if every else "tahun",
            signed=signed.truth() if signed else False,
        )

    def ratio(self, question: Node, scale: str) -> Ratio:
        node = question.need("ratio")
        node.only("done", "due", "may_exceed", "nothing_due", "stated_total", "inputs")
        inputs = tuple(self.count(entry) for entry in node.need("inputs").items())
        keys = [entry.key for entry in inputs]
        if len(set(keys)) != len(keys):
            raise node.need("inputs").broken(_("kunci masukan ditulis dua kali"))
        rule = node.need("nothing_due")
        rule.only("share", "otherwise", "official")
        exceed, stated = node.get("may_exceed"), node.get("stated_total")
        return Ratio(
            id=scale,
            inputs=inputs,
            numerator=self.linear(node.need("done"), keys),
            denominator=self.linear(node.need("due"), keys),
            nothing_due=self.share(rule.need("share")),
            nothing_due_but=self.share(rule.need("otherwise")),
            official=rule.need("official").truth(),
            may_exceed=exceed.truth() if exceed else False,
            stated_total=self.stated(stated, keys) if stated else None,
        )

    def share(self, node: Node) -> Decimal:
        if node.number() > 1:
            raise node.broken(_("bagian nilai antara 0 dan 1"))
        return node.number()

    def count(self, node: Node) -> CountInput:
        node.only("key", "label", "soal_id", "rows")
        jawaban, annex = self.rows(node)
        return CountInput(node.need("key").text(), node.need("label").text(), self.soal_id(node), jawaban, annex)

    def stated(self, node: Node, keys: list[str]) -> StatedTotal:
        node.only("key", "label", "rows")
        if node.need("key").text() in keys:
            raise node.need("key").broken(_("jumlah yang dinyatakan tidak boleh bernama sama dengan masukan"))
        jawaban, annex = self.rows(node)
        return StatedTotal(node.need("key").text(), node.need("label").text(), annex, jawaban)

    def linear(self, node: Node, keys: list[str]) -> Linear:
        """Read ``lalu - kini`` or ``a + b + c``; every name must be an input of the question."""
        text = node.text()
        if not re.fullmatch(r"\s*\w+(\s*[+-]\s*\w+)*\s*", text):
            raise node.broken(_("rumus hanya boleh menjumlah atau mengurangi masukan: %(text)s") % {"text": text})
        terms = tuple((-1 if sign == "-" else 1, key) for sign, key in re.findall(r"([+-]?)\s*(\w+)", text))
        for _sign, key in terms:
            if key not in keys:
                raise node.broken(_("rumus memakai masukan “%(key)s” yang tidak ada") % {"key": key})
        return Linear(terms)

    def predicate(self, node: Node | None, predicates: list[str]) -> str | None:
        if node and node.text() not in predicates:
            raise node.broken(_("predikat “%(name)s” tidak punya ambang") % {"name": node.text()})
        return node.text() if node else None

    def threshold(self, node: Node, predicates: list[str]) -> Thresholds:
        node.only("total", "pengungkit", "areas", "results", "requires")
        areas = node.need("areas")
        for area, least in areas.fields.items():
            if not re.fullmatch(r"[1-9]\d?", area):
                raise least.broken(_("area ditulis dengan nomornya, bukan “%(area)s”") % {"area": area})
        return Thresholds(
            total=node.need("total").number(),
            pengungkit=node.need("pengungkit").number(),
            areas=tuple((int(area), least.number()) for area, least in areas.fields.items()),
            results=tuple(node.need("results").numbers().items()),
            requires=self.predicate(node.get("requires"), predicates),
        )

    def reachable(self, node: Node, instrument: Instrument) -> None:
        """No threshold may name something that is not in the tree or ask for more than it weighs."""
        weights = {id: branch.weight for id, branch in instrument.branches.items()}
        weights |= {id: instrument.weight_of(question) for id, question in instrument.questions.items()}
        for predicate, wanted in instrument.thresholds.items():
            here = node.need(predicate)
            named = [("total", wanted.total), ("pengungkit", wanted.pengungkit), *wanted.results]
            for id, least in named:
                if id not in weights or least > weights[id]:
                    raise here.broken(_("ambang “%(id)s” tidak dapat dicapai oleh instrumen ini") % {"id": id})
            for area, least in wanted.areas:
                both = [weights.get(f"P.{area}"), weights.get(f"R.{area}")]
                if None in both or least > sum((weight or Decimal(0) for weight in both), start=Decimal(0)):
                    rule = _("ambang area %(area)s tidak dapat dicapai oleh instrumen ini")
                    raise here.need("areas").broken(rule % {"area": area})

    def region(self, node: Node, predicates: list[str]) -> KawasanThresholds:
        node.only("all_units", "integration", "requires")
        return KawasanThresholds(
            all_units=self.predicate(node.need("all_units"), predicates) or "",
            integration=node.need("integration").number(),
            requires=self.predicate(node.get("requires"), predicates),
        )

    def prerequisites(self, node: Node, predicates: list[str]) -> PrerequisiteRules:
        node.only(*(field.name for field in fields(PrerequisiteRules)))
        return PrerequisiteRules(
            bpk_opinion=node.need("bpk_opinion").text(),
            sakip=self.grades(node.need("sakip"), predicates),
            rb_index={kind: self.grades(grades, predicates) for kind, grades in node.need("rb_index").fields.items()},
            spip_min=node.need("spip_min").number(),
            tlhp_percent=node.need("tlhp_percent").number(),
            wealth_reports_percent=node.need("wealth_reports_percent").number(),
            years_built_min=node.need("years_built_min").whole(),
            internal_sakip=self.grades(node.need("internal_sakip"), predicates),
            cooldown_years=node.need("cooldown_years").whole(),
            practice_years_of_wbk=node.need("practice_years_of_wbk").whole(),
        )

    def grades(self, node: Node, predicates: list[str]) -> dict[str, str]:
        """Read a grade for every predicate, each on the ladder."""
        node.only(*predicates)
        for predicate in predicates:
            if node.need(predicate).text() not in GRADES:
                raise node.need(predicate).broken(_("nilai ditulis %(grades)s") % {"grades": ", ".join(GRADES)})
        return node.texts()
