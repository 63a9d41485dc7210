"""One round from the inside: whose turn it is, what is filed where, what an interrupted one left, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.archive.network import connector
from cunzhao.archive.writing import Writing
from cunzhao.fetch import Followed
from cunzhao.flow.crawl import Round
from cunzhao.flow.deposit import put_on_record
from cunzhao.flow.jobs import Job
from cunzhao.press import BigPress
from cunzhao.types import Deposit, Exchange, Purpose, SourceReport, silent
from tests.fetch.server import Answer, ok
from tests.flow.bad_press import archive_for, feed, page, serving
from tests.press_archive import OPENED, Clock, Desk, network_of

RSS = "Content-Type: application/rss+xml"
HTML = "Content-Type: text/html"


def outlet(*names: str, host: str = "bad.example") -> dict[str, Answer]:
    """A feed and its articles."""
    pages = {f"/{n}": ok(page(f"The harbour reports on {n}"), HTML) for n in names}
    return {f"/feed-of-{host}": ok(feed(*pages, host=host), RSS), **pages}


def follow(archive: Archive, *urls: str) -> None:
    with archive.writing("test") as writing:
        for url in urls:
            writing.add(url)


def run(archive: Archive, recheck: str = "due") -> dict[str, SourceReport]:
    with archive.writing("test") as writing:
        return {r.source: r for r in writing.run(recheck)}  # type: ignore[arg-type]


# -- the frontier -----------------------------------------------------------------------------------------------------


def test_a_source_with_very_much_due_keeps_no_other_out(tmp_path: Path) -> None:
    answers = outlet("a", host="huge.example") | outlet("b", "c", host="small.example")
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        archive.place.settings.write_text("pages_per_source = 2\n")
        archive = Archive.open(archive.place.directory, clock=Clock(), network=archive.network, parallel=False)
        follow(archive, "http://huge.example/feed-of-huge.example", "http://small.example/feed-of-small.example")
        run(archive, "none")
        with archive.writing("test") as writing, writing.context.store.write() as transaction:
            transaction.connection.exec_driver_sql(
                "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 100001) "
                "INSERT INTO frontier SELECT 'http://huge.example/' || n, 'page', 'http://huge.example/' || n, "
                "'huge.example', 'huge.example', 'new', '2026-01-01T00:00:00.000000Z', 0, '', NULL, "
                "'2026-01-01T00:00:00.000000Z' FROM n"
            )
            transaction.enqueue("http://small.example/a", "http://small.example/a", "page", "", "small.example", OPENED)
        rows = run(archive, "none")
        assert rows["small.example"].kept == 1
        asked = [p for p in server.paths() if p[1:].isdigit()]
        assert len(asked) == 2


def test_everything_held_is_looked_at_again_however_old_and_many(one: Desk) -> None:
    one.archive.place.settings.write_text("pages_per_source = 30\n")
    one.archive = Archive.open(
        one.archive.place.directory, clock=one.clock, network=one.archive.network, parallel=False
    )
    one.follow(["beiting"])
    kept = one.round()["beiting.example"].kept
    assert kept > 3
    one.clock.forward(days=31)
    assert one.round()["beiting.example"].unchanged == kept
    one.clock.forward(days=31)
    assert one.round()["beiting.example"].unchanged == 0
    one.archive.place.settings.write_text("pages_per_source = 3\n")
    one.archive = Archive.open(
        one.archive.place.directory, clock=one.clock, network=one.archive.network, parallel=False
    )
    assert one.round("all")["beiting.example"].unchanged == kept


def test_an_article_that_cannot_be_reached_for_a_while_is_watched_on(tmp_path: Path) -> None:
    clock = Clock()
    with serving(outlet("a")) as server:
        archive = archive_for(tmp_path, server, clock)
        follow(archive, "http://bad.example/feed-of-bad.example")
        run(archive)
        well = dict(server.answers)
        server.answers = {**well, "/a": b"NOT HTTP\r\n\r\n"}
        for _ in range(8):
            clock.forward(days=2)
            assert run(archive)["bad.example"].unchanged == 0
        assert archive.reading().catalogue.sources()[0].pending == 0
        server.answers = well
        assert run(archive, "none")["bad.example"].unchanged == 0
        assert run(archive, "all")["bad.example"].unchanged == 1
        clock.forward(days=20)
        assert run(archive)["bad.example"].unchanged == 1


# -- robots.txt -------------------------------------------------------------------------------------------------------


def test_robots_answers_are_filed_under_the_source_that_asked(tmp_path: Path) -> None:
    with BigPress(hosts=6, articles_per_host=1, clock=lambda: OPENED) as press:
        archive = Archive.init(tmp_path / "a", clock=Clock(), network=network_of(press), parallel=False)
        follow(archive, *(f"http://{host}/feed.xml" for host in press.big.names))
        run(archive)
    robots = [line.capture for line in archive.reading().catalogue.captures() if line.capture.purpose == "robots"]
    filed = {c.source: c.url for c in robots if c.source is not None}
    assert filed == {host: f"http://{host}/robots.txt" for host in press.big.names}


def test_what_robots_said_is_on_record_with_every_capture(tmp_path: Path) -> None:
    rules = ok(b"User-agent: *\nDisallow: /no\n", "Content-Type: text/plain")
    with serving(outlet("yes", "no") | {"/robots.txt": rules}) as server:
        archive = archive_for(tmp_path, server)
        follow(archive, "http://bad.example/feed-of-bad.example")
        run(archive)
    said = {(c.purpose, c.url[18:], c.facts.get("robots")) for c in archive.reading().evidence.scan()}
    assert said == {
        ("robots", "/robots.txt", None),
        ("home", "/feed-of-bad.example", "allowed: robots.txt"),
        ("feed", "/feed-of-bad.example", "allowed: robots.txt"),
        ("page", "/yes", "allowed: robots.txt"),
        ("page", "/no", "disallowed: robots.txt"),
    }


# -- what an interrupted round left -----------------------------------------------------------------------------------


def record_only(archive: Archive, channels: dict[str, Purpose]) -> None:
    """What a process has done that was killed after it put answers on record and before it read them."""

    async def ask(url: str) -> Exchange:
        async with connector(archive.network, archive.settings, archive.clock)() as client:  # type: ignore[arg-type]
            return (await client.follow(url)).exchanges[-1]

    with archive.writing("test") as writing:
        for url, purpose in channels.items():
            facts = {"requested": url, "channel": url}
            deposit = Deposit(purpose, "bad.example", exchange=asyncio.run(ask(url)), facts=facts)
            put_on_record(writing.context, [deposit])


def test_the_next_round_reports_and_follows_what_an_interrupted_one_left(tmp_path: Path) -> None:
    urlset = b"<urlset><url><loc>http://bad.example/a</loc></url></urlset>"
    index = b"<sitemapindex><sitemap><loc>http://bad.example/more.xml</loc></sitemap></sitemapindex>"
    xml = "Content-Type: application/xml"
    answers = outlet("a", "b") | {"/map.xml": ok(index, xml), "/more.xml": ok(urlset, xml)}
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        follow(archive, "http://bad.example/map.xml", "http://bad.example/feed-of-bad.example")
        record_only(
            archive, {"http://bad.example/map.xml": "sitemap", "http://bad.example/feed-of-bad.example": "feed"}
        )
        not_modified = ok(b"", status="304 Not Modified")
        server.answers |= {"/map.xml": not_modified, "/feed-of-bad.example": not_modified}
        row = run(archive)["bad.example"]
        assert (row.found, row.kept) == (2, 2)
        assert "/more.xml" in server.paths()
        again = run(archive)["bad.example"]
    assert (again.found, again.kept) == (0, 0)


def test_the_sitemaps_of_an_unchanged_index_are_asked_again(tmp_path: Path) -> None:
    index = b"<sitemapindex><sitemap><loc>http://bad.example/more.xml</loc></sitemap></sitemapindex>"
    xml = "Content-Type: application/xml"

    def urlset(*names: str) -> Answer:
        urls = "".join(f"<url><loc>http://bad.example/{n}</loc></url>" for n in names)
        return ok(f"<urlset>{urls}</urlset>".encode(), xml)

    with serving(outlet("a", "b") | {"/map.xml": ok(index, xml, 'ETag: "1"'), "/more.xml": urlset("a")}) as server:
        archive = archive_for(tmp_path, server)
        follow(archive, "http://bad.example/map.xml")
        assert run(archive)["bad.example"].kept == 1
        server.answers |= {"/map.xml": ok(b"", status="304 Not Modified"), "/more.xml": urlset("a", "b")}
        assert run(archive)["bad.example"].kept == 1
        assert any(b'If-None-Match: "1"' in raw for raw in server.requests)


# -- how a round ends -------------------------------------------------------------------------------------------------


class Trouble(Exception):
    """A fault in a fetcher that is no FetchError."""


class Fetcher:
    """Fails for one host; for the others it waits for ever, and fails when it is told to stop."""

    def __init__(self) -> None:
        self.stopped: list[str] = []

    async def follow(self, url: str, *, headers: Sequence[tuple[str, str]] = ()) -> Followed:
        if "ill" in url:
            await asyncio.sleep(0)
            raise Trouble(url)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.stopped.append(url)
            raise Trouble(f"while stopping {url}") from None
        raise AssertionError("unreachable")


def test_an_error_of_one_worker_ends_all_and_is_told(tmp_path: Path) -> None:
    fetcher = Fetcher()
    urls = [f"http://{name}.example/" for name in ("a", "b", "ill", "c", "d")]

    async def go(writing: Writing) -> int:
        state = Round(writing.context, fetcher, silent, 9, 9)
        with pytest.raises(Trouble, match="ill"):
            await state.run([Job(url, "page", None) for url in urls])
        return len(asyncio.all_tasks()) - 1

    with serving({}) as server:
        archive = replace(archive_for(tmp_path, server), parallel=False)
    with archive.writing("test") as writing:
        assert asyncio.run(go(writing)) == 0
    assert sorted(fetcher.stopped) == sorted(url for url in urls if "ill" not in url)
