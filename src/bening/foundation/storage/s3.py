"""The store on an object store that speaks S3: OpenStack Swift, Ceph RGW and others.

Nothing here leans on the store's own promises: not on Object Lock (Swift answers 200 to it and overwrites), not on
``If-None-Match`` (Ceph ignores it). A key is the hash of its content, so a second put writes the same bytes.
"""

import base64
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from bening.foundation.storage.address import s3_address
from bening.foundation.storage.failures import Full, Missing, Unavailable

TRIES = 5
PAUSE = 10  # seconds in which nobody asks a store anew that has just failed five times
PART = 8 * 1024 * 1024
ABSENT = {"404", "NoSuchKey", "NotFound"}
NO_ROOM = {"QuotaExceeded", "507", "EntityTooLarge"}


class S3Store:
    """Contents in one bucket, below the first two letters of their hash."""

    def __init__(self, client: Any, bucket: str) -> None:  # noqa: ANN401 -- boto3 makes its classes at run time
        self.client, self.bucket = client, bucket
        self._rests_until = 0.0

    @classmethod
    def at(cls, url: str) -> "S3Store":
        """Return the store at an address that `address.s3_address` reads."""
        place = s3_address(url)
        client = boto3.client(
            "s3",
            endpoint_url=place.endpoint,
            aws_access_key_id=place.key,
            aws_secret_access_key=place.secret,
            region_name=place.region,
            config=Config(
                s3={"addressing_style": "path"},
                connect_timeout=3,
                read_timeout=20,
                retries={"total_max_attempts": TRIES, "mode": "standard"},  # exponential, with jitter
            ),
        )
        return cls(client, place.bucket)

    def put(self, file: Path, *, sha256: str, size: int) -> None:
        if self.size(sha256) == size:
            return
        with self._asking(), file.open("rb") as source:
            if size <= PART:
                body = source.read()
                self.client.put_object(Bucket=self.bucket, Key=_key(sha256), Body=body, ContentMD5=_md5(body))
            else:
                self._put_parts(source, sha256)
        if self.size(sha256) != size:  # an answer is not yet a stored object
            raise Unavailable

    def open(self, sha256: str, *, start: int = 0) -> BinaryIO:
        with self._asking():
            try:
                found = self.client.get_object(Bucket=self.bucket, Key=_key(sha256), **_from(start))
            except ClientError as wrong:
                if _code(wrong) in ABSENT:
                    raise Missing(sha256) from None
                raise
        return cast("BinaryIO", Body(found["Body"]))

    def size(self, sha256: str) -> int | None:
        with self._asking():
            try:
                return int(self.client.head_object(Bucket=self.bucket, Key=_key(sha256))["ContentLength"])
            except ClientError as wrong:
                if _code(wrong) in ABSENT:
                    return None
                raise

    def delete(self, sha256: str) -> None:
        with self._asking():
            self.client.delete_object(Bucket=self.bucket, Key=_key(sha256))

    def keys(self) -> Iterator[str]:
        with self._asking():
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

    def tidy(self, *, before: datetime) -> int:
        """Let go of uploads in parts that nobody finished: the store keeps, and bills, what came of them."""
        gone = 0
        with self._asking():
            for page in self.client.get_paginator("list_multipart_uploads").paginate(Bucket=self.bucket):
                for one in page.get("Uploads", ()):
                    if one["Initiated"] < before:
                        named = {"Bucket": self.bucket, "Key": one["Key"], "UploadId": one["UploadId"]}
                        self.client.abort_multipart_upload(**named)
                        gone += 1
        return gone

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Ask the store, unless it has just failed: then nobody else has to wait until it does so again."""
        if time.monotonic() < self._rests_until:
            raise Unavailable
        try:
            with _troubles():
                yield
        except Unavailable:
            self._rests_until = time.monotonic() + PAUSE
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
