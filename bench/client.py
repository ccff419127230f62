"""A small load client: N people at once on kept connections, each waiting for the answer before asking again."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Requests = Callable[[int], Iterator[bytes]]


@dataclass
class Load:
    taken_ms: list[float] = field(default_factory=list)
    failed: list[bytes] = field(default_factory=list)
    seconds: float = 0

    @property
    def rate(self) -> float:
        return round(len(self.taken_ms) / self.seconds, 1)


def drive(port: int, requests: Requests, *, people: int, seconds: float) -> Load:
    """Let ``people`` send what ``requests(person)`` yields for ``seconds``; every answer must be a 200 or a 204."""
    return asyncio.run(_drive(port, requests, people, seconds))


async def _drive(port: int, requests: Requests, people: int, seconds: float) -> Load:
    load = Load()
    started = time.perf_counter()
    await asyncio.gather(*(_person(port, requests(person), load, started + seconds) for person in range(people)))
    load.seconds = time.perf_counter() - started
    return load


async def _person(port: int, requests: Iterator[bytes], load: Load, until: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for request in requests:
            if time.perf_counter() > until:
                return
            began = time.perf_counter()
            writer.write(request)
            status, body = await _answer(reader)
            if status in {200, 204}:
                load.taken_ms.append((time.perf_counter() - began) * 1000)
            else:
                load.failed.append(b"%d " % status + body[:300])
                return
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    lowered = head.lower()
    if b"content-length: " in lowered:
        length = int(lowered.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
        return status, await reader.readexactly(length)
    body = b""
    if b"transfer-encoding: chunked" in lowered:
        while size := int((await reader.readline()).split(b";")[0], 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
    return status, body


def post(path: str, form: str, headers: dict[str, str]) -> bytes:
    body = form.encode()
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
