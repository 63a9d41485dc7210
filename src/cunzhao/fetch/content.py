"""Undoing content codings (gzip, deflate, br) under caps, so that 809 bytes of brotli cannot become a gigabyte here.

The stored payload stays as it came; this is how everything that reads it sees its content.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]

from cunzhao.fetch.limits import Limits

# Output is taken in pieces of this size, so that a cap is overshot by one piece at most.
_PIECE = 256 * 1024
# brotli gives nothing of a call that fails: small bites lose little.
_BROTLI_FEED = 4096
_RATIO_FROM = 1_000_000
# bgzip writes one member per 64 KB, so 64 MB take a thousand; a body of empty members would take a million.
_MEMBERS = 4_000

Pieces = Iterator[bytes]


class _Broken(Exception):
    """A coded stream that cannot be read further; the message says why."""


@dataclass(frozen=True, slots=True)
class Content:
    """Decoded bytes, and what went wrong on the way (empty when nothing did)."""

    data: bytes
    problems: tuple[str, ...] = ()


def content(headers: Sequence[tuple[str, str]], payload: bytes, limits: Limits | None = None) -> Content:
    """Undo the codings that a response's headers declare. Never raises."""
    declared = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    return decode_content(payload, declared, limits)


def decode_content(payload: bytes, content_encoding: str | None, limits: Limits | None = None) -> Content:
    """Undo ``content_encoding`` (a header's value, last coding outermost). Never raises.

    A broken stream gives what could be read of it and a problem. Where a coding is declared and the bytes are plainly not
    in it, they are returned as they are, with a problem: servers that compress in name only are common.
    """
    bounds = limits or Limits()
    names = [name.strip().lower() for name in (content_encoding or "").split(",")]
    codings = [name for name in names if name not in ("", "identity", "none")]
    if not codings or not payload:
        return Content(payload)
    if len(codings) > bounds.codings:
        return Content(payload, (f"{len(codings)} content codings on top of each other; {bounds.codings} are undone",))
    data, problems = payload, []
    for name in reversed(codings):
        decoder = _DECODERS.get(name)
        if decoder is None:
            problems.append(f"content coding {name[:40]!r} is not known")
            break
        data, problem = _undo(name, decoder, data, bounds)
        if problem:
            problems.append(problem)
            break
    return Content(data, tuple(problems))


def _undo(name: str, decoder: Callable[[bytes], Pieces], data: bytes, limits: Limits) -> tuple[bytes, str | None]:
    """One coding undone: the bytes, and the problem if there was one."""
    out = bytearray()
    try:
        for piece in decoder(data):
            out += piece
            if len(out) > limits.decoded_bytes:
                del out[limits.decoded_bytes :]
                return bytes(out), f"{name}: stopped at {limits.decoded_bytes} decoded bytes"
            if len(out) > max(_RATIO_FROM, limits.decoded_ratio * len(data)):
                return bytes(out), f"{name}: stopped, more than {limits.decoded_ratio} bytes out of each one received"
    except _Broken as error:
        if not out:
            return data, f"{name}: not in this coding ({error})"
        return bytes(out), f"{name}: broken after {len(out)} bytes ({error})"
    return bytes(out), None


def _inflate(data: bytes, start: int, window: int) -> Generator[bytes, None, int]:
    """One zlib stream that begins at ``start``; returns where it ended."""
    stream = zlib.decompressobj(window)
    at = start
    while not stream.eof:
        feed = stream.unconsumed_tail or data[at : at + _PIECE]
        if not stream.unconsumed_tail:
            at += len(feed)
        before = stream.copy()
        try:
            piece = stream.decompress(feed, _PIECE)
        except zlib.error as error:
            yield from _salvaged(before, feed)
            raise _Broken(str(error)) from None
        if not feed and not piece:
            raise _Broken("it ends too early")
        yield piece
    return at - len(stream.unused_data)


def _salvaged(stream: zlib._Decompress, feed: bytes) -> Pieces:
    """What comes before the error: zlib gives nothing of a call that fails, so the input goes in byte by byte."""
    with contextlib.suppress(zlib.error):
        for value in feed:
            yield stream.decompress(bytes((value,)))


def _gunzip(data: bytes) -> Pieces:
    """gzip (RFC 1952), one or more members. Padding and rubbish after the last member are passed over, as browsers do."""
    at = 0
    for _ in range(_MEMBERS):
        at = yield from _inflate(data, at, zlib.MAX_WBITS | 16)
        if not data.startswith(b"\x1f\x8b", at):
            return
    raise _Broken(f"more than {_MEMBERS} members")


def _undeflate(data: bytes) -> Pieces:
    """deflate: with a zlib header (RFC 1950) as the standard says, or without as many servers do."""
    with_header = len(data) > 1 and data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    yield from _inflate(data, 0, zlib.MAX_WBITS if with_header else -zlib.MAX_WBITS)


def _unbrotli(data: bytes) -> Pieces:
    """Brotli (RFC 7932)."""
    stream = brotli.Decompressor()
    at = 0
    try:
        while not stream.is_finished():
            feed = data[at : at + _BROTLI_FEED] if stream.can_accept_more_data() else b""
            at += len(feed)
            piece = stream.process(feed, output_buffer_limit=_PIECE)
            if not feed and not piece:
                raise _Broken("it ends too early")
            yield piece
    except brotli.error as error:
        raise _Broken(str(error)) from None


_DECODERS: dict[str, Callable[[bytes], Pieces]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
}
ACCEPT_ENCODING = "gzip, deflate, br"
"""What requests ask for: exactly what is undone here."""
