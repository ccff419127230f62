"""No upload grows past what a page can use. The rest is not stored, and the page can say so."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

BESIDE = 64 * 1024  # the form around the file
READ_OUT = 5  # up to this many times the largest is read and thrown away, so that the answer reaches the browser


class Limit(FileUploadHandler):
    """Stands before the handlers that keep a file, and stops the upload that is too large."""

    _received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self._announced() > settings.LARGEST_UPLOAD + BESIDE:
            self._stop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 -- Django's form
        self._received += len(raw_data)
        if self._received > settings.LARGEST_UPLOAD:
            self._stop()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind this one."""

    def _announced(self) -> int:
        length = self.request.META.get("CONTENT_LENGTH", "") if self.request else ""
        return int(length) if length.isdigit() else 0

    def _stop(self) -> None:
        self.request._too_large = True  # type: ignore[union-attr]  # noqa: SLF001 -- read by `too_large` only
        raise StopUpload(connection_reset=self._announced() > READ_OUT * settings.LARGEST_UPLOAD)


def too_large(request: HttpRequest) -> bool:
    """Say whether what came with ``request`` was larger than ``settings.LARGEST_UPLOAD``."""
    _ = request.POST  # reading it is what receives the files
    return getattr(request, "_too_large", False)
