"""One WARC 1.1 record to bytes: named fields, block, two line ends, all in a gzip member of its own.

Format: ISO 28500:2017 (WARC 1.1), Annex A for the gzip members. Digests are ``sha256:`` and lower-case hex, which ``warcio``,
``fastwarc`` and ``sha256sum`` all read.
"""

from __future__ import annotations

import re
import struct
import zlib
from base64 import b32encode
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import quote
from uuid import UUID

from cunzhao.errors import InputError

RESPONSE = "application/http;msgtype=response"
REQUEST = "application/http;msgtype=request"
JSON = "application/json"
REVISIT_SAME = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
REVISIT_304 = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
PAYLOAD_DIGEST = "WARC-Payload-Digest"
OWN_PAYLOAD_DIGEST = "Cunzhao-Payload-Digest"
"""The payload digest of a chunked answer. The checker of ``warcio`` hashes the chunk framing as if it were payload and would
call the true digest an error (tried with 1.8.1; ``fastwarc`` 2.0 takes the frames off), so the standard field, which is
optional, is only written where both agree."""

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""Written by hand, without time and system, and demanded by the reader: a checksum covers no byte of it, and so the same
capture gives the same bytes on every machine and no bit can flip unseen (RFC 1952, 2.3)."""

_LEVEL = 6
_URI_SAFE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '<>"{}|\\^`')
_MEDIA_TYPE = re.compile(r"[!-~][ -~]{0,255}")

Fields = tuple[tuple[str, str], ...]


def new_id(random_bytes: Callable[[int], bytes]) -> str:
    """A fresh record URN (``urn:uuid:``, version 4)."""
    return f"urn:uuid:{UUID(bytes=random_bytes(16), version=4)}"


def capture_id(record_id: str) -> str:
    """The short id of a capture: ``c`` and the first 70 bits of its record's UUID in lower-case base32."""
    return "c" + b32encode(UUID(record_id.removeprefix("urn:uuid:")).bytes).decode().lower()[:14]


def timestamp(at: datetime) -> str:
    """A WARC-Date in UTC, always with six digits of fraction. Raises InputError for a time without a zone."""
    if at.tzinfo is None:
        raise InputError(f"a time without a zone cannot go on record: {at.isoformat()}")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def uri(url: str) -> str:
    """A URL as it may stand in a header: printable ASCII, the rest percent-encoded; a stray line end cannot add a field."""
    return quote(url, safe=_URI_SAFE, errors="replace")


def media_type(value: str) -> str:
    """A content type as it may stand in a header, or ``application/octet-stream``; the exact words are kept in the facts."""
    return value if _MEDIA_TYPE.fullmatch(value) else "application/octet-stream"


def peer_address(peer: str | None) -> str | None:
    """The address of ``address:port`` (``[v6]:port`` too), or None where it is no address."""
    host = (peer or "").rpartition(":")[0].strip("[]")
    try:
        return str(ip_address(host))
    except ValueError:
        return None


def hex_digest(data: bytes) -> str:
    """Lower-case hex SHA-256."""
    return sha256(data).hexdigest()


def member(kind: str, record_id: str, date: str, fields: Iterable[tuple[str, str | None]], block: bytes) -> bytes:
    """A whole record as one gzip member. Fields whose value is None are left out; length and block digest are added."""
    lines = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<{record_id}>"),
        ("WARC-Date", date),
        *((name, value) for name, value in fields if value is not None),
        ("WARC-Block-Digest", f"sha256:{hex_digest(block)}"),
        ("Content-Length", str(len(block))),
    ]
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines) + "\r\n"
    return _compress(b"".join((head.encode(), block, b"\r\n\r\n")))


def _compress(data: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    trailer = struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return b"".join((GZIP_HEADER, packer.compress(data), packer.flush(), trailer))


def warcinfo(record_id: str, date: str, name: str, software: str) -> bytes:
    """The record at the head of each file."""
    block = (
        f"software: {software}\r\nformat: WARC File Format 1.1\r\n"
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    ).encode()
    fields = (("WARC-Filename", name), ("Content-Type", "application/warc-fields"))
    return member("warcinfo", record_id, date, fields, block)
