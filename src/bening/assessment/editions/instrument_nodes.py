"""An instrument file as nodes that know where they stand, so that every complaint can name file and line."""

import re
from collections.abc import Iterator
from decimal import Decimal
from gettext import gettext as _
from pathlib import Path

import yaml

from bening.assessment.editions.plain_yaml import NotPlain, compose

LARGEST_FILE = 1_000_000
NUMBER = r"[0-9]{1,9}(\.[0-9]{1,9})?"  # no exponent: a whole 1e999999 would take all memory


class InstrumentBroken(Exception):
    """An instrument file breaks a rule; ``line`` counts from 1."""

    def __init__(self, file: str, line: int, rule: str) -> None:
        super().__init__(f"{file}:{line}: {rule}")
        self.file, self.line, self.rule = file, line, rule


def read_node(path: Path) -> "Node":
    """Return the top of the file; raises InstrumentBroken when it is no plain YAML."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise InstrumentBroken(path.name, 1, _("berkas tidak dapat dibaca")) from error
    if len(text) > LARGEST_FILE:
        raise InstrumentBroken(path.name, 1, _("berkas lebih besar dari 1 MB"))
    try:
        root = compose(text)
    except NotPlain as error:
        raise InstrumentBroken(path.name, error.line, error.rule) from error
    if root is None:
        raise InstrumentBroken(path.name, 1, _("berkas kosong"))
    return Node(path.name, root)


class Node:
    """A YAML node that knows where it stands, so that every complaint can name a line."""

    def __init__(self, file: str, node: yaml.Node) -> None:
        self.file, self.node = file, node
        self.line = node.start_mark.line + 1
        self._fields: dict[str, Node] | None = None

    def broken(self, rule: str) -> InstrumentBroken:
        return InstrumentBroken(self.file, self.line, rule)

    @property
    def fields(self) -> "dict[str, Node]":
        """Return a mapping's values by key; a key may stand once."""
        if self._fields is None:
            if not isinstance(self.node, yaml.MappingNode):
                raise self.broken(_("di sini diharapkan pasangan kunci: nilai"))
            self._fields = {}
            for key, value in self.node.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise Node(self.file, key).broken(_("kunci harus berupa teks"))
                if key.value in self._fields:
                    rule = _("kunci “%(key)s” ditulis dua kali") % {"key": key.value}
                    raise Node(self.file, key).broken(rule)
                self._fields[key.value] = Node(self.file, value)
        return self._fields

    def only(self, *allowed: str) -> None:
        for key, value in self.fields.items():
            if key not in allowed:
                raise value.broken(_("kunci “%(key)s” tidak dikenal") % {"key": key})

    def get(self, key: str) -> "Node | None":
        return self.fields.get(key)

    def need(self, key: str) -> "Node":
        found = self.get(key)
        if found is None:
            raise self.broken(_("“%(key)s” belum ada") % {"key": key})
        return found

    def items(self) -> "Iterator[Node]":
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.broken(_("di sini diharapkan daftar"))
        for item in self.node.value:
            yield Node(self.file, item)

    def text(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.broken(_("di sini diharapkan teks"))
        if not self.node.value.strip():
            raise self.broken(_("teks ini kosong"))
        return str(self.node.value)

    def number(self) -> Decimal:
        text = self.text()
        if not re.fullmatch(NUMBER, text):
            raise self.broken(
                _("“%(text)s” bukan bilangan; tulis seperti 4 atau 0.25, nol atau lebih") % {"text": text}
            )
        return Decimal(text)

    def whole(self) -> int:
        number = self.number()
        if number != number.to_integral_value():
            raise self.broken(_("bilangan harus bulat"))
        return int(number)

    def truth(self) -> bool:
        if self.text() not in {"true", "false"}:
            raise self.broken(_("di sini diharapkan true atau false"))
        return self.text() == "true"

    def numbers(self) -> dict[str, Decimal]:
        return {key: value.number() for key, value in self.fields.items()}

    def texts(self) -> dict[str, str]:
        return {key: value.text() for key, value in self.fields.items()}

    def lines(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty when ``key`` is absent."""
        found = self.get(key)
        return tuple(item.text() for item in found.items()) if found else ()

    def rows(self) -> tuple[int | None, int | None]:
        """Return the rows on the sheets Jawaban (2026) and LKE ZI (2021)."""
        rows = self.get("rows")
        if rows is None:
            return None, None
        rows.only("jawaban", "lke_zi")
        jawaban, annex = rows.get("jawaban"), rows.get("lke_zi")
        return jawaban.whole() if jawaban else None, annex.whole() if annex else None
