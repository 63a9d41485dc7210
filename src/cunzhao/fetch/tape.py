"""Reading a recorded HTTP/1.1 response: where its parts begin and end, and which of its lines are secret. Pure functions.

httpcore2 (h11) decides whether a response is well formed and complete. This module only finds the same boundaries in the
bytes that went over the wire, because those bytes are what is put on record.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cunzhao.errors import FetchError

# What h11 takes for the end of a head: servers that end lines with LF alone exist.
_HEAD_END = re.compile(rb"\n\r?\n")
_INTERIM = re.compile(rb"HTTP/\d\.\d 1\d\d\b")
_LINE = re.compile(rb"[^\n]+\n?|\n")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,20})[^\n]*\n")

SECRET_HEADERS = frozenset({"cookie", "set-cookie", "cookie2", "set-cookie2", "authorization", "proxy-authorization"})
_SECRET = re.compile(rb"^(?:" + b"|".join(name.encode() for name in SECRET_HEADERS) + rb")[ \t]*:", re.I | re.M)

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Body:
    """Where a body ends on the wire (offset of its last framing byte), and what it is without its framing."""

    payload: bytes
    end: int
    trailer: int
    """Offset where a chunked body's trailer section begins; equals ``end`` where there is none."""


def final_head(wire: bytes | bytearray) -> tuple[int, int]:
    """Start and end of the final response's head in ``wire``, past any interim (1xx) responses.

    Raises FetchError of kind ``protocol`` when there is no complete head.
    """
    start = 0
    while match := _HEAD_END.search(wire, start):
        if not _INTERIM.match(wire, start):
            return start, match.end()
        start = match.end()
    raise FetchError("protocol", "the response has no complete head")


def read_body(wire: bytes, start: int, status: int, headers: Headers, limit: int) -> Body:
    """The body that begins at ``start``, by the framing its headers declare (RFC 9112, 6.3), at most ``limit`` bytes of it.

    ``headers`` have passed h11, so that at most one length stands in them. A body that was cut off gives what came.
    """
    names = {name.lower(): value for name, value in headers}
    if status in (204, 304):
        return Body(b"", start, start)
    if "transfer-encoding" in names:
        return read_chunks(wire, start, limit)
    length = int(names.get("content-length", len(wire)))
    end = min(start + length, start + limit, len(wire))
    return Body(wire[start:end], end, end)


def read_chunks(wire: bytes, start: int, limit: int) -> Body:
    """A chunked body (RFC 9112, 7.1). Stops at ``limit`` bytes of content, or where the framing breaks off."""
    parts: list[bytes] = []
    at, room = start, limit
    while match := _CHUNK_SIZE.match(wire, at):
        size = int(match[1], 16)
        if size == 0:
            return Body(b"".join(parts), _trailer_end(wire, match.end()), match.end())
        if room == 0:
            break
        at = min(match.end() + min(size, room), len(wire))
        parts.append(wire[match.end() : at])
        room -= len(parts[-1])
        if len(parts[-1]) < size:
            break
        at = min(at + 2, len(wire))
    return Body(b"".join(parts), at, at)


def _trailer_end(wire: bytes, start: int) -> int:
    """The end of the trailer section: the empty line after the last chunk's size line, or after its fields."""
    if wire.startswith(b"\r\n", start):
        return start + 2
    if wire.startswith(b"\n", start):
        return start + 1
    match = _HEAD_END.search(wire, start)
    return match.end() if match else len(wire)


def without_secrets(head: bytes) -> tuple[bytes, frozenset[str]]:
    """A block of header lines without those that carry secrets, folded lines included; and the names of those removed."""
    if not _SECRET.search(head):
        return head, frozenset()
    kept: list[bytes] = []
    removed: set[str] = set()
    dropping = False
    for line in _LINE.findall(head):
        if line[:1] not in (b" ", b"\t"):
            name = line.partition(b":")[0].strip().lower().decode("latin-1")
            dropping = name in SECRET_HEADERS
            removed |= {name} if dropping else set()
        if not dropping:
            kept.append(line)
    return b"".join(kept), frozenset(removed)
