"""A ZIP that is a BagIt 1.0 bag, streamed: nothing larger than a chunk is in memory, and its length is known first.

Files are stored as they are. Most are PDF, pictures and office files, which are compressed already, and what is stored
needs no time and has a size that can be told before.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from zipstream import ZipStream  # type: ignore[import-untyped]  # it brings no types

from bening.foundation.storage.stores import CHUNK, store

MANIFEST, TAG_MANIFEST, DECLARATION, INFO = (
    "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
    "bagit.txt",
    "bag-info.txt",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the object store."""

    sha256: str
    size: int


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(slots=True)
class Bag:
    """What goes into one pack: ``payload`` below ``data/``, ``tags`` beside it; ``info`` says what it is."""

    name: str
    at: datetime
    info: Mapping[str, str]
    payload: dict[str, Kept | bytes] = field(default_factory=dict)
    tags: dict[str, bytes] = field(default_factory=dict)

    def hashes(self) -> dict[str, str]:
        """Return the hash of each file of the payload, by its whole path."""
        return {
            f"data/{path}": one.sha256 if isinstance(one, Kept) else sha256(one) for path, one in self.payload.items()
        }

    def zip(self) -> ZipStream:
        """Return the stream; ``len`` of it is the size of the whole file."""
        made = ZipStream(sized=True)
        for path, content in self._tag_files().items():
            made.add(content, f"{self.name}/{path}")
        for path, held in self.payload.items():
            if isinstance(held, Kept):
                made.add(_content(held), f"{self.name}/data/{path}", size=held.size)
            else:
                made.add(held, f"{self.name}/data/{path}")
        return made

    def _tag_files(self) -> dict[str, bytes]:
        sizes = [one.size if isinstance(one, Kept) else len(one) for one in self.payload.values()]
        info = {**self.info, "Bagging-Date": f"{self.at:%Y-%m-%d}", "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}"}
        files = {
            DECLARATION: b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            INFO: "".join(f"{name}: {' '.join(value.split())}\n" for name, value in info.items()).encode(),
            MANIFEST: _lines(self.hashes()),
            **self.tags,
        }
        return {**files, TAG_MANIFEST: _lines({path: sha256(content) for path, content in files.items()})}


def _lines(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in hashes.items()).encode()


def _content(held: Kept) -> Iterator[bytes]:
    with store().open(held.sha256) as content:
        while chunk := content.read(CHUNK):
            yield chunk
