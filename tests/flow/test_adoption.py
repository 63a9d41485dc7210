"""What was kept by hand belongs to its outlet once that is followed, and a rebuild says the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.flow import journal
from cunzhao.types import ArticleLine, Channel, Source
from tests.fetch.server import ok
from tests.flow.bad_press import archive_for, feed, page, serving
from tests.press_archive import Clock


def kept(archive: Archive, path: Path, url: str, title: str = "The tide is high") -> None:
    path.write_bytes(page(title))
    with archive.writing("test") as writing:
        writing.keep_file(path, url)


def follow(archive: Archive, name: str, home: str, *channels: str) -> None:
    found = tuple(Channel("feed", url) for url in channels)
    with archive.writing("test") as writing:
        journal.follow(writing.context, Source(name, name.title(), home, found, archive.clock()))


def line(archive: Archive, url: str) -> ArticleLine:
    return archive.reading().article(url).line


def agrees(archive: Archive) -> bool:
    live = list(archive.reading().dump())
    archive.rebuild()
    return list(archive.reading().dump()) == live


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.init(tmp_path / "press", clock=Clock(), parallel=False)


def test_following_an_outlet_adopts_what_was_kept_of_it(archive: Archive, tmp_path: Path) -> None:
    kept(archive, tmp_path / "a.html", "http://news.example.com/a")
    kept(archive, tmp_path / "b.html", "http://other.example/b", "Another outlet's page")
    assert archive.reading().search("from:example.com").total == 1
    seen = archive.reading().catalogue.changes(0)[-1].seq
    follow(archive, "tide", "http://www.example.com/", "http://feeds.example.com/rss")
    found = line(archive, "http://news.example.com/a")
    assert (found.source, found.source_name) == ("tide", "Tide")
    assert line(archive, "http://other.example/b").source is None
    told = [(c.kind, c.subject) for c in archive.reading().catalogue.changes(seen)]
    assert told == [("source", "tide"), ("adopted", line(archive, "http://news.example.com/a").id)]
    assert archive.reading().search('from:"Tide"').total == 1
    assert agrees(archive)


def test_what_has_a_source_keeps_it_and_a_shared_domain_decides_nothing(archive: Archive, tmp_path: Path) -> None:
    follow(archive, "morning", "http://morning.example/", "http://shared.example/morning.rss")
    kept(archive, tmp_path / "a.html", "http://shared.example/a")
    follow(archive, "evening", "http://evening.example/", "http://shared.example/evening.rss")
    assert line(archive, "http://shared.example/a").source is None
    kept(archive, tmp_path / "b.html", "http://morning.example/b", "The morning's page")
    follow(archive, "morning", "http://morning.example/", "http://morning.example/rss")
    assert line(archive, "http://morning.example/b").source == "morning"
    follow(archive, "late", "http://morning.example/late")
    assert line(archive, "http://morning.example/b").source == "morning"
    assert agrees(archive)


@pytest.mark.parametrize("served", ["The tide is high", "The tide is low"])
def test_a_capture_by_a_followed_source_adopts(served: str, tmp_path: Path) -> None:
    """The domain of the article is none of the source's own: only its feed names it."""
    answers = {
        "/feed": ok(feed("/a", host="elsewhere.example"), "Content-Type: application/rss+xml"),
        "/a": ok(page(served), "Content-Type: text/html; charset=utf-8"),
    }
    with serving(answers) as server:
        archive = archive_for(tmp_path, server)
        kept(archive, tmp_path / "a.html", "http://elsewhere.example/a")
        assert line(archive, "http://elsewhere.example/a").source is None
        archive.clock.forward(hours=2)  # type: ignore[attr-defined]
        with archive.writing("test") as writing:
            writing.add("http://tide.example/feed")
            (row,) = writing.run()
        assert row.errors == ()
    found = line(archive, "http://elsewhere.example/a")
    (source,) = archive.reading().catalogue.followed()
    assert (found.source, found.source_name) == (source.id, source.name)
    assert found.revisions == (1 if served == "The tide is high" else 2)
    assert found.first_captured < archive.clock() - timedelta(hours=1)
    assert agrees(archive)
