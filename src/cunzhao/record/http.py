"""Reading a response as it stands in a record: where the head ends, its fields, and the body without transfer coding.

This is not an HTTP client's parser. The bytes were already judged by ``fetch``; here they are only found again, and what is
found is always checked against a digest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from cunzhao.errors import InputError

_FRAMED = re.compile(rb"^transfer-encoding[ \t]*:[^\n]*\bchunked\b", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\n\r?\n")
_STATUS = re.compile(rb"HTTP/[0-9.]+[ \t]+([0-9]{3})")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*)?\r?\n")
_HEAD_LIMIT = 1 << 20


def head_length(response: bytes) -> int:
    """Bytes up to and with the blank line before the body; heads of interim (1xx) answers count as part of it.

    Raises InputError where the bytes are no HTTP response with a complete head.
    """
    start = 0
    while True:
        status = _STATUS.match(response, start)
        end = _HEAD_END.search(response, start, start + _HEAD_LIMIT)
        if status is None or end is None:
            raise InputError("the response has no complete HTTP head (status line, fields, blank line)")
        start = end.end()
        if not status[1].startswith(b"1") or status[1] == b"101" or _STATUS.match(response, start) is None:
            return start


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that others recorded: its head with the fields, the body as it stands, and the payload in it."""

    status: int
    head: bytes
    headers: tuple[tuple[str, str], ...]
    body: bytes
    payload: bytes


def answer_of(response: bytes) -> Answer:
    """Reads a recorded response. Raises InputError where it has no complete head.

    Recorders that take the chunked framing off often leave the header that announces it, so the body is tried.
    """
    head, body = response[: head_length(response)], response[head_length(response) :]
    final = final_head(head)
    status = _STATUS.match(final)
    assert status is not None
    framed = _FRAMED.search(final) is not None and _CHUNK.match(body) is not None
    return Answer(int(status[1]), head, head_fields(head), body, dechunk(body) if framed else body)


def checkers_head_length(response: bytes) -> int:
    """Where ``warcio`` believes the head to end: at the first line of nothing but white space, of the first head.

    Its checker hashes all that follows as the payload, so this says whether it will agree with the true payload digest.
    """
    position = 0
    while position < len(response):
        line_end = response.find(b"\n", position) + 1 or len(response)
        line = response[position:line_end]
        position = line_end
        if not _as_text(line).rstrip():
            break
    return position


def _as_text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def head_fields(head: bytes) -> tuple[tuple[str, str], ...]:
    """The header fields in order, as Latin-1 text, folded lines joined by a space; lines without a colon are left out."""
    fields: list[tuple[str, str]] = []
    for line in final_head(head).split(b"\n")[1:]:
        text = line.decode("latin-1").rstrip("\r")
        name, colon, value = text.partition(":")
        if text[:1] in (" ", "\t") and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {text.strip()}".strip())
        elif colon and name.strip():
            fields.append((name.strip(), value.strip(" \t")))
    return tuple(fields)


def final_head(head: bytes) -> bytes:
    """The last head, where interim answers came before it."""
    start = 0
    for end in _HEAD_END.finditer(head):
        if end.end() < len(head):
            start = end.end()
    return head[start:]


def dechunk(body: bytes) -> bytes:
    """The body without its chunked framing, up to the end or to the first thing that is no chunk (a cut connection)."""
    pieces: list[bytes] = []
    position = 0
    while (chunk := _CHUNK.match(body, position)) is not None and (size := int(chunk[1], 16)):
        piece = body[chunk.end() : chunk.end() + size]
        pieces.append(piece)
        position = chunk.end() + size
        position += 2 if body[position : position + 2] == b"\r\n" else body[position : position + 1] == b"\n"
    return b"".join(pieces)


def payload_of(response: bytes, size: int, digest: str) -> bytes | None:
    """The payload of ``size`` bytes and hex SHA-256 ``digest`` that these bytes carry, or None where they carry none.

    The framing is not believed but tried: the body as it stands, then without chunks; the digest decides. Bytes behind the
    payload (a server that sends more than it announced) stay in the record and are not payload.
    """
    body = response[head_length(response) :]
    for read in (_plain, dechunk):
        candidate = read(body)[:size]
        if len(candidate) == size and sha256(candidate).hexdigest() == digest:
            return candidate
    return None


def _plain(body: bytes) -> bytes:
    return body
