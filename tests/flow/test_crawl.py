"""Rounds as an outlet sees them: which requests are made, how many at a time, and which are not made at all."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cunzhao.archive import Archive
from cunzhao.cli.collect import tell_round
from cunzhao.press import BigPress, Request
from cunzhao.types import SourceReport
from tests.fetch.server import Answer, Server, closing, ok
from tests.flow.bad_press import archive_for, feed, page, serving
from tests.press_archive import OPENED, Clock, Desk, network_of

RSS = "Content-Type: application/rss+xml"
HTML = "Content-Type: text/html"
CHANNELS = {"/robots.txt", "/feed.xml", "/guoji/rss.xml", "/index.rdf", "/shequ/"}
"""Where haian.example and beiting.example announce articles, and what every client asks first."""


def run(archive: Archive, recheck: str = "due") -> list[SourceReport]:
    """One round."""
    with archive.writing("test") as writing:
        return writing.run(recheck)  # type: ignore[arg-type]


def follow(archive: Archive, *urls: str) -> None:
    with archive.writing("test") as writing:
        for url in urls:
            writing.add(url)


def requested(server: Server) -> list[str]:
    """The paths asked for, in order, without robots.txt."""
    paths = [raw.split(b" ", 2)[1].decode() for raw in server.requests]
    return [p for p in paths if p != "/robots.txt"]


def lost(one: Desk) -> set[str]:
    """Paths that answer "not found" from the beginning: they are tried again for some days."""
    return {urlsplit(e.url).path for e in one.press.expected if e.what == "soft-404"}


def articles(*names: str, host: str = "bad.example") -> dict[str, Answer]:
    """A feed and its articles."""
    pages = {f"/{n}": ok(page(f"The harbour reports on {n}"), HTML) for n in names}
    return {"/feed": ok(feed(*pages, host=host), RSS), **pages}


# -- nothing new ------------------------------------------------------------------------------------------------------


@pytest.fixture
def second(one: Desk) -> tuple[Sequence[Request], dict[str, SourceReport]]:
    """The requests and the report of a second round in which nothing is new and nothing is due."""
    one.follow(["haian", "beiting"])
    one.round()
    before = len(one.press.requests)
    report = one.round("none")
    return one.press.requests[before:], report


def test_a_round_without_news_asks_for_each_channel_once_and_says_so(
    second: tuple[Sequence[Request], dict[str, SourceReport]], one: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    requests, report = second
    channels = [urlsplit(c.url) for s in one.archive.reading().catalogue.followed() for c in s.channels]
    once = {(c.hostname, c.path) for c in channels} | {(c.hostname, "/robots.txt") for c in channels}
    assert Counter((r.host, r.path) for r in requests) == Counter(dict.fromkeys(once, 1))
    for row in report.values():
        assert (row.found, row.kept, row.edited, row.missing, row.gone, row.errors) == (0, 0, 0, 0, 0, ())
    tell_round([*report.values()])
    assert capsys.readouterr().out.endswith("nothing new\n")


def test_channels_are_asked_conditionally(second: tuple[Sequence[Request], dict[str, SourceReport]]) -> None:
    channels = [r for r in second[0] if r.path != "/robots.txt"]
    assert len(channels) >= 2
    assert all("if-none-match" in r.headers for r in channels)
    assert {r.status for r in channels} == {304}


def test_pages_that_are_due_are_asked_conditionally_too(one: Desk) -> None:
    one.follow(["beiting"])
    first = one.round()["beiting.example"]
    one.clock.forward(hours=2)
    before = len(one.press.requests)
    again = one.round()["beiting.example"]
    pages = [r for r in one.press.requests[before:] if r.path not in CHANNELS | lost(one)]
    assert again.unchanged == first.kept == len(pages)
    assert all("if-none-match" in r.headers for r in pages)
    assert {r.status for r in pages} == {304}
    assert one.archive.reading().catalogue.totals()["revisions"] == first.kept


def test_what_is_not_due_is_not_asked(one: Desk) -> None:
    one.follow(["beiting"])
    one.round()
    before = len(one.press.requests)
    one.clock.forward(minutes=30)
    assert one.round()["beiting.example"].unchanged == 0
    assert {r.path for r in one.press.requests[before:]} <= CHANNELS | lost(one)


def test_images_are_asked_once(one: Desk) -> None:
    one.follow(["gangwan"])
    row = one.round()["gangwan.example"]
    assert row.images_held == row.images_named > 0
    one.clock.forward(hours=2)
    one.round("all")
    asked = Counter((r.host, r.path) for r in one.press.requests if r.path.endswith((".png", ".jpg", ".webp")))
    assert sum(asked.values()) > 0
    assert max(asked.values()) == 1


# -- politeness -------------------------------------------------------------------------------------------------------


def test_one_request_at_a_time_to_a_host(tmp_path: Path) -> None:
    with serving(articles(*"abcdefghij")) as server:
        archive = archive_for(tmp_path, server)
        follow(archive, "http://bad.example/feed")
        assert run(archive)[0].kept == 10
        assert server.most_busy == 1


def test_hosts_are_asked_beside_each_other(tmp_path: Path) -> None:
    clock = Clock()
    with BigPress(hosts=3, articles_per_host=3, clock=lambda: OPENED) as press:
        archive = Archive.init(tmp_path / "a", clock=clock, network=network_of(press), parallel=False)
        follow(archive, *(f"http://{host}/feed.xml" for host in press.big.names))
        before = len(press.requests)
        rows = run(archive)
        order = [r.host for r in press.requests[before:]]
    assert [r.kept for r in rows] == [3, 3, 3]
    assert sum(one != two for one, two in itertools.pairwise(order)) > len(press.big.names)


def test_the_crawl_delay_is_waited_between_two_requests(tmp_path: Path) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    answers = articles("a", "b") | {"/robots.txt": ok(b"User-agent: *\nCrawl-delay: 7\n", "Content-Type: text/plain")}
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        assert archive.network is not None
        patient = replace(archive, network=replace(archive.network, sleep=sleep))
        follow(patient, "http://bad.example/feed")
        waits.clear()
        run(patient)
    assert len([w for w in waits if 6.5 < w <= 7.5]) >= 2


def test_what_robots_forbid_is_not_asked(tmp_path: Path) -> None:
    closed = ok(b"User-agent: *\nDisallow: /secret\n", "Content-Type: text/plain")
    with serving(articles("open", "secret", "secret-too") | {"/robots.txt": closed}) as server:
        archive = archive_for(tmp_path, server)
        follow(archive, "http://bad.example/feed")
        row = run(archive)[0]
        assert row.kept == 1
        assert len(row.errors) == 2
        assert all("robots" in line for line in row.errors)
        assert not any(p.startswith("/secret") for p in requested(server))
    kinds = [line.capture.error_kind for line in archive.reading().catalogue.captures() if line.capture.error]
    assert kinds == ["robots", "robots"]


# -- limits -----------------------------------------------------------------------------------------------------------


def test_a_source_has_its_share_and_the_next_round_goes_on(tmp_path: Path) -> None:
    with serving(articles(*"abcdefg")) as server:
        archive = archive_for(tmp_path, server)
        archive.place.settings.write_text("pages_per_source = 3\n")
        archive = Archive.open(archive.place.directory, clock=archive.clock, network=archive.network, parallel=False)
        follow(archive, "http://bad.example/feed")
        kept, pending = [], []
        for _ in range(4):
            kept.append(run(archive, "none")[0].kept)
            pending.append(archive.reading().catalogue.sources()[0].pending)
    assert kept == [3, 3, 1, 0]
    assert pending == [4, 1, 0, 0]


def test_pages_that_are_due_again_do_not_keep_new_ones_out(tmp_path: Path) -> None:
    with serving(articles(*"abcd")) as server:
        archive = archive_for(tmp_path, server)
        archive.place.settings.write_text("pages_per_source = 4\n")
        clock = Clock()
        archive = Archive.open(archive.place.directory, clock=clock, network=archive.network, parallel=False)
        follow(archive, "http://bad.example/feed")
        assert run(archive)[0].kept == 4
        server.answers |= articles(*"abcdef")
        clock.forward(hours=2)
        assert run(archive)[0].kept == 2


def test_a_host_that_does_not_answer_is_left_alone(tmp_path: Path) -> None:
    names = [f"n{n}" for n in range(12)]
    answers = articles(*names) | {f"/{n}": closing(b"") for n in names}
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        follow(archive, "http://bad.example/feed")
        row = run(archive)[0]
        asked = {p for p in requested(server) if p != "/feed"}
        assert len(asked) == len(row.errors) == 4
        assert archive.reading().catalogue.sources()[0].pending == len(names)
        run(archive)
        assert len({p for p in requested(server) if p != "/feed"}) == 8
        assert archive.reading().catalogue.sources()[0].pending == len(names)


def test_an_answer_between_failures_is_hope(tmp_path: Path) -> None:
    names = [f"n{n}" for n in range(9)]
    good = ok(page("All is well"), HTML)
    bad: dict[str, Answer] = {f"/{n}": closing(b"") for i, n in enumerate(names) if i % 3}
    with serving(articles(*names) | {f"/{n}": good for n in names} | bad) as server:
        archive = archive_for(tmp_path, server)
        follow(archive, "http://bad.example/feed")
        row = run(archive)[0]
    assert (row.kept, len(row.errors)) == (3, 6)


def test_a_host_that_is_ill_costs_the_others_nothing(tmp_path: Path) -> None:
    well = articles("a", "b", host="well.example")
    with serving({**well, "/ill": ok(feed("/x", host="refused.example"), RSS)}) as server:
        archive = archive_for(tmp_path, server)
        follow(archive, "http://well.example/feed", "http://bad.example/ill")
        rows = {r.source: r for r in run(archive)}
    assert rows["well.example"].kept == 2
    assert len(rows["bad.example"].errors) == 1


def test_a_refusal_is_tried_again_later_and_not_for_ever(tmp_path: Path) -> None:
    clock = Clock()
    refused = ok(b"<title>busy</title>", HTML, status="503 Service Unavailable")
    with serving(articles("a") | {"/a": refused}) as server:
        archive = archive_for(tmp_path, server, clock)
        follow(archive, "http://bad.example/feed")
        for _ in range(3):
            run(archive)
        assert requested(server).count("/a") == 1
        for _ in range(20):
            clock.forward(days=4)
            run(archive)
        assert requested(server).count("/a") == 6
        assert archive.reading().catalogue.sources()[0].pending == 0


def test_one_address_in_two_sources_is_asked_once(tmp_path: Path) -> None:
    with serving({**articles("a", "b"), "/other": ok(feed("/b", "/a"), RSS)}) as server:
        archive = archive_for(tmp_path, server)
        follow(archive, "http://bad.example/feed", "http://bad.example/other")
        run(archive)
        assert Counter(requested(server))["/a"] == 1
    assert archive.reading().catalogue.totals()["articles"] == 2
