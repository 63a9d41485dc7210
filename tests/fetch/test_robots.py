"""robots.txt, as RFC 9309 reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cunzhao.errors import FetchError
from cunzhao.fetch import HostWaits, Limits
from cunzhao.fetch.robots import product_of
from tests.fetch.server import Answer, Server, Times, client_for, closing, moved, ok, run, silent


def _allowed(robots: Answer, path: str = "/secret/a", answers: dict[str, Answer] | None = None) -> bool:
    """May the path be fetched? A refusal must not reach the page."""

    async def ask() -> bool:
        pages: dict[str, Answer] = {path: ok(b"page"), "/robots.txt": robots, **(answers or {})}
        limits = Limits(total_seconds=0.3)
        async with Server(pages) as server, client_for(server, limits=limits) as client:
            try:
                await client.fetch(f"http://news.test{path}")
            except FetchError:
                assert path not in server.paths()
                return False
            return True

    return run(ask())


RULES = [
    ("User-agent: *\nDisallow: /secret/", False),
    ("User-agent: *\nDisallow: /secret/\nAllow: /secret/a", True),
    ("User-agent: *\nAllow: /secret/a\nDisallow: /secret/", True),
    ("User-agent: *\nDisallow: /*/a$", False),
    ("User-agent: *\nDisallow: /*/b$", True),
    ("User-agent: *\nDisallow: /", False),
    ("User-agent: *\nDisallow:", True),
    ("User-agent: other\nDisallow: /", True),
    ("User-agent: cunzhao\nDisallow: /", False),
    ("User-agent: CunZhao\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
    ("User-agent: cunzhao/2.0\nDisallow: /", False),
    ("User-agent: cunzhao-images\nDisallow: /", True),
    ("User-agent: *\nDisallow: /\n\nUser-agent: cunzhao\nAllow: /", True),
    ("User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: cunzhao\nDisallow: /b", True),
    ("User-agent: other\nUser-agent: cunzhao # us\nDisallow: /secret", False),
    ("User-agent: other\nDisallow: /\nUser-agent: another\nDisallow: /\n", True),
    ("\ufeffUser-agent: *\nDisallow: /", False),
    ("  user-AGENT :  *  \r\n  disallow :/\r\n", False),
    ("User-agent: *\rDisallow: /\r", False),
    ("Disallow: /", True),
    ("", True),
    ("<html>not a robots file</html>", True),
    ("\x00\x01\x02", True),
    ("User-agent: *\nDisallow: /%73ecret/", False),
]


@pytest.mark.parametrize(("text", "allowed"), RULES)
def test_the_rules_for_us_are_kept(text: str, allowed: bool) -> None:
    assert _allowed(ok(text.encode())) is allowed


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (ok(b"", status="404 Not Found"), True),
        (ok(b"", status="403 Forbidden"), True),
        (ok(b"User-agent: *\nDisallow: /", status="410 Gone"), True),
        (ok(b"", status="500 Oops"), False),
        (ok(b"", status="503 Later"), False),
        (ok(b"", status="429 Slowly"), False),
        (silent(), False),
        (silent(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nUser-agent: *\n"), False),
        (closing(b"garbage\n\n"), False),
        (moved("/robots.txt"), True),
        (moved("/rules"), False),
        (moved("ftp://news.test/robots.txt"), False),
        (ok(b"\xff\xfe\x00broken", "Content-Encoding: gzip"), True),
        (closing(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nUser-agent: *\nDisallow: /\n"), False),
    ],
)
def test_what_the_answer_itself_means(answer: Answer, allowed: bool) -> None:
    assert _allowed(answer, answers={"/rules": ok(b"User-agent: *\nDisallow: /")}) is allowed


def test_five_redirects_are_followed_and_no_more() -> None:
    steps: dict[str, Answer] = {"/0": ok(b"User-agent: *\nDisallow: /")}
    steps.update({f"/{n}": moved(f"/{n - 1}") for n in range(1, 9)})
    assert _allowed(moved("/4"), answers=steps) is False
    assert _allowed(moved("/5"), answers=steps) is True


def test_a_refusal_says_so_and_a_redirect_is_judged_too() -> None:
    async def ask() -> None:
        answers: dict[str, Answer] = {"/robots.txt": ok(b"User-agent: *\nDisallow: /no"), "/": moved("/no")}
        async with Server(answers) as server, client_for(server) as client:
            followed = await client.follow("http://news.test/")
            assert [hop.status for hop in followed.exchanges] == [302]
            assert followed.failure is not None
            assert (followed.failure.kind, followed.failure.url) == ("robots", "http://news.test/no")
            assert followed.verdicts == ("allowed: robots.txt", "disallowed: robots.txt")

    run(ask())


@pytest.mark.parametrize(
    ("first", "after"),
    [
        (ok(b"User-agent: *\nDisallow: /"), timedelta(hours=24)),
        (ok(b"", status="500 Oops"), timedelta(minutes=30)),
        (closing(b""), timedelta(minutes=10)),
    ],
)
def test_what_was_said_holds_for_its_time(first: Answer, after: timedelta) -> None:
    async def ask() -> None:
        times = Times()
        async with (
            Server({"/": ok(b"page"), "/robots.txt": first}) as server,
            client_for(server, times=times) as client,
        ):
            for _ in range(3):
                with pytest.raises(FetchError):
                    await client.fetch("http://news.test/")
            assert server.paths() == ["/robots.txt"]
            server.answers["/robots.txt"] = ok(b"")
            times.now += after - timedelta(seconds=1)
            with pytest.raises(FetchError):
                await client.fetch("http://news.test/")
            times.now += timedelta(seconds=1)
            assert (await client.fetch("http://news.test/")).payload == b"page"

    run(ask())


def test_a_host_that_asks_us_to_wait_is_asked_for_its_rules_when_it_said() -> None:
    async def ask() -> None:
        times = Times()
        busy = ok(b"", "Retry-After: 90", status="429 Slowly")
        async with Server({"/": ok(b"page"), "/robots.txt": busy}) as server, client_for(server, times=times) as client:
            for _ in range(3):
                with pytest.raises(HostWaits) as caught:
                    await client.fetch("http://news.test/")
            assert server.paths() == ["/robots.txt"]
            assert caught.value.until == times.now + timedelta(seconds=90) == client.paused_until("http://news.test/x")
            server.answers["/robots.txt"] = ok(b"")
            times.now = caught.value.until
            assert client.paused_until("http://news.test/") is None
            assert (await client.fetch("http://news.test/")).payload == b"page"

    run(ask())


def test_each_authority_has_its_own() -> None:
    async def ask() -> list[str]:
        async with Server({}) as server, client_for(server) as client:
            for url in ("http://news.test/", "http://news.test:8080/", "http://www.news.test/", "http://news.test/a"):
                await client.fetch(url)
            return [request.split(b"Host: ")[1].split(b"\r\n")[0].decode() for request in server.requests]

    asked = run(ask())
    assert asked == [
        "news.test",
        "news.test",
        "news.test:8080",
        "news.test:8080",
        "www.news.test",
        "www.news.test",
        "news.test",
    ]


BIG = 500 * 1024
COSTLY = {
    "agents and rules": b"".join(b"User-agent: a%d\n" % n for n in range(18_000)) + b"Allow: /abc\n" * 20_000,
    "rules": b"User-agent: *\n" + b"".join(b"Allow: /a%d\n" % n for n in range(35_000)),
    "wildcards": b"User-agent: *\n" + b"Disallow: /" + b"*s" * 240_000,
    "many wildcards": b"User-agent: *\n" + b"".join(b"Disallow: /*e*%d*$\n" % n for n in range(25_000)),
    "percent signs": b"User-agent: *\nDisallow: /" + b"%" * 480_000,
    "dollars": b"User-agent: *\nDisallow: /" + b"$" * 480_000,
    "one line": b"x" * 500_000,
    "colons": b":" * 500_000,
    "spaces": b"User-agent: *\n" + b" " * 490_000 + b"Disallow: /",
    "user agent without end": b"user agent" + b" " * 490_000,
}


@pytest.mark.timeout(60)  # what costs more than the length of the file costs minutes here
@pytest.mark.parametrize("name", COSTLY)
def test_a_costly_file_is_read_in_time(name: str) -> None:
    body = COSTLY[name][:BIG]
    _allowed(ok(body))


def test_what_is_beyond_500_kib_does_not_count() -> None:
    assert _allowed(ok(b"User-agent: *\n" + b"#" * BIG + b"\nDisallow: /")) is True


@pytest.mark.parametrize(
    ("agent", "product"), [("Cunzhao/0.1 (+https://x)", "cunzhao"), ("my-bot_x 2", "my-bot_x"), ("", ""), ("/x", "")]
)
def test_the_product_token_names_a_robot(agent: str, product: str) -> None:
    assert product_of(agent) == product
