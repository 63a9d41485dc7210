"""Values for the tests of evidence: a clock that ticks, random bytes that repeat, and exchanges as they come off the wire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

from cunzhao.record import Disk, Evidence, Log, leaf_for_capture
from cunzhao.types import Capture, Clock, Deposit, Exchange, Purpose, Resource, Truncation

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
REQUEST = b"GET /a HTTP/1.1\r\nHost: press.example\r\nAccept: */*\r\n\r\n"


def ticking(start: datetime = NOON) -> Clock:
    """A clock that goes one second forward at each look."""
    seconds = count()
    return lambda: start + timedelta(seconds=next(seconds))


def repeatable(seed: bytes = b"seed") -> Callable[[int], bytes]:
    """Random-looking bytes, the same in every run."""
    numbers = count()
    return lambda size: (sha256(seed + next(numbers).to_bytes(8, "big")).digest() * (size // 32 + 1))[:size]


UNSYNCED = Disk(fsync=lambda fd: None)
"""A disk that is not waited for: a test that asks nothing about power loss should not pay for it."""


def evidence(
    folder: Path, *, roll_bytes: int = 1_000_000_000, disk: Disk = UNSYNCED, seed: bytes = b"seed"
) -> Evidence:
    return Evidence(folder, clock=ticking(), random_bytes=repeatable(seed), roll_bytes=roll_bytes, disk=disk)


def chunked(payload: bytes, size: int = 7) -> bytes:
    """The payload in chunks of ``size`` bytes."""
    pieces = [payload[i : i + size] for i in range(0, len(payload), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def exchange(
    payload: bytes = b"<p>page</p>",
    *,
    url: str = "https://press.example/a",
    head: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    body: bytes | None = None,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),),
    at: datetime = NOON,
    truncated: Truncation | None = None,
    peer: str = "192.0.2.7:443",
) -> Exchange:
    """An exchange whose response is ``head`` and ``body`` (the payload itself, unless given)."""
    return Exchange(
        url=url,
        request=REQUEST,
        response=head + (payload if body is None else body),
        status=status,
        headers=headers,
        payload=payload,
        started=at,
        ended=at + timedelta(milliseconds=250),
        peer=peer,
        tls="ab" * 32,
        truncated=truncated,
        redacted=("cookie",),
    )


def page(payload: bytes = b"<p>page</p>", *, purpose: Purpose = "page", **facts: str) -> Deposit:
    return Deposit(purpose, source="press", exchange=exchange(payload), facts=facts)


def resource(content: bytes, url: str = "file:///posts/1.md", content_type: str = "text/markdown") -> Deposit:
    return Deposit("page", resource=Resource(url, content, content_type, "supplied", NOON))


def nothing(_: str) -> Capture | None:
    return None


def by_digest(*captures: Capture) -> Callable[[str], Capture | None]:
    return {capture.payload_digest: capture for capture in captures}.get


def by_id(*captures: Capture) -> Callable[[str], Capture | None]:
    return {capture.id: capture for capture in captures}.get


def published(folder: Path, captures: list[Capture]) -> tuple[Log, list[tuple[Capture, int | None, bytes]]]:
    """A log that holds the leaves of these captures, and the rows that a catalogue would have."""
    log = Log.create(folder, random_bytes=repeatable(b"key"), disk=UNSYNCED)
    entries = [leaf_for_capture(capture).entry for capture in captures]
    log.publish(entries, log.size)
    return log, [(capture, index, entry) for index, (capture, entry) in enumerate(zip(captures, entries, strict=True))]
