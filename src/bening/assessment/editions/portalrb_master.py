"""The ministry's master list of LKE questions (PortalRB, JSON), read into plain values with its shape checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from gettext import gettext as _
from pathlib import Path
from typing import Any, NoReturn

LARGEST_FILE = 5_000_000
MOST_NODES = 5_000
DEEPEST = 12
COLUMNS = ("jawaban_unit", "jawaban_tpi", "catatan_unit", "bukti_dukung_unit", "catatan_tpi")


class MasterUnreadable(Exception):
    """The file is no master list; the sentence says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One soal. ``columns`` follows COLUMNS; ``section`` is where it stands."""

    id: int
    text: str
    type: str
    weight: Decimal
    options: tuple[tuple[str, Decimal], ...]
    sheet: str
    row: int
    columns: tuple[str, ...]
    section: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Something that holds soal, or sections; ``asked`` are the ids of all soal below it."""

    id: int
    name: str
    weight: Decimal
    asked: frozenset[int]


@dataclass(frozen=True, slots=True)
class Master:
    year: int | None
    stated: int | None
    sections: tuple[Section, ...]
    questions: Mapping[int, Asked]


def read_master(path: Path) -> Master:
    """Return the list in ``path``; raises MasterUnreadable."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise MasterUnreadable(_("Berkas lebih besar dari 5 MB; daftar induk LKE jauh lebih kecil."))
        content = json.loads(path.read_bytes(), parse_float=Decimal, parse_constant=_no_number)
    except OSError:
        raise MasterUnreadable(_("Berkas tidak dapat dibaca; periksa nama dan izinnya.")) from None
    except RecursionError:
        raise MasterUnreadable(_("Isi berkas bersarang terlalu dalam.")) from None
    except ValueError:
        raise MasterUnreadable(_("Berkas bukan JSON yang sah.")) from None
    top = _Place("", content)
    reader = _Reader()
    for node in top.need("data").items():
        reader.section(node, depth=1)
    if not reader.questions:
        raise MasterUnreadable(_("Berkas tidak memuat satu soal pun."))
    year, stated = (top.optional(key) for key in ("tahun", "total_soal"))
    return Master(
        year=year.whole() if year else None,
        stated=stated.whole() if stated else None,
        sections=tuple(sorted(reader.sections, key=lambda section: section.id)),
        questions=dict(sorted(reader.questions.items())),
    )


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


@dataclass(frozen=True, slots=True)
class _Place:
    """A JSON value that knows its path, so that every complaint can name it."""

    path: str
    value: Any

    def broken(self, rule: str) -> MasterUnreadable:
        return MasterUnreadable(_("%(path)s: %(rule)s.") % {"path": self.path or _("berkas"), "rule": rule})

    def optional(self, key: str) -> "_Place | None":
        if not isinstance(self.value, dict):
            raise self.broken(_("di sini diharapkan objek"))
        found = self.value.get(key)
        return None if found is None else _Place(f"{self.path}.{key}".lstrip("."), found)

    def need(self, key: str) -> "_Place":
        found = self.optional(key)
        if found is None:
            raise self.broken(_("“%(key)s” belum ada") % {"key": key})
        return found

    def items(self) -> "list[_Place]":
        if not isinstance(self.value, list):
            raise self.broken(_("di sini diharapkan daftar"))
        return [_Place(f"{self.path}[{number}]", value) for number, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.broken(_("di sini diharapkan teks"))
        return self.value

    def number(self) -> Decimal:
        if isinstance(self.value, bool) or not isinstance(self.value, int | Decimal):
            raise self.broken(_("di sini diharapkan bilangan"))
        return Decimal(self.value)

    def whole(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.broken(_("di sini diharapkan bilangan bulat"))
        return self.value


@dataclass(slots=True)
class _Reader:
    sections: list[Section] = field(default_factory=list)
    questions: dict[int, Asked] = field(default_factory=dict)

    def section(self, node: _Place, depth: int) -> frozenset[int]:
        """Read a section with all below it and return the ids of its soal."""
        if depth > DEEPEST or len(self.sections) + len(self.questions) > MOST_NODES:
            raise node.broken(_("daftar ini terlalu dalam atau terlalu panjang"))
        id = node.need("id").whole()
        found: set[int] = set()
        for part in _parts(node, "children"):
            found |= self.section(part, depth + 1)
        for part in _parts(node, "soals"):
            found.add(self.asked(part, id))
        self.sections.append(
            Section(
                id=id,
                name=node.need("nama").text(),
                weight=node.need("bobot_maksimal").number(),
                asked=frozenset(found),
            )
        )
        return frozenset(found)

    def asked(self, node: _Place, section: int) -> int:
        id = node.need("id").whole()
        if id in self.questions:
            raise node.broken(_("soal %(id)s tertulis dua kali") % {"id": id})
        self.questions[id] = Asked(
            id=id,
            text=node.need("teks_pertanyaan").text(),
            type=node.need("jenis_jawaban").text(),
            weight=node.need("bobot_maksimal").number(),
            options=tuple(
                (option.need("key").text(), option.need("multiplier").number())
                for option in _parts(node, "skema_penilaian")
            ),
            sheet=node.need("excel_sheet").text(),
            row=node.need("excel_baris").whole(),
            columns=tuple(node.need(f"excel_kolom_{column}").text() for column in COLUMNS),
            section=section,
        )
        return id


def _parts(node: _Place, key: str) -> list[_Place]:
    found = node.optional(key)
    return found.items() if found else []
