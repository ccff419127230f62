"""What lies in a backup: a folder of files by their hash, and one folder for each time it was taken.

files/ab/cd/<sha256>     stored files, shared by all generations
cadangan-<time>/         one generation: manifest.json and the parts that it names
.setengah-<time>/        one that did not come to its end; nobody reads it
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST, BLOBS = "manifest.json", "files.txt"
GENERATION, HALF = "cadangan-", ".setengah-"
CHUNK = 1024 * 1024


class Unusable(Exception):
    """A backup that cannot be taken or brought back; the sentence names the part and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation consists of. Each part is named with its SHA-256, and the seal is that of all the rest."""

    taken_at: str
    engine: str
    migrations: list[str]
    audit_entries: int
    audit_hash: str
    files: int
    bytes: int
    parts: dict[str, str]
    format: int = FORMAT

    def text(self) -> str:
        said = asdict(self)
        return json.dumps(said | {"seal": seal(said)}, indent=1, sort_keys=True)


def seal(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def generations(folder: Path) -> list[Path]:
    """Return the whole generations, oldest first."""
    return sorted(one for one in folder.glob(f"{GENERATION}*") if one.is_dir())


def blob_path(folder: Path, sha256: str) -> Path:
    return folder / "files" / sha256[:2] / sha256[2:4] / sha256


def hash_of(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as wrong:
        raise Unusable(f"{file} tidak dapat dibaca ({wrong.strerror}).") from wrong


def read_manifest(generation: Path) -> Manifest:
    """Return the manifest of a generation; raises Unusable when it is not one that we wrote."""
    file = generation / MANIFEST
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        given = said.pop("seal")
        whole = given == seal(said)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as wrong:
        raise Unusable(f"{file} hilang atau terpotong. Pakai cadangan yang lain.") from wrong
    if not whole:
        raise Unusable(f"{file} berubah sejak dibuat. Pakai cadangan yang lain.")
    if said.get("format") != FORMAT:
        raise Unusable(f"{file} dibuat oleh versi Bening yang lain. Pasang versi itu, atau perbarui Bening.")
    return Manifest(**said)


def blobs_of(generation: Path) -> dict[str, int]:
    """Return the files that a generation needs: hash to size."""
    lines = (generation / BLOBS).read_text(encoding="ascii").splitlines()
    return {sha256: int(size) for sha256, size in (line.split() for line in lines)}


def verify(folder: Path, generation: Path) -> Manifest:
    """Read every byte of a generation; raises Unusable naming the first part that is not what was taken."""
    manifest = read_manifest(generation)
    for name, expected in manifest.parts.items():
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise Unusable(f"{generation / MANIFEST} menyebut bagian di luar cadangan. Pakai cadangan yang lain.")
        if hash_of(generation / name) != expected:
            raise Unusable(f"{generation / name} rusak: isinya bukan yang dicadangkan. Pakai cadangan yang lain.")
    for sha256 in blobs_of(generation):
        if hash_of(blob_path(folder, sha256)) != sha256:
            file = blob_path(folder, sha256)
            raise Unusable(f"{file} rusak: isinya bukan yang dicadangkan. Pakai cadangan yang lain.")
    return manifest


def write(file: Path, content: bytes) -> None:
    """Write a file that is on the disk when this returns, readable by its owner only."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


def sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
