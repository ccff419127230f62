"""Where the object store and the scanner are: one line of settings each, read here and refused when it is nonsense."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

FORM = "harus berbentuk s3://kunci:rahasia@host:porta/wadah?tls=ya&region=us-east-1"
SCANNER_PORT = 3310


@dataclass(frozen=True, slots=True)
class S3Address:
    """An object store's door, its bucket, and who we are there."""

    endpoint: str
    bucket: str
    key: str
    secret: str
    region: str

    def __repr__(self) -> str:
        return f"S3Address({self.endpoint}/{self.bucket})"  # never the secret


def s3_address(url: str) -> S3Address:
    """Read ``s3://key:secret@host[:port]/bucket[?tls=ya|tidak&region=…]``.

    Raises ValueError with the words that come after the setting's name.
    """
    try:
        parts = urlsplit(url)
        more = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(FORM) from None
    bucket = parts.path.strip("/")
    if parts.scheme != "s3" or parts.fragment or not (host and parts.username and parts.password):
        raise ValueError(FORM)
    if not bucket or "/" in bucket:
        raise ValueError(f"{FORM}; wadah adalah satu nama tanpa garis miring")
    if strange := sorted(set(more) - {"tls", "region"}):
        raise ValueError(f"tidak mengenal “{strange[0]}”; yang dikenal: tls, region")
    tls = more.get("tls", ["ya"])
    if tls not in (["ya"], ["tidak"]):
        raise ValueError("berisi tls yang bukan “ya” atau “tidak”")
    name = f"[{host}]" if ":" in host else host
    return S3Address(
        endpoint=f"{'https' if tls == ['ya'] else 'http'}://{name}{f':{port}' if port else ''}",
        bucket=bucket,
        key=unquote(parts.username),
        secret=unquote(parts.password),
        region=more.get("region", ["us-east-1"])[0],
    )


def scanner_address(text: str) -> str | tuple[str, int]:
    """Read the path of a socket, or ``host[:port]``; raises ValueError with the words after a name."""
    if text.startswith("/"):
        return text
    host, colon, port = text.rpartition(":") if ":" in text else (text, "", "")
    if not host or set(host) & set("/ @?#") or (colon and not (port.isascii() and port.isdigit())):
        raise ValueError("harus berbentuk host:porta atau /jalur/soket")
    number = int(port) if colon else SCANNER_PORT
    if not 0 < number < 65_536:  # noqa: PLR2004 -- ports
        raise ValueError("berisi porta di luar 1 sampai 65535")
    return host.strip("[]"), number
