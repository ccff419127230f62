"""One person at work while the server keeps dying: tries again with the same key until there is a definite answer."""

import hashlib
import http.client
import json
import os
import random
import re
import time
from pathlib import Path
from urllib.parse import urlencode

ACTS = ("add", "replace", "withdraw")
PIECE = 64 * 1024
PATIENCE = 30.0  # seconds without any answer


class Gone(Exception):
    """The server did not answer to the end."""


class Person:
    def __init__(self, who: dict[str, str], port: int, seed: int, ledger: Path) -> None:
        self.who, self.port, self.chance = who, port, random.Random(seed)
        self.ledger = ledger.open("a")
        self.number, self.seed = 0, seed
        self.documents: list[tuple[str, str]] = []

    def note(self, **said: str) -> None:
        """Write down what was told, for good."""
        self.ledger.write(json.dumps(said) + "\n")
        self.ledger.flush()
        os.fsync(self.ledger.fileno())

    def once(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, bytes, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Host": "localhost", "Cookie": self.who["cookie"], "X-CSRFToken": self.who["csrf"]}
        try:
            line.request(method, path, body, headers | ({"Content-Type": kind} if body else {}))
            answer = line.getresponse()
            if "Content-Length" not in answer.headers:  # the last of the headers: the rest never came
                raise Gone
            return answer.status, answer.read(), answer.headers.get("Location", "")
        except (OSError, http.client.HTTPException) as wrong:
            raise Gone from wrong
        finally:
            line.close()

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, bytes, str]:
        """Ask until somebody answers."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self.once(method, path, body, kind)
            except Gone:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)
                continue
            if answer[0] < 500 or time.monotonic() > until:
                return answer

    def form(self, path: str, **fields: str) -> tuple[int, bytes, str]:
        return self.ask("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def content(self) -> bytes:
        self.number += 1
        words = f"Catatan {self.seed}-{self.number} ".encode()
        return words * self.chance.choice((1, 50, 4_000, 20_000))

    def add(self) -> None:
        content = self.content()
        title, sha256 = f"Dokumen {self.seed}-{self.number}", hashlib.sha256(content).hexdigest()
        self.note(act="add", what="invoke", title=title, sha256=sha256)
        status, told, _ = self.form("/unggah/", name="catatan.txt", size=str(len(content)))
        if status != 201:
            raise RuntimeError(f"begin: {status} {told[:200]!r}")
        upload = json.loads(told)
        self.send(upload, content)
        _, page, _ = self.ask("GET", f"/bukti/unggah/keterangan/?unit={self.who['unit']}")
        found = re.search(rf'name="upload" value="{upload["key"]}".*?name="f(\d+)-title"', page.decode(), re.DOTALL)
        if not found:
            raise RuntimeError(f"no form for {upload['key']}")
        prefix = f"f{found[1]}-"
        fields = {
            "title": title,
            "kind": "lain",
            "proves_from": "2026-01-05",
            "classification": "internal",
            "area": "0",
        }
        status, told, there = self.form(
            "/bukti/unggah/keterangan/",
            unit=self.who["unit"],
            kunci=f"kunci-{self.seed}-{self.number}-tambah",
            upload=upload["key"],
            **{prefix + name: value for name, value in fields.items()},
        )
        if status != 302 or not re.fullmatch(r"/bukti/\d+/", there):
            if status == 302 and there.startswith(("/bukti/?", "/bukti/unggah/")):
                there = self.find(title)
            else:
                raise RuntimeError(f"describe: {status} {there} {told[-2000:]!r}")
        self.note(act="add", what="ok", title=title, sha256=sha256)
        self.documents.append((there, title))

    def send(self, upload: dict[str, str], content: bytes) -> None:
        """Send the pieces, from where the server says that it stands, until it has the whole file."""
        at = int(upload["at"])
        while True:
            while at < len(content):
                piece = content[at : at + PIECE]
                address = f"{upload['address']}bagian/{at}/"
                status, told, _ = self.ask("POST", address, piece, "application/octet-stream")
                if status not in {200, 409}:
                    raise RuntimeError(f"{address}: {status} {told[:2000]!r}")
                at = json.loads(told)["at"]
            status, told, _ = self.ask("POST", f"{upload['address']}selesai/", b"x", "application/octet-stream")
            if status == 200:
                return
            if status != 409:
                raise RuntimeError(f"finish: {status} {told[:200]!r}")
            at = json.loads(told)["at"]

    def find(self, title: str) -> str:
        _, page, _ = self.ask("GET", f"/bukti/?{urlencode({'unit': self.who['unit']})}")
        found = re.search(rf'href="(/bukti/\d+/)"[^>]*>\s*{re.escape(title)}\s*<', page.decode())
        if not found:
            raise RuntimeError(f"{title} is not in the list")
        return found[1]

    def replace(self) -> None:
        there, title = self.chance.choice(self.documents)
        content = self.content()
        sha256 = hashlib.sha256(content).hexdigest()
        self.note(act="replace", what="invoke", title=title, sha256=sha256)
        edge = "----batas"
        key = f"kunci-{self.seed}-{self.number}-ganti"
        body = (
            (
                f'--{edge}\r\nContent-Disposition: form-data; name="kunci"\r\n\r\n{key}\r\n'
                f'--{edge}\r\nContent-Disposition: form-data; name="berkas"; filename="b.txt"\r\n'
                f"Content-Type: text/plain\r\n\r\n"
            ).encode()
            + content
            + f"\r\n--{edge}--\r\n".encode()
        )
        status, told, _ = self.ask("POST", f"{there}ganti/", body, f"multipart/form-data; boundary={edge}")
        if status != 302:
            raise RuntimeError(f"replace: {status} {told[-2000:]!r}")
        self.note(act="replace", what="ok", title=title, sha256=sha256)

    def withdraw(self) -> None:
        there, title = self.documents.pop(self.chance.randrange(len(self.documents)))
        self.note(act="withdraw", what="invoke", title=title)
        status, told, _ = self.form(f"{there}tarik/", why="Salah unggah", alasan="Salah unggah")
        if status not in {302, 422, 409, 404} or (status != 302 and b"itarik" not in told):
            raise RuntimeError(f"withdraw: {status} {told[-2000:]!r}")
        self.note(act="withdraw", what="ok", title=title)


def run(who: dict[str, str], port: int, seed: int, ledger: Path, end: Path) -> None:
    """Work until told to end."""
    person = Person(who, port, seed, ledger)
    while not end.exists():
        drawn = person.chance.random()
        if not person.documents or drawn < 0.5:
            person.add()
        elif drawn < 0.8:
            person.replace()
        else:
            person.withdraw()
