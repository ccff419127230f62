"""Checkpoints as signed notes, the form in which transparency logs publish their tree (C2SP tlog-checkpoint).

Pure but for Ed25519. A reader needs the text and the public key, nothing of ours.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
DASH = "\N{EM DASH}"
HASH = 32
PUBLIC = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
PRIVATE = re.compile(r"PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
SIGNATURE = re.compile(rf"{DASH} ([^\s+]+) ([A-Za-z0-9+/=]+)")
COUNT = re.compile(r"0|[1-9][0-9]{0,18}")


class Unusable(ValueError):
    """A text is no key, or no checkpoint that one of the keys has signed."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whom to believe: a name and its key."""

    name: str
    raw: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_text(ED25519 + self.raw)}"

    @classmethod
    def read(cls, text: str) -> "PublicKey":
        """Read ``name+id+key``."""
        name, id, raw = _parts(PUBLIC, text)
        key = cls(name, raw)
        if key.id.hex() != id:
            raise Unusable("the number of the key is not its own")
        return key


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """What signs. Its text is a secret."""

    name: str
    seed: bytes

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.name, self._key.public_key().public_bytes_raw())

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def text(self) -> str:
        return f"PRIVATE+KEY+{self.name}+{self.public.id.hex()}+{_text(ED25519 + self.seed)}"

    def __repr__(self) -> str:
        return f"PrivateKey({self.name})"

    @classmethod
    def read(cls, text: str) -> "PrivateKey":
        name, id, seed = _parts(PRIVATE, text)
        key = cls(name, seed)
        if key.public.id.hex() != id:
            raise Unusable("the number of the key is not its own")
        return key


@dataclass(frozen=True, slots=True)
class Note:
    """What a checkpoint says: the first ``size`` entries have this root; ``last`` is the last entry's own hash.

    ``after`` is the size of the checkpoint before, so that none between can be lost unseen.
    """

    origin: str
    size: int
    root: bytes
    last: str
    after: int
    at: datetime

    def body(self) -> str:
        moment = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return (
            f"{self.origin}\n{self.size}\n{_text(self.root)}\nwaktu {moment}\nentri {self.last}\nsesudah {self.after}\n"
        )


def sign(note: Note, key: PrivateKey) -> str:
    body = note.body()
    signature = key._key.sign(body.encode())  # noqa: SLF001 -- this file's own
    return f"{body}\n{DASH} {key.name} {_text(key.public.id + signature)}\n"


def opened(text: str, keys: "list[PublicKey]") -> Note:
    """Return what a checkpoint says if one of ``keys`` has signed it. Raises Unusable."""
    body, blank, signatures = text.replace("\r\n", "\n").partition("\n\n")
    if not blank:
        raise Unusable("there is no signature")
    body += "\n"
    if not any(_signed(body, line, key) for line in signatures.splitlines() for key in keys):
        raise Unusable("no known key has signed this")
    return read(body)


def read(body: str) -> Note:
    lines = body.splitlines()
    try:
        origin, size, root, moment, last, after = lines
        after = after.removeprefix("sesudah ")
        if (
            not COUNT.fullmatch(size)
            or not COUNT.fullmatch(after)
            or len(raw := base64.b64decode(root, validate=True)) != HASH
        ):
            raise Unusable("the lines of a checkpoint are not there")
        at = datetime.strptime(moment, "waktu %Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        return Note(origin, int(size), raw, last.removeprefix("entri "), int(after), at)
    except ValueError as wrong:
        raise Unusable("the lines of a checkpoint are not there") from wrong


@lru_cache(maxsize=4_096)
def _signed(body: str, line: str, key: PublicKey) -> bool:
    found = SIGNATURE.fullmatch(line)
    if not found or found[1] != key.name:
        return False
    try:
        raw = base64.b64decode(found[2], validate=True)
        Ed25519PublicKey.from_public_bytes(key.raw).verify(raw[4:], body.encode())
    except (InvalidSignature, ValueError):
        return False
    return raw[:4] == key.id


def _parts(shape: "re.Pattern[str]", text: str) -> tuple[str, str, bytes]:
    found = shape.fullmatch(text.strip())
    if not found:
        raise Unusable("this is no key")
    try:
        raw = base64.b64decode(found[3], validate=True)
    except binascii.Error as wrong:
        raise Unusable("this is no key") from wrong
    if len(raw) != HASH + 1 or raw[:1] != ED25519:
        raise Unusable("this is no Ed25519 key")
    return found[1], found[2], raw[1:]


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
