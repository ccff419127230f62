"""The one way out for stored files: as a download, never shown by the browser itself."""

import re
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from bening.foundation.storage import alarms
from bening.foundation.storage.failures import Damaged, Missing, Refused
from bening.foundation.storage.kinds import KINDS
from bening.foundation.storage.models import Blob, Scan
from bening.foundation.storage.stores import CHUNK, checked, store

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
}
RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})$", re.ASCII)
READ_WHOLE = 64 * 1024 * 1024  # up to here a part is given out only after the whole was read and is what was put


def may_leave(blob: Blob) -> None:
    """Refuse, with the sentence, a file that the scanner has not let go or that is damaged."""
    if blob.damaged_at:
        raise Refused(_damaged())
    if blob.scan == Scan.WAITING:
        raise Refused(_("Berkas ini masih menunggu pindai malware. Coba lagi beberapa menit lagi."))
    if blob.scan == Scan.INFECTED:
        raise Refused(_("Berkas ini ditahan karena pemindai menemukan malware. Unggah berkas yang bersih."))


def _damaged() -> str:
    return _("Berkas ini rusak di penyimpanan. Admin sudah diberi tahu; unggah ulang bila Anda memilikinya.")


def download(blob: Blob, *, name: str, request: HttpRequest | None = None) -> HttpResponseBase:
    """Return the file as a download under ``name``; a range is honoured so that a broken download resumes.

    Raises Refused, Missing and StoreTrouble before anything is sent.
    """
    may_leave(blob)
    kind = KINDS[blob.kind]
    asked = RANGE.match(request.headers.get("Range", "")) if request else None
    start = int(asked[1]) if asked else 0
    end = min(int(asked[2]), blob.size - 1) if asked and asked[2] else blob.size - 1
    if asked and (start >= blob.size or end < start):
        return HttpResponse(status=416, headers={**HEADERS, "Content-Range": f"bytes */{blob.size}"})
    content = _watched(blob, _part(blob, start, end) if asked else checked(blob.sha256, size=blob.size))
    try:
        first = next(content, b"")  # what the store has to say, it says before the headers leave
    except Damaged:
        raise Refused(_damaged()) from None
    response = StreamingHttpResponse(_chain(first, content), content_type=kind.mime, headers=HEADERS)
    response.headers["Content-Length"] = str(end - start + 1)
    response.headers["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=name))
    if asked:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{end}/{blob.size}"
    return response


def picture(content: bytes, *, mime: str) -> HttpResponse:
    """Return a picture that the house drew itself, for a page of the house."""
    headers = {**HEADERS, "Cache-Control": "private, max-age=300"}
    return HttpResponse(content, content_type=mime, headers=headers)


def _watched(blob: Blob, content: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the content, and raise the alarm when it is not what was put; the line then ends before the last bytes."""
    try:
        yield from content
    except (Damaged, Missing):
        alarms.damaged(blob, now=timezone.now())
        raise


def _part(blob: Blob, start: int, end: int) -> Iterator[bytes]:
    if blob.size <= READ_WHOLE:
        for _chunk in checked(blob.sha256, size=blob.size):
            pass
    left = end - start + 1
    with store().open(blob.sha256, start=start) as content:
        while left and (chunk := content.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
