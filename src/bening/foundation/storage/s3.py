"""The store on an object store that speaks S3: OpenStack Swift, Ceph RGW and others.

Nothing here leans on the store's own promises: not on Object Lock (Swift answers 200 to it and overwrites), not on
``If-None-Match`` (Ceph ignores it). A key is the hash of its content, so a second put writes the same bytes.
"""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Self, cast
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from bening.foundation.storage.failures import Full, Missing, Unavailable

PART = 8 * 1024 * 1024
ABSENT = {"404", "NoSuchKey", "NotFound"}
NO_ROOM = {"QuotaExceeded", "507", "EntityTooLarge"}


class S3Store:
    """Contents in one bucket, below the first two letters of their hash."""

    def __init__(self, client: Any, bucket: str) -> None:  # noqa: ANN401 -- boto3 makes its classes at run time
        self.client, self.bucket = client, bucket

    @classmethod
    def at(cls, url: str) -> "S3Store":
        """Return the store at ``s3://key:secret@host[:port]/bucket?tls=ya|tidak&region=…``."""
        parts = urlsplit(url)
        more = {name: values[0] for name, values in parse_qs(parts.query).items()}
        scheme = "http" if more.get("tls") == "tidak" else "https"
        host = parts.netloc.rpartition("@")[2]
        client = boto3.client(
            "s3",
            endpoint_url=f"{scheme}://{host}",
            aws_access_key_id=unquote(parts.username or ""),
            aws_secret_access_key=unquote(parts.password or ""),
            region_name=more.get("region", "us-east-1"),
            config=Config(
                s3={"addressing_style": "path"},
                connect_timeout=3,
                read_timeout=20,
                retries={"max_attempts": 5, "mode": "standard"},  # exponential, with jitter
            ),
        )
        return cls(client, parts.path.strip("/"))

    def put(self, file: Path, *, sha256: str, size: int) -> None:
        if self.size(sha256) == size:
            return
        with _troubles(), file.open("rb") as source:
            if size <= PART:
                body = source.read()
                self.client.put_object(Bucket=self.bucket, Key=_key(sha256), Body=body, ContentMD5=_md5(body))
            else:
                self._put_parts(source, sha256)
        if self.size(sha256) != size:  # an answer is not yet a stored object
            raise Unavailable

    def open(self, sha256: str, *, start: int = 0) -> BinaryIO:
        with _troubles():
            try:
                found = self.client.get_object(Bucket=self.bucket, Key=_key(sha256), **_from(start))
            except ClientError as wrong:
                if _code(wrong) in ABSENT:
                    raise Missing(sha256) from None
                raise
        return cast("BinaryIO", Body(found["Body"]))

    def size(self, sha256: str) -> int | None:
        with _troubles():
            try:
                return int(self.client.head_object(Bucket=self.bucket, Key=_key(sha256))["ContentLength"])
            except ClientError as wrong:
                if _code(wrong) in ABSENT:
                    return None
                raise

    def delete(self, sha256: str) -> None:
        with _troubles():
            self.client.delete_object(Bucket=self.bucket, Key=_key(sha256))

    def keys(self) -> Iterator[str]:
        with _troubles():
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket):
                for one in page.get("Contents", ()):
                    name = one["Key"].rpartition("/")[2]
                    if len(name) == 64:  # noqa: PLR2004 -- the length of a SHA-256
                        yield name

    def _put_parts(self, source: BinaryIO, sha256: str) -> None:
        named = {"Bucket": self.bucket, "Key": _key(sha256)}
        upload = self.client.create_multipart_upload(**named)["UploadId"]
        parts: list[dict[str, Any]] = []
        try:
            while body := source.read(PART):
                number = len(parts) + 1
                told = self.client.upload_part(
                    **named, UploadId=upload, PartNumber=number, Body=body, ContentMD5=_md5(body)
                )
                parts.append({"PartNumber": number, "ETag": told["ETag"]})
            self.client.complete_multipart_upload(**named, UploadId=upload, MultipartUpload={"Parts": parts})
        except BaseException:
            with _quietly():
                self.client.abort_multipart_upload(**named, UploadId=upload)
            raise


class Body:
    """A content on its way, as a file; a line that breaks is the store's trouble, not a short file."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401 -- botocore's own
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        with _troubles():
            return bytes(self._stream.read(None if size < 0 else size))

    def close(self) -> None:
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _troubles() -> Iterator[None]:
    try:
        yield
    except ClientError as wrong:
        raise (Full if _code(wrong) in NO_ROOM else Unavailable) from wrong
    except (BotoCoreError, OSError) as wrong:
        raise Unavailable from wrong


@contextmanager
def _quietly() -> Iterator[None]:
    """Let the first trouble be the one that is told."""
    try:
        yield
    except (ClientError, BotoCoreError, OSError):
        return


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _code(wrong: ClientError) -> str:
    return str(wrong.response.get("Error", {}).get("Code", ""))


def _from(start: int) -> dict[str, str]:
    return {"Range": f"bytes={start}-"} if start else {}


def _md5(body: bytes) -> str:
    return base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
