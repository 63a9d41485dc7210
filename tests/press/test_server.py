"""The loopback server, asked with plain ``http.client``."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from cunzhao.press import FilePress, Press
from cunzhao.press.server import Server

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def press() -> Iterator[Press]:
    with Press(clock=lambda: NOW) as running:
        yield running


def ask(press: Server, url: str, method: str = "GET", **headers: str) -> Answer:
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(*press.endpoint, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, f"/{path}", headers={"Host": host, **named})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, body


def test_hosts_are_told_apart_and_logged(press: Press) -> None:
    _, _, chinese = ask(press, "http://haian.example/")
    _, _, english = ask(press, "http://harbour-post.example:80/?a=1")
    assert "海岸日报" in chinese.decode()
    assert "The Harbour Post" in english.decode()
    assert [(r.host, r.path, r.status, r.at) for r in press.requests] == [
        ("haian.example", "/", 200, NOW),
        ("harbour-post.example", "/?a=1", 200, NOW),
    ]
    assert press.requests[0].headers["host"] == "haian.example"


def test_a_page_that_is_held_is_not_sent_again(press: Press) -> None:
    url = press.url("haian/water")
    _, first, _ = ask(press, url)
    status, headers, body = ask(press, url, If_None_Match=first["etag"])
    assert (status, body, headers["etag"]) == (304, b"", first["etag"])
    assert ask(press, url, If_Modified_Since=first["last-modified"])[0] == 304
    assert ask(press, url, If_Modified_Since="Sat, 01 Jan 2000 00:00:00 GMT")[0] == 200
    assert ask(press, url, If_None_Match='"other"', If_Modified_Since=first["last-modified"])[0] == 200
    assert ask(press, url, If_Modified_Since="nonsense")[0] == 200


def test_gzip_and_chunks(press: Press) -> None:
    url = press.url("harbour/rents-rise-twice-as-fast-as-wages")
    _, plain_headers, plain = ask(press, url)
    _, headers, body = ask(press, url, Accept_Encoding="gzip")
    assert (plain_headers["transfer-encoding"], headers["content-encoding"]) == ("chunked", "gzip")
    assert gzip.decompress(body) == plain
    assert ask(press, press.url("haian/water"))[1]["content-length"]


def test_redirects_head_and_refusals(press: Press) -> None:
    status, headers, _ = ask(press, "http://haian.example/feed")
    assert (status, headers["location"]) == (302, "/feed.xml")
    status, headers, _ = ask(press, "http://www.harbour-post.example/a?b=1")
    assert (status, headers["location"]) == (301, "http://harbour-post.example/a?b=1")
    status, headers, body = ask(press, "http://haian.example/", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 500
    assert ask(press, "http://haian.example/", "POST")[0] == 405
    assert ask(press, "http://elsewhere.example/")[0] == 421
    assert ask(press, "http://haian.example/nothing")[0] == 404


def test_one_connection_carries_several_requests(press: Press) -> None:
    connection = http.client.HTTPConnection(*press.endpoint, timeout=30)
    for _ in range(3):
        connection.request("GET", "/robots.txt", headers={"Host": "haian.example"})
        body = connection.getresponse().read()
    connection.close()
    assert body == b"User-agent: *\nDisallow: /admin/\nCrawl-delay: 0.05\n"


@pytest.mark.parametrize(
    "sent", [b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nHost", b"x" * 100_000, b"\xff\x00\r\n\r\n"]
)
def test_broken_requests_do_not_stop_it(press: Press, sent: bytes) -> None:
    with socket.create_connection(press.endpoint) as raw:
        raw.sendall(sent)
    assert ask(press, "http://haian.example/robots.txt")[0] == 200


def test_the_resolver_knows_the_press_only(press: Press) -> None:
    assert asyncio.run(press.resolver("HAIAN.example", 443)) == [press.endpoint]
    with pytest.raises(socket.gaierror):
        asyncio.run(press.resolver("localhost", 80))


def test_it_runs_in_a_loop_too() -> None:
    async def first_line() -> bytes:
        async with Press(clock=lambda: NOW) as press:
            reader, writer = await asyncio.open_connection(*press.endpoint)
            writer.write(b"GET /robots.txt HTTP/1.1\r\nHost: haian.example\r\n\r\n")
            line = await reader.readline()
            writer.close()
            await writer.wait_closed()
            return line

    assert asyncio.run(first_line()) == b"HTTP/1.1 200 OK\r\n"


def test_given_pages_are_served_with_a_sitemap() -> None:
    pages: dict[str, bytes | tuple[bytes, str]] = {
        "https://a.example/x?y=1&z=2": b"<p>a",
        "http://b.example/": ("台".encode("gb18030"), "text/html; charset=gb18030"),
    }
    with FilePress(pages, clock=lambda: NOW) as press:
        assert ask(press, "http://a.example/x?y=1&z=2")[2] == b"<p>a"
        status, headers, body = ask(press, "http://b.example/")
        assert (status, headers["content-type"], body.decode("gb18030")) == (200, "text/html; charset=gb18030", "台")
        assert b"http://a.example/x?y=1&amp;z=2" in ask(press, "http://a.example/sitemap.xml")[2]
        assert b"Sitemap: http://a.example/sitemap.xml" in ask(press, "http://a.example/robots.txt")[2]
        assert ask(press, "http://a.example/none")[0] == 404
