"""Servers that are broken or mean: each case ends by its deadline, with what came or with a failure of the right kind."""

from __future__ import annotations

import asyncio
import gzip
import random
import time
from dataclasses import dataclass, replace
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest

from cunzhao.errors import FetchError
from cunzhao.fetch import Limits, content
from cunzhao.types import Exchange
from tests.fetch.server import Answer, Server, client_for, closing, endless, moved, ok, run, silent

# Small bounds keep the suite quick; the cases only need to cross them.
LIMITS = Limits(
    body_bytes=200_000,
    head_bytes=16_000,
    framing_bytes=20_000,
    connect_seconds=0.3,
    total_seconds=5.0,
    decoded_bytes=2_000_000,
)
IMPATIENT = replace(LIMITS, total_seconds=0.2)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
UNTIL_CLOSE = b"HTTP/1.1 200 OK\r\n\r\n"


def _length(number: int | str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Length: {number}\r\n\r\n".encode()


@dataclass(frozen=True)
class Case:
    """A server's answer, and what must come of it: a failure's kind, or a payload and how it was cut off."""

    answer: Answer
    kind: str | None = None
    payload: bytes | int | None = None
    truncated: str | None = None


def _noise(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


async def _reset(writer: asyncio.StreamWriter) -> None:
    writer.write(_length(50) + b"half")
    await writer.drain()
    await asyncio.sleep(0.02)
    writer.transport.abort()


FAILURES = {
    "says nothing": Case(silent(), "timeout"),
    "hangs up at once": Case(closing(b""), "network"),
    "status line, then silence": Case(silent(b"HTTP/1.1 200 OK\r\n"), "timeout"),
    "drips headers": Case(endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", pause=0.01), "timeout"),
    "headers without end": Case(endless(b"HTTP/1.1 200 OK\r\n", b"X-Filler: " + b"y" * 500 + b"\r\n"), "protocol"),
    "one header without end": Case(endless(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 4096), "protocol"),
    "huge headers, well formed": Case(ok(b"x", "X-Big: " + "y" * 17_000), "protocol"),
    "ten thousand headers": Case(ok(b"x", *[f"X-{n}: y" for n in range(10_000)]), "protocol"),
    "hangs up within the headers": Case(closing(b"HTTP/1.1 200 OK\r\nContent-"), "protocol"),
    "interim responses without end": Case(endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"), "protocol"),
    "switches protocols": Case(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "protocol"),
    "garbage": Case(closing(_noise(3000)), "protocol"),
    "garbage that goes on": Case(endless(_noise(3000), _noise(500)), "protocol"),
    "SSH": Case(silent(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "protocol"),
    "SMTP": Case(silent(b"220 mail.example ESMTP\r\n\r\n"), "protocol"),
    "HTTP/0.9": Case(closing(b"<html>old</html>\n\n"), "protocol"),
    "HTTP/2 preface": Case(closing(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\x00" * 18 + b"\n\n"), "protocol"),
    "bad status": Case(closing(b"HTTP/1.1 2000 OK\r\n\r\n"), "protocol"),
    "negative status": Case(closing(b"HTTP/1.1 -20 OK\r\n\r\n"), "protocol"),
    "status in words": Case(closing(b"HTTP/1.1 OK fine\r\n\r\n"), "protocol"),
    "NULs for a response": Case(closing(b"\x00" * 20_000), "protocol"),
    "NUL in a header": Case(ok(b"x", "X-Nul: a\x00b"), "protocol"),
    "NUL in a header's name": Case(ok(b"x", "X-\x00: a"), "protocol"),
    "bare CR in a header": Case(ok(b"x", "X: a\rSet-Cookie: b"), "protocol"),
    "header without colon": Case(ok(b"x", "just words"), "protocol"),
    "space before the colon": Case(ok(b"x", "X : y"), "protocol"),
    "two lengths": Case(ok(b"abc", "Content-Length: 2"), "protocol"),
    "lengths in a list": Case(_length("3, 4") + b"abcd", "protocol"),
    "negative length": Case(_length("-5") + b"abcde", "protocol"),
    "length in hex": Case(_length("0x5") + b"abcde", "protocol"),
    "length of 30 digits": Case(_length("9" * 30) + b"abcde", "protocol"),
    "length and chunks": Case(ok(b"3\r\nabc\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), "protocol"),
    "unknown transfer coding": Case(ok(b"abc", "Transfer-Encoding: gzip, chunked"), "protocol"),
    "transfer coding twice": Case(
        CHUNKED.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n") + b"0\r\n\r\n", "protocol"
    ),
    "chunk size is no number": Case(CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n", "protocol"),
    "negative chunk size": Case(CHUNKED + b"-3\r\nabc\r\n0\r\n\r\n", "protocol"),
    "chunk size of 40 digits": Case(CHUNKED + b"f" * 40 + b"\r\nabc\r\n", "protocol"),
    "chunk longer than it says": Case(CHUNKED + b"3\r\nabcdef\r\n0\r\n\r\n", "protocol"),
    "one-byte chunks without end": Case(endless(CHUNKED, b"1\r\na\r\n" * 1000), "protocol"),
    "chunk extensions without end": Case(endless(CHUNKED, b"1;" + b"x" * 5000 + b"\r\na\r\n"), "protocol"),
    "a chunk size line without end": Case(endless(CHUNKED, b"0" * 5000), "protocol"),
    "trailers without end": Case(endless(CHUNKED + b"0\r\n", b"X: " + b"y" * 5000 + b"\r\n"), "protocol"),
}

CUT_OFF = {
    "drips the body": Case(endless(_length(100_000), b"drop", pause=0.01), truncated="time"),
    "stops within the body": Case(silent(_length(100) + b"half"), payload=b"half", truncated="time"),
    "headers and no body": Case(silent(_length(100)), payload=b"", truncated="time"),
    "drips chunks": Case(endless(CHUNKED, b"3\r\nabc\r\n", pause=0.01), truncated="time"),
    "body without end": Case(endless(UNTIL_CLOSE, b"z" * 65_536), payload=200_000, truncated="length"),
    "chunks without end": Case(
        endless(CHUNKED, b"10000\r\n" + b"z" * 65_536 + b"\r\n"), payload=200_000, truncated="length"
    ),
    "one chunk of 100 MB": Case(endless(CHUNKED + b"6000000\r\n", b"z" * 65_536), payload=200_000, truncated="length"),
    "declares a terabyte": Case(endless(_length(10**12), b"z" * 65_536), payload=200_000, truncated="length"),
    "hangs up within the body": Case(closing(_length(100) + b"half"), payload=b"half", truncated="disconnect"),
    "hangs up before the body": Case(closing(_length(100)), payload=b"", truncated="disconnect"),
    "resets within the body": Case(_reset, payload=b"half", truncated="disconnect"),
    "hangs up within a chunk": Case(closing(CHUNKED + b"a\r\nhalf"), payload=b"half", truncated="disconnect"),
    "hangs up within a chunk's size": Case(
        closing(CHUNKED + b"4\r\nhalf\r\n1"), payload=b"half", truncated="disconnect"
    ),
    "hangs up before the last chunk": Case(
        closing(CHUNKED + b"4\r\nhalf\r\n"), payload=b"half", truncated="disconnect"
    ),
    "hangs up within the trailers": Case(closing(CHUNKED + b"0\r\nX: y\r\n"), payload=b"", truncated="disconnect"),
}

WHOLE = {
    "more body than its length": Case(_length(4) + b"half and more", payload=b"half"),
    "204 with a body": Case(b"HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nbody", payload=b""),
    "304 with a body": Case(
        b"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n", payload=b""
    ),
    "second response pushed": Case(ok(b"one") + ok(b"two"), payload=b"one"),
    "length twice, the same": Case(ok(b"abc", "Content-Length: 3"), payload=b"abc"),
    "lines end with LF": Case(b"HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", payload=b"abc"),
    "HTTP/1.0 until it closes": Case(closing(b"HTTP/1.0 200 OK\r\n\r\nold"), payload=b"old"),
    "no reason phrase": Case(b"HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc", payload=b"abc"),
    "one early hint": Case(b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" + ok(b"abc"), payload=b"abc"),
    "NULs in the body": Case(ok(b"\x00" * 1000), payload=b"\x00" * 1000),
    "folded header": Case(ok(b"abc", "X: a\r\n b"), payload=b"abc"),
    "body of exactly the limit": Case(ok(b"z" * 200_000), payload=200_000),
    "chunks of exactly the limit": Case(CHUNKED + b"30d40\r\n" + b"z" * 200_000 + b"\r\n0\r\n\r\n", payload=200_000),
    "header bytes beyond ASCII": Case(ok(b"abc", "X: \xe4\xb8\xad"), payload=b"abc"),
}


async def _ask(answer: Answer, limits: Limits) -> Exchange:
    """The case's page, and then a healthy one over the same client, which must be unharmed."""
    async with Server({"/": answer, "/healthy": ok(b"healthy")}) as server, client_for(server, limits=limits) as client:
        try:
            return await client.fetch("http://news.test/")
        finally:
            after = await client.fetch("http://news.test/healthy")
            assert (after.payload, after.truncated) == (b"healthy", None)


def _timed(case: Case) -> Exchange:
    """Ask; the deadline is short where only it can end the case, and out of reach where another limit must."""
    limits = IMPATIENT if "time" in (case.kind or case.truncated or "") else LIMITS
    began = time.monotonic()
    try:
        return run(_ask(case.answer, limits))
    finally:
        assert time.monotonic() - began < limits.total_seconds + 1


@pytest.mark.parametrize("name", FAILURES)
def test_an_unusable_response_is_a_failure_of_its_kind(name: str) -> None:
    with pytest.raises(FetchError) as caught:
        _timed(FAILURES[name])
    assert caught.value.kind == FAILURES[name].kind
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", [*CUT_OFF, *WHOLE])
def test_what_came_is_kept_and_the_cut_is_named(name: str) -> None:
    case = {**CUT_OFF, **WHOLE}[name]
    got = _timed(case)
    assert got.truncated == case.truncated
    if isinstance(case.payload, int):
        assert len(got.payload) == case.payload
    elif case.payload is not None:
        assert got.payload == case.payload
    assert got.payload in got.response or b"chunked" in got.response


def test_a_hundred_megabytes_stop_at_the_default_limit() -> None:
    async def ask() -> Exchange:
        async with Server({"/": endless(_length(100_000_000), b"z" * 262_144)}) as server, client_for(server) as client:
            return await client.fetch("http://news.test/")

    got = run(ask())
    assert (len(got.payload), got.truncated) == (20_000_000, "length")
    assert len(got.response) < 20_001_000


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        ("gzip", gzip.compress(b"\x00" * 30_000_000)),
        ("br", brotli.compress(b"\x00" * 100_000_000, quality=4)),
        ("gzip, gzip", gzip.compress(gzip.compress(b"\x00" * 30_000_000))),
    ],
)
def test_a_bomb_is_kept_as_it_came_and_does_not_go_off(coding: str, bomb: bytes) -> None:
    got = _timed(Case(ok(bomb, f"Content-Encoding: {coding}")))
    assert got.payload == bomb
    decoded = content(got.headers, got.payload, LIMITS)
    assert len(decoded.data) <= 2_000_000
    assert len(decoded.problems) == 1


async def _failure(url: str, answers: dict[str, Answer], **settings: Any) -> str:
    async with Server(answers) as server, client_for(server, limits=LIMITS, **settings) as client:
        followed = await client.follow(url.replace("PORT", str(server.port)))
        assert followed.failure is not None
        assert followed.final is None
        return followed.failure.kind


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("/", "redirects"),
        ("http://news.test/#again", "redirects"),
        ("/there", "redirects"),
        ("file:///etc/passwd", "url"),
        ("ftp://news.test/", "url"),
        ("javascript:alert(1)", "url"),
        ("data:text/html,hi", "url"),
        ("gopher://127.0.0.1:6379/_INFO", "url"),
        ("http://", "url"),
        ("http://[::1", "url"),
        ("http://news.test:99999/", "url"),
        ("http://news.test:6379x/", "url"),
        ("http://news.test:25/", "address"),
        ("http://" + "a" * 9000, "url"),
        ("//" + "a." * 200 + "test/", "url"),
    ],
)
def test_a_redirect_that_leads_nowhere_is_a_failure(location: str, kind: str) -> None:
    assert run(_failure("http://news.test/", {"/": moved(location), "/there": moved("/")})) == kind


def test_a_circle_is_noticed_when_it_closes() -> None:
    async def ask() -> list[str]:
        async with Server({"/": moved("/there"), "/there": moved("/#top")}) as server, client_for(server) as client:
            await client.follow("http://news.test/")
            return server.paths()

    assert run(ask()) == ["/robots.txt", "/", "/there"]


def test_redirects_without_end_are_counted() -> None:
    steps: dict[str, Answer] = {f"/{n}": moved(f"/{n + 1}") for n in range(30)}
    assert run(_failure("http://news.test/0", steps)) == "redirects"


NO_URLS = ["", " ", "news.test", "//news.test/", "http://", "http://a b/", "http://a\x00b/", "http://\ud800.test/"]
NO_URLS += [
    "http://x:y/",
    "HTTP//x",
    "ws://news.test/",
    "http://news.test:\x7f/",
    "http://999.1.1.1/",
    "http://1.2.3.4.5/",
]
NO_URLS += ["http://.", "http://...", "http://[::1", "http://[::g]/", "file:///etc/passwd", "http://a<b>.test/"]


@pytest.mark.parametrize("url", NO_URLS)
def test_what_is_no_url_is_never_asked_for(url: str) -> None:
    assert run(_failure(url, {})) == "url"
