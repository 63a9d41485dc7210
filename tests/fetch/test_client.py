"""What an exchange holds: the exact bytes, nothing secret, one hop each."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from cunzhao.errors import FetchError
from cunzhao.fetch import AddressPolicy, Client, Followed, Limits, content
from cunzhao.types import Exchange
from tests.fetch.server import (
    AGENT,
    NO_ROBOTS,
    Answer,
    Server,
    Times,
    client_for,
    closing,
    moved,
    ok,
    run,
    silent,
)

CHUNKS = b"5\r\nhello\r\n7;a=b\r\n, world\r\n0\r\nX-Trailer: t\r\n\r\n"


def _fetch(answer: Answer, path: str = "/", headers: Sequence[tuple[str, str]] = ()) -> tuple[Exchange, Server]:
    async def ask() -> tuple[Exchange, Server]:
        async with Server({path: answer}) as server, client_for(server) as client:
            return await client.fetch(f"http://news.test{path}", headers=headers), server

    return run(ask())


def _follow(answers: dict[str, Answer], url: str = "http://news.test/", **headers: str) -> tuple[Followed, Server]:
    async def ask() -> tuple[Followed, Server]:
        async with Server(answers) as server, client_for(server) as client:
            return await client.follow(url, headers=tuple(headers.items())), server

    return run(ask())


def test_request_and_response_are_the_bytes_on_the_wire() -> None:
    answer = b"HTTP/1.1 200  Fine\r\nx-odd:  spaced \r\nX-ODD: again\r\nContent-Length: 5\r\n\r\n\x00\xffabc"
    got, server = _fetch(answer)
    assert got.response == answer
    assert got.request == server.requests[-1]
    assert got.payload == b"\x00\xffabc"
    assert got.headers == (("x-odd", "spaced"), ("X-ODD", "again"), ("Content-Length", "5"))
    assert (got.status, got.method, got.url, got.redacted) == (200, "GET", "http://news.test/", ())
    assert got.peer == f"127.0.0.1:{server.port}"
    assert got.started == got.ended == datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def test_chunk_framing_stays_in_the_response_and_not_in_the_payload() -> None:
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS
    got, _ = _fetch(answer)
    assert got.response == answer
    assert got.payload == b"hello, world"


def test_content_coding_stays_in_the_payload() -> None:
    packed = gzip.compress("存照".encode())
    got, _ = _fetch(ok(packed, "Content-Encoding: gzip"))
    assert got.payload == packed
    assert content(got.headers, got.payload).data.decode() == "存照"


def test_the_request_says_who_asks() -> None:
    got, _ = _fetch(ok(b""), "/a?b=c")
    lines = got.request.decode().split("\r\n")
    assert lines[0] == "GET /a?b=c HTTP/1.1"
    assert {"Host: news.test", f"User-Agent: {AGENT}", "Accept-Encoding: gzip, deflate, br"} <= set(lines)


def test_the_callers_headers_are_added_or_replace_ours() -> None:
    got, _ = _fetch(ok(b""), headers=(("If-None-Match", '"中"'), ("accept", "text/xml")))
    assert b'If-None-Match: "?"\r\n' in got.request
    assert got.request.lower().count(b"\r\naccept: ") == 1


def test_a_header_that_would_split_the_request_is_refused() -> None:
    with pytest.raises(FetchError) as caught:
        _fetch(ok(b""), headers=(("If-None-Match", "x\r\nHost: elsewhere"),))
    assert caught.value.kind == "protocol"


def test_secrets_are_removed_everywhere_and_named() -> None:
    answer = (
        b"HTTP/1.1 103 Early\r\nSet-Cookie: s=EARLY\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nset-COOKIE: s=SECRET\r\nX-Set-Cookie-Like: stays\r\nSet-Cookie: t=SECRET;\r\n  path=SECRET\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nSet-Cookie: SECRET\r\n\r\n"
    )
    got, server = _fetch(answer, headers=(("Cookie", "SECRET"), ("Authorization", "Basic SECRET")))
    assert b"SECRET" in server.requests[-1]
    assert "SECRET" not in repr(got)
    assert "EARLY" not in repr(got)
    assert got.redacted == ("authorization", "cookie", "set-cookie")
    assert got.header("X-Set-Cookie-Like") == "stays"
    assert got.response == (
        b"HTTP/1.1 200 OK\r\nX-Set-Cookie-Like: stays\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )


def test_cookies_are_not_sent_back() -> None:
    _, server = _follow({"/": moved("/b\r\nSet-Cookie: a=b"), "/b": ok(b"page")})
    assert all(b"cookie" not in request.lower() for request in server.requests)


def test_each_hop_is_an_exchange_of_its_own() -> None:
    followed, _ = _follow({"/": moved("/b?c=d#e", "301 Moved"), "/b?c=d": moved("//other.test/x"), "/x": ok(b"page")})
    assert [(hop.url, hop.status) for hop in followed.exchanges] == [
        ("http://news.test/", 301),
        ("http://news.test/b?c=d", 302),
        ("http://other.test/x", 200),
    ]
    assert followed.final is followed.exchanges[-1]
    assert followed.failure is None


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/新闻".encode().decode("latin-1"), "/%E6%96%B0%E9%97%BB"),
        ("/新闻".encode("gbk").decode("latin-1"), "/%D0%C2%CE%C5"),
        ("  /padded\t", "/padded"),
        ("?q=1", "/?q=1"),
        ("../../up", "/up"),
        ("HTTP://NEWS.test:80/Case", "/Case"),
        ("/a%2fb", "/a%2fb"),
    ],
)
def test_a_location_is_read_as_browsers_read_it(location: str, path: str) -> None:
    followed, _ = _follow({"/": moved(location), path: ok(b"page")})
    assert followed.exchanges[-1].payload == b"page"
    assert followed.exchanges[-1].url == f"http://news.test{path}"


@pytest.mark.parametrize("status", ["300 Choices", "304 Not Modified", "404 Not Found", "201 Created"])
def test_only_redirects_are_followed(status: str) -> None:
    followed, _ = _follow({"/": moved("/b", status)})
    assert [hop.status for hop in followed.exchanges] == [int(status[:3])]


def test_a_redirect_without_a_place_is_the_answer() -> None:
    followed, _ = _follow({"/": ok(b"where?", status="302 Found")})
    assert followed.final is not None
    assert followed.final.payload == b"where?"


def test_secrets_do_not_follow_to_another_origin() -> None:
    answers: dict[str, Answer] = {"/": moved("/b"), "/b": moved("http://other.test/c"), "/c": ok(b"")}
    _, server = _follow(answers, Authorization="Basic SECRET", Accept="text/xml")
    asked = {
        path: request for path, request in zip(server.paths(), server.requests, strict=True) if "robots" not in path
    }
    assert [path for path, request in asked.items() if b"SECRET" in request] == ["/", "/b"]
    assert all(b"Accept: text/xml" in request for request in asked.values())


def test_the_chain_up_to_a_failure_is_kept() -> None:
    followed, _ = _follow({"/": moved("/b"), "/b": closing(b"")})
    assert [hop.status for hop in followed.exchanges] == [302]
    assert followed.failure is not None
    assert (followed.failure.kind, followed.failure.url) == ("network", "http://news.test/b")
    assert followed.final is None


def test_one_connection_serves_many_exchanges() -> None:
    async def ask() -> Server:
        async with Server({f"/{n}": ok(b"page") for n in range(20)}) as server, client_for(server) as client:
            for n in range(20):
                await client.fetch(f"http://news.test/{n}")
            return server

    server = run(ask())
    assert (len(server.requests), server.connections) == (21, 1)


def test_an_idle_connection_that_was_closed_is_replaced() -> None:
    async def ask() -> tuple[bytes, int]:
        # The answer promises to keep the connection, and the server closes it all the same.
        answers: dict[str, Answer] = {"/a": closing(ok(b"a")), "/b": ok(b"b")}
        async with Server(answers) as server, client_for(server) as client:
            await client.fetch("http://news.test/a")
            return (await client.fetch("http://news.test/b")).payload, server.connections

    assert run(ask()) == (b"b", 2)


def test_a_connection_that_dies_under_a_request_is_tried_once_more() -> None:
    async def ask() -> tuple[list[str], str]:
        async with Server({"/a": ok(b"a"), "/b": closing(b"")}) as server, client_for(server) as client:
            await client.fetch("http://news.test/a")
            with pytest.raises(FetchError) as caught:
                await client.fetch("http://news.test/b")
            return server.paths(), caught.value.kind

    assert run(ask()) == (["/robots.txt", "/a", "/b", "/b"], "network")


def test_bytes_nobody_asked_for_do_not_become_the_next_answer() -> None:
    async def ask() -> list[bytes]:
        answers: dict[str, Answer] = {"/a": ok(b"a") + ok(b"FORGED"), "/b": ok(b"b")}
        async with Server(answers) as server, client_for(server) as client:
            return [(await client.fetch(f"http://news.test/{name}")).payload for name in ("a", "b", "a", "b")]

    assert run(ask()) == [b"a", b"b", b"a", b"b"]


def test_an_answer_pushed_while_the_line_is_idle_is_not_taken_for_the_next() -> None:
    async def pushy(writer: asyncio.StreamWriter) -> None:
        writer.write(ok(b"a"))
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.write(ok(b"FORGED"))
        await asyncio.sleep(1)

    async def ask() -> bytes:
        async with Server({"/a": pushy, "/b": ok(b"b")}) as server, client_for(server) as client:
            await client.fetch("http://news.test/a")
            await asyncio.sleep(0.1)
            return (await client.fetch("http://news.test/b")).payload

    assert run(ask()) == b"b"


def test_a_failed_exchange_closes_its_connection() -> None:
    async def ask() -> int:
        switch = b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
        async with Server({"/": switch}) as server, client_for(server) as client:
            with pytest.raises(FetchError):
                await client.fetch("http://news.test/")
            await asyncio.sleep(0.1)
            return server.open()

    assert run(ask()) == 0


def test_connections_under_way_are_capped() -> None:
    async def slow(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.02)
        writer.write(ok(b"page"))

    async def ask() -> int:
        async with Server({"/": slow}) as server, client_for(server, limits=Limits(connections=3)) as client:
            await asyncio.gather(*(client.fetch(f"http://news{n}.test/") for n in range(12)))
            return server.most_busy

    assert run(ask()) == 3


def test_a_caller_that_gives_up_leaves_nothing_behind() -> None:
    async def ask() -> bytes:
        async with Server({"/slow": silent(), "/b": ok(b"b")}) as server, client_for(server) as client:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.fetch("http://news.test/slow"), 0.05)
            return (await client.fetch("http://news.test/b")).payload

    assert run(ask()) == b"b"


async def _unreachable(resolver_says: Sequence[tuple[str, int]] | OSError) -> str:
    async def resolver(host: str, port: int) -> Sequence[tuple[str, int]]:
        if isinstance(resolver_says, OSError):
            raise resolver_says
        if not resolver_says:
            await asyncio.sleep(60)
        return resolver_says

    time = Times()
    async with Client(
        resolver=resolver,
        policy=AddressPolicy(frozenset({("127.0.0.1", 1)})),
        clock=time.clock,
        sleep=time.sleep,
        limits=Limits(connect_seconds=0.1),
        user_agent=AGENT,
        delay=0,
    ) as client:
        with pytest.raises(FetchError) as caught:
            await client.fetch("http://news.test/")
        return caught.value.kind


@pytest.mark.parametrize(
    ("says", "kind"),
    [
        (OSError("no such name"), "dns"),
        ([], "timeout"),
        ([("127.0.0.1", 1)], "refused"),
        ([("192.168.0.1", 80)], "address"),
        ([("no address", 80)], "address"),
    ],
)
def test_a_host_that_cannot_be_reached(says: Sequence[tuple[str, int]] | OSError, kind: str) -> None:
    assert run(_unreachable(says)) == kind


def test_robots_answers_are_handed_over_for_the_record_to_whoever_needed_them_first() -> None:
    async def ask() -> list[Followed]:
        async with Server({"/": ok(b"")}) as server, client_for(server) as client:
            return [await client.follow("http://news.test/") for _ in range(2)]

    first, second = run(ask())
    assert [(e.url, e.status, e.response) for e in first.robots] == [("http://news.test/robots.txt", 404, NO_ROBOTS)]
    assert second.robots == ()


def test_conditions_are_of_the_first_url_only() -> None:
    """A page that moved to one with an older date must not answer that it is not modified."""

    async def ask() -> list[bytes]:
        async with Server({"/old": moved("/new"), "/new": ok(b"news")}) as server, client_for(server) as client:
            conditions = (("If-None-Match", '"1"'), ("If-Modified-Since", "Mon, 02 Mar 2026 06:00:00 GMT"))
            await client.follow("http://news.test/old", headers=conditions)
            return [raw for raw in server.requests if b"robots" not in raw]

    old, new = run(ask())
    assert b"If-None-Match" in old
    assert b"If-Modified-Since" in old
    assert b"If-" not in new
