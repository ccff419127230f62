"""YAML as plain nodes that know their line, for files that people hand over.

Only mappings, lists and texts: an alias could make a small file enormous, and depth is limited because the library's
own composer recurses (in C, where too much depth ends the process instead of raising).
"""

from gettext import gettext as _
from typing import Any

import yaml

DEEPEST = 20
Parser: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NotPlain(Exception):
    """The text is not YAML of the plain kind; ``line`` counts from 1."""

    def __init__(self, line: int, rule: str) -> None:
        super().__init__(f"{line}: {rule}")
        self.line, self.rule = line, rule


def compose(text: bytes) -> yaml.Node | None:
    """Return the one document in ``text``, None when it is empty; raises NotPlain."""
    try:
        return _compose(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line if mark else 0
        raise NotPlain(line + 1, _rule(text.splitlines()[line : line + 1])) from error
    except UnicodeDecodeError as error:
        raise NotPlain(text.count(b"\n", 0, error.start) + 1, _("berkas harus teks UTF-8")) from error


def _rule(line: list[bytes]) -> str:
    if line and b"\t" in line[0][: len(line[0]) - len(line[0].lstrip())]:
        return _("inden memakai tab; pakai spasi")
    return _("bukan YAML yang sah; periksa inden, titik dua, tanda kutip, dan kurung di sekitar baris ini")


def _compose(text: bytes) -> yaml.Node | None:
    """Build nodes from the parser's events, which do not recurse."""
    documents: list[yaml.Node] = []
    opened: list[list[Any]] = [documents]  # the parts of every collection that is still open
    for event in yaml.parse(text.decode(), Loader=Parser):
        mark: Any = event.start_mark
        match event:
            case yaml.AliasEvent():
                raise NotPlain(mark.line + 1, _("alias (*nama) tidak dipakai di sini; tulis isinya"))
            case yaml.ScalarEvent():
                opened[-1].append(yaml.ScalarNode("", event.value, mark))
            case yaml.CollectionStartEvent():
                kind = yaml.MappingNode if isinstance(event, yaml.MappingStartEvent) else yaml.SequenceNode
                parts: list[Any] = []
                opened[-1].append(kind("", parts, mark))
                opened.append(parts)
            case yaml.MappingEndEvent():
                parts = opened.pop()
                parts[:] = zip(parts[::2], parts[1::2], strict=True)
            case yaml.SequenceEndEvent():
                opened.pop()
        if len(opened) > DEEPEST + 1 or len(documents) > 1:
            raise NotPlain(mark.line + 1, _("isi bersarang terlalu dalam, atau lebih dari satu dokumen"))
    return documents[0] if documents else None
