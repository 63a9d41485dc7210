"""An archive knows what it lacks: a source that dies, a gap and what fills it, a collector that stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.archive.coverage import patience
from cunzhao.archive.pacing import plan
from cunzhao.archive.settings import Settings
from cunzhao.discover import OpmlEntry
from cunzhao.errors import NotFound
from cunzhao.press.server import Reply, Server
from cunzhao.store import dump
from tests.press_archive import OPENED, Clock, network_of

HOUR = timedelta(hours=1)


@dataclass
class Outlet:
    """A feed of ten, an article an hour back in time, a sitemap with all, a webhook; it can die, in two ways."""

    clock: Clock
    hosts: frozenset[str] = frozenset({"live.example", "dies.example", "hook.example"})
    frozen_at: datetime | None = None
    down: bool = False
    often: int = 1
    told: list[str] = field(default_factory=list)
    beats: int = 0
    refuses: bool = False

    def urls(self, host: str) -> list[tuple[str, datetime]]:
        end = self.frozen_at if host == "dies.example" and self.frozen_at else self.clock.now
        many = int((end - OPENED) / HOUR * self.often) + 40
        at = [OPENED + (n - 40) * HOUR / self.often for n in range(many)]
        return [(f"http://{host}/{t:%Y%m%d%H%M}", t) for t in reversed(at)]

    def take(self, host: str, path: str, body: bytes) -> Reply:
        """The webhook."""
        if self.refuses:
            return Reply(status=503)
        self.told += [f"{e['source']} {e['kind']} {e['event']}" for e in json.loads(body)["events"]]
        return Reply(body=b"ok")

    def reply(self, host: str, path: str) -> Reply:
        if host == "hook.example":
            self.beats += 1
            return Reply(body=b"ok")
        if self.down and host == "dies.example":
            return Reply(status=500, body=b"no")
        if path == "/robots.txt":
            return Reply(body=f"Sitemap: http://{host}/map.xml".encode(), content_type="text/plain")
        if path == "/feed":
            items = "".join(
                f"<item><title>{url}</title><link>{url}</link><pubDate>{format_datetime(at)}</pubDate></item>"
                for url, at in self.urls(host)[:10]
            )
            return Reply(body=f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), content_type="text/xml")
        if path == "/map.xml":
            items = "".join(f"<url><loc>{u}</loc><lastmod>{t.isoformat()}</lastmod></url>" for u, t in self.urls(host))
            space = "http://www.sitemaps.org/schemas/sitemap/0.9"
            return Reply(body=f"<urlset xmlns='{space}'>{items}</urlset>".encode(), content_type="text/xml")
        text = "<p>" + f"The {path} ferry left the old harbour at dawn, and nobody was on the quay. " * 8
        return Reply(body=f"<html><title>{path}</title><article><h1>{path}</h1>{text}</article>".encode())


@dataclass
class Room:
    outlet: Outlet
    archive: Archive
    clock: Clock

    def round(self, pace: timedelta | None = HOUR) -> None:
        with self.archive.writing("test") as writing:
            writing.run("none", pace=pace)

    def next_poll(self) -> datetime:
        """When the first channel is due; now, where one is."""
        found = plan(self.archive.reading().catalogue, self.archive.settings, self.clock.now, HOUR)
        return self.clock.now if found.due or found.next is None else found.next

    def until(self, end: datetime) -> None:
        """Rounds whenever a poll is due."""
        while (wake := self.next_poll()) < end:
            self.clock.now = max(self.clock.now, wake)
            self.round()
        self.clock.now = max(end, self.clock.now)

    def state(self, source: str) -> str:
        return self.archive.coverage(source).sources[0].state


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    clock = Clock()
    outlet = Outlet(clock)
    with Server(outlet, clock) as server:
        archive = Archive.init(tmp_path / "a", clock=clock, network=network_of(server), parallel=False)
        archive = replace(archive, settings=Settings(contact="me@n.example", pages_per_source=2))
        with archive.writing("test") as writing:
            hosts = ("live.example", "dies.example")
            writing.add_opml([OpmlEntry(h, f"http://{h}/feed", f"http://{h}/") for h in hosts])
        yield Room(outlet, archive, clock)


def test_a_source_that_falls_silent_is_noticed_at_the_first_round_after_its_habit_is_broken(room: Room) -> None:
    room.archive = replace(room.archive, settings=Settings(contact="me@n.example", pages_per_source=1))
    room.until(OPENED + 4 * HOUR)
    room.outlet.frozen_at = room.clock.now
    room.clock.forward(hours=1)
    room.round()
    broken = room.archive.coverage("dies.example").sources[0].silent_at
    assert broken is not None
    assert HOUR * 3 < broken - room.clock.now < HOUR * 30
    room.until(broken - timedelta(minutes=1))
    assert room.state("dies.example") == "well"
    while room.state("dies.example") == "well" and room.clock.now < broken + 3 * HOUR:
        room.clock.now = max(room.clock.now, room.next_poll())
        room.round()
    now = room.archive.coverage("dies.example")
    assert now.sources[0].state == "silent"
    assert room.clock.now - broken <= timedelta(minutes=10)
    assert room.state("live.example") == "well"
    assert [(t.source, t.kind, t.until) for t in now.troubles] == [("dies.example", "silent", None)]
    assert any("silent since" in f.what for f in room.archive.doctor())
    room.outlet.frozen_at = None
    room.clock.forward(hours=25)
    room.round()
    assert room.state("dies.example") == "well"
    (trouble,) = room.archive.coverage("dies.example").troubles
    assert trouble.until is not None
    rows = list(dump(room.archive.reading().catalogue))
    room.archive.rebuild()
    assert list(dump(room.archive.reading().catalogue)) == rows


def test_a_gap_is_recorded_filled_from_the_sitemap_and_makes_the_polls_quicker(room: Room) -> None:
    room.round()
    room.clock.forward(hours=25)
    room.round()
    ledger = room.archive.coverage("live.example")
    (gap,) = ledger.gaps
    assert gap.filled_by == "http://live.example/map.xml"
    assert gap.filled >= 14
    assert gap.until - gap.since > 24 * HOUR
    known = room.archive.reading().catalogue.sources()[0]
    assert known.pending + known.articles >= 30
    assert ledger.days[-1].gaps + ledger.days[-2].gaps == 1


def test_todays_news_comes_before_the_backlog(room: Room) -> None:
    room.round()  # two pages of ten: eight wait
    room.clock.forward(hours=2)
    room.round()
    newest = [url for url, _ in room.outlet.urls("live.example")[:2]]
    kept = [line.url for line in room.archive.reading().catalogue.articles().lines if "live" in line.url]
    assert set(newest) <= set(kept)


def test_trouble_is_told_once_and_its_end_too(room: Room) -> None:
    hook = Settings(
        notify_webhook="http://hook.example/tell", heartbeat_url="http://hook.example/beat", pages_per_source=1
    )
    room.archive = replace(room.archive, settings=hook)
    room.outlet.refuses = True
    room.round()
    room.outlet.down = True
    for _ in range(4):
        room.clock.forward(hours=25)
        room.round()
    assert room.outlet.told == []
    room.outlet.refuses = False  # what could not be told is told after the next round
    for _ in range(2):
        room.clock.forward(hours=25)
        room.round()
    assert room.outlet.told == ["dies.example failing began"]
    assert room.state("dies.example") == "failing"
    room.outlet.down = False
    for _ in range(2):
        room.clock.forward(hours=25)
        room.round()
    assert room.outlet.told[1:] == ["dies.example failing ended"]
    assert room.state("dies.example") == "well"
    assert room.outlet.beats == 9


def test_a_collector_that_stopped_is_noticed_by_whoever_looks(room: Room) -> None:
    room.until(OPENED + 6 * HOUR)
    assert room.archive.stopped_since() is None
    last = room.archive.coverage().last_round
    room.clock.forward(hours=12)
    assert room.archive.stopped_since() == last
    assert any("nobody is collecting" in f.what for f in room.archive.doctor())


def test_patience_follows_the_habit_of_the_rounds() -> None:
    assert patience([HOUR] * 10) == 2 * HOUR
    assert patience([24 * HOUR] * 10) == 36 * HOUR
    assert patience([24 * HOUR] * 19 + [timedelta(days=386)]) == 36 * HOUR
    assert patience([]) == 26 * HOUR


def test_a_budget_is_for_an_hour_and_not_for_a_round(room: Room) -> None:
    room.archive = replace(room.archive, settings=Settings(host_requests_per_hour=4, pages_per_source=50))
    for _ in range(3):
        room.round(None)
    captures = room.archive.reading().catalogue.captures()
    asked = [c.capture.url for c in captures if "live.example" in c.capture.url]
    assert len(asked) <= 5  # four requests, and the robots.txt that the first of them needed


def test_a_round_with_nothing_due_asks_nobody(room: Room) -> None:
    room.round()
    before = room.archive.reading().catalogue.totals()["captures"]
    room.archive = replace(room.archive, settings=Settings(pages_per_source=1))
    with room.archive.writing("test") as writing:
        writing.run("none", pace=HOUR)
    after = [c.capture.purpose for c in room.archive.reading().catalogue.captures()][before:]
    assert "feed" not in after


def test_one_that_is_not_followed_is_not_found(room: Room) -> None:
    with pytest.raises(NotFound, match=r"live\.example"):
        room.archive.coverage("nobody")


def test_the_webhooks_body_is_read_by_apprise_and_by_scripts(room: Room) -> None:
    from cunzhao.archive.notify import message

    event = {
        "source": "s",
        "name": "N",
        "kind": "silent",
        "event": "began",
        "since": "2026",
        "until": None,
        "what": "w",
    }
    value = json.loads(message("a", [event] * 60))
    assert value["type"] == "warning"
    assert value["body"].startswith("N is silent: w\n")
    assert value["body"].endswith("and 10 more")
    assert len(value["events"]) == 60
