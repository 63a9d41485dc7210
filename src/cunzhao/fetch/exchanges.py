"""One request and its response over one connection, within its limits, as an :class:`Exchange`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import httpcore2

from cunzhao.errors import FetchError
from cunzhao.fetch.limits import Limits
from cunzhao.fetch.lines import Line, Lines
from cunzhao.fetch.places import Place
from cunzhao.fetch.tape import SECRET_HEADERS, final_head, read_body, without_secrets
from cunzhao.fetch.wire import WireStream
from cunzhao.types import Clock, Exchange, Truncation


@dataclass(slots=True)
class _Run:
    """How far one exchange has got; filled in as it goes, so that a deadline leaves behind what came."""

    started: datetime
    response: httpcore2.Response | None = None
    truncated: Truncation | None = None


async def exchange(
    lines: Lines,
    place: Place,
    headers: Sequence[tuple[str, str]],
    clock: Clock,
    limits: Limits,
    body: bytes | None = None,
) -> Exchange:
    """Ask for ``place``; with a ``body``, POST it. Raises FetchError where no usable response came; a cut-off body is one."""
    if body is not None:
        # Never repeated: whether the other side has acted cannot be known.
        return await _over(lines.fresh(place), lines, place, headers, clock, limits, body)
    line = await lines.take(place)
    if line.used:
        try:
            return await _over(line, lines, place, headers, clock, limits)
        except FetchError as error:
            # The server had closed the idle connection and we could not know. A GET that brought no byte may be repeated.
            if error.kind not in ("network", "protocol") or line.stream is None or line.stream.received:
                raise
        line = lines.fresh(place)
    return await _over(line, lines, place, headers, clock, limits)


async def _over(
    line: Line,
    lines: Lines,
    place: Place,
    headers: Sequence[tuple[str, str]],
    clock: Clock,
    limits: Limits,
    body: bytes | None = None,
) -> Exchange:
    """Run the exchange over ``line`` and give the line back, or close it."""
    run = _Run(clock())
    try:
        await _converse(line, _request(place, headers, body), run, limits)
        result, clean = _result(line, place, run, clock(), limits)
    except BaseException:
        await line.close()
        raise
    if clean:
        await lines.give_back(place, line)
    else:
        await line.close()
    return result


def _request(place: Place, headers: Sequence[tuple[str, str]], body: bytes | None = None) -> httpcore2.Request:
    url = httpcore2.URL(
        scheme=place.scheme.encode(), host=place.host.encode(), port=place.port, target=place.target.encode("ascii")
    )
    raw = [(b"Host", place.authority.encode())]
    raw += [(name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in headers]
    if body is None:
        return httpcore2.Request("GET", url, headers=raw)
    return httpcore2.Request("POST", url, headers=[*raw, (b"Content-Length", b"%d" % len(body))], content=body)


async def _converse(line: Line, request: httpcore2.Request, run: _Run, limits: Limits) -> None:
    """Send and receive until the response is complete or has to be cut off (``run.truncated``)."""
    try:
        async with asyncio.timeout(limits.total_seconds):
            if line.stream is not None:
                line.stream.rewind()
            line.used += 1
            run.response = await line.http.handle_async_request(request)
            await _receive(run, _wire(line), limits)
    except TimeoutError:
        if run.response is None:
            raise FetchError("timeout", f"no complete headers within {limits.total_seconds:g} s") from None
        run.truncated = "time"
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        _judge_break(error, line, run)


def _judge_break(error: Exception, line: Line, run: _Run) -> None:
    """A connection that ended within a body leaves a truncated response; everything else is a failure."""
    ended = line.stream is not None and line.stream.ended
    if run.response is not None and ended:
        run.truncated = "disconnect"
        return
    if isinstance(error, httpcore2.LocalProtocolError):
        raise FetchError("protocol", f"the request cannot be sent: {error}") from None
    kind = "network" if ended and line.stream is not None and not line.stream.received else "protocol"
    raise FetchError(kind, f"no usable response: {str(error)[:300]}") from None


async def _receive(run: _Run, wire: WireStream, limits: Limits) -> None:
    """Read the body to its end, or to a limit."""
    response = run.response
    assert response is not None
    _check_head(response, wire, limits)
    wire.in_head = False
    size = 0
    stream = cast("AsyncGenerator[bytes, None]", aiter(cast("AsyncIterable[bytes]", response.stream)))
    async with aclosing(stream) as pieces:
        async for piece in pieces:
            size += len(piece)
            if size > limits.body_bytes:
                run.truncated = "length"
                break
            if len(wire.received) - size > limits.head_bytes + limits.framing_bytes + size // 8 + 2 * _READ:
                raise FetchError("protocol", "more chunk framing than content")
    await response.aclose()


# httpcore2 reads this much at a time: that many bytes may be on the tape and not yet in ``size``.
_READ = 64 * 1024


def _check_head(response: httpcore2.Response, wire: WireStream, limits: Limits) -> None:
    """What h11 lets pass and we do not."""
    _, end = final_head(wire.received)
    if end > limits.head_bytes:
        raise FetchError("protocol", f"no end of the headers within {limits.head_bytes} bytes")
    if response.status == 101:
        raise FetchError("protocol", "the server switched protocols, unasked")
    names = {name.lower() for name, _ in response.headers}
    if {b"transfer-encoding", b"content-length"} <= names:
        # RFC 9112, 6.3: two contradicting lengths are how responses are smuggled; which one is meant cannot be known.
        raise FetchError("protocol", "both Content-Length and Transfer-Encoding")


def _wire(line: Line) -> WireStream:
    assert line.stream is not None
    return line.stream


def _result(line: Line, place: Place, run: _Run, ended: datetime, limits: Limits) -> tuple[Exchange, bool]:
    """The exchange from its tape; and whether the tape ends where the response does, so that the connection is clean."""
    wire, response = _wire(line), run.response
    assert response is not None
    tape, wire.received = bytes(wire.received), bytearray()
    start, head_end = final_head(tape)
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers)
    body = read_body(tape, head_end, response.status, headers, limits.body_bytes)
    end = len(tape) if run.truncated in ("time", "disconnect") else body.end
    head, hidden = without_secrets(tape[start:head_end])
    trailer, hidden_below = without_secrets(tape[body.trailer : end])
    request, hidden_above = without_secrets(bytes(wire.sent))
    result = Exchange(
        url=place.url,
        request=request,
        response=b"".join((head, memoryview(tape)[head_end : body.trailer], trailer)),
        status=response.status,
        headers=tuple(pair for pair in headers if pair[0].lower() not in SECRET_HEADERS),
        payload=body.payload,
        started=run.started,
        ended=ended,
        peer=wire.peer,
        tls=wire.tls,
        truncated=run.truncated,
        redacted=tuple(sorted(hidden | hidden_below | hidden_above)),
    )
    return result, run.truncated is None and end == len(tape)
